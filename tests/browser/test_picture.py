"""The picture in a browser: by keyboard back in time and to now again; whole without WebGL and without a script."""

from __future__ import annotations

import re
from typing import Any

LOCC = ("locc", "LOCC")


def case(town: Any) -> str:
    from tests.builders import World

    return str(town.do(lambda: World().asked(title="On the map").number))


def test_the_slider_goes_back_by_keyboard_and_the_page_stays_there(town, desk, words) -> None:
    number, say = case(town), words("en")
    page = desk(*LOCC, "en")
    page.goto("/picture")
    assert number in page.inner_text("#picture")

    page.focus("#minute")
    page.keyboard.press("Home")
    page.wait_for_url(re.compile(r"/picture\?at="))
    page.get_by_text(say("As it was")).wait_for()
    assert page.evaluate("document.activeElement.id") == "minute"
    assert number not in page.inner_text("#picture") and not page.locator("#picture[data-live]").count()

    page.get_by_role("link", name=say("To now")).click()
    page.wait_for_url(re.compile(r"/picture$"))
    assert number in page.inner_text("#picture")


def test_without_a_script_the_picture_is_whole_and_its_form_works(town, desk, words) -> None:
    number, say = case(town), words("en")
    page = desk(*LOCC, "en", java_script_enabled=False)
    page.goto("/picture")

    assert page.locator("svg use.land").count() == 25 and page.locator("svg canvas").count() == 0
    page.get_by_role("button", name=say("Show")).first.click()
    page.wait_for_url(re.compile(r"/picture\?minute="))
    page.goto("/picture?at=2021-07-15T18:00")
    assert say("As it was") in page.inner_text("#picture") and number not in page.inner_text("#picture")


def test_a_sign_leads_to_its_case_by_keyboard(town, desk) -> None:
    case(town)
    page = desk(*LOCC, "en")
    page.goto("/picture")
    sign = page.locator("g.layer:visible a.sign").last
    sign.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/(requests|incidents)/|#cases-"))


def test_the_wall_fits_its_screen(town, desk) -> None:
    case(town)
    page = desk(*LOCC, "nl", viewport={"width": 1920, "height": 1080})
    page.goto("/picture?wall=1")

    assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    assert not page.locator(".side").is_visible()
