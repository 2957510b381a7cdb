"""What somebody does is seen on every other screen that shows it, without a hand, and without taking anything away."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import transaction

from steun.web.ask.request import acts as ask
from steun.web.decide.gate import acts as gates
from tests.browser.cable import cable_to
from tests.browser.conftest import PATIENCE, session_of, take_seat
from tests.builders import World

ASKER, JUDGE, CHAIR = ("duty-officer", "VR24"), ("locc", "LOCC"), ("safety-region-chair", "VR24")
STAYS = "document.body.dataset.sameLoad = 'yes'"
SAME = "document.body.dataset.sameLoad"


@pytest.fixture
def request_asked(town) -> Any:
    return town.do(lambda: World().asked(title="Seen by two"))


def followed(page: Any, path: str) -> Any:
    """The page, once its line is open."""
    page.goto(path)
    page.locator("html[data-line=open]").wait_for(state="attached")
    page.evaluate(STAYS)
    return page


def withdrawn(request: Any) -> None:
    with transaction.atomic():
        ask.withdraw(request.pk, by=World().desk, reason="Not needed")


def judge(town: Any, request: Any) -> None:
    """LOCC judges, not in a browser."""
    town.do(lambda: gates.act(World().gate(request, "locc-judges").pk, "pass", by=World().actor(*JUDGE)))


def test_an_act_in_one_browser_is_seen_in_another_that_keeps_focus_text_and_place(
    desk, town, words, request_asked
) -> None:
    page, say = (
        followed(desk(*ASKER, "nl", viewport={"width": 1000, "height": 500}), f"/requests/{request_asked.pk}"),
        words("nl"),
    )
    box = page.locator('form[action$="/withdraw"] [name=reason]')
    if not box.is_visible():
        page.locator('details:has(form[action$="/withdraw"]) > summary').click()
    box.fill("Half a sen")
    box.scroll_into_view_if_needed()
    where = page.evaluate("scrollY")

    other = desk(*JUDGE, "nl", viewport={"width": 1000, "height": 800})
    other.goto(f"/requests/{request_asked.pk}")
    gate = town.do(lambda: World().gate(request_asked, "locc-judges").pk)
    with other.expect_navigation():
        other.locator(f'form[action="/gates/{gate}/answer"] button[type=submit]').first.click()

    bar = page.locator("#toasts #notice-changed")
    bar.filter(has_text=re.compile(r"Gewijzigd om \d\d:\d\d")).wait_for()
    assert page.locator("#toasts").get_attribute("role") == "status"
    page.locator("#case-story li").filter(has_text=say("locc-judges", "gate")).first.wait_for()
    assert (box.input_value(), page.evaluate("scrollY"), page.evaluate(SAME)) == ("Half a sen", where, "yes")
    assert box.evaluate("(it) => it === document.activeElement")
    assert not other.locator("#notice-changed").count(), "one's own act is no news"

    with page.expect_navigation():
        bar.get_by_role("button", name=say("Load it again")).click()
    assert not page.locator("#notice-changed").count()


def test_what_waits_for_somebody_comes_to_my_work_and_is_said_on_other_pages(desk, town) -> None:
    work = followed(desk(*CHAIR, "en"), "/")
    elsewhere = followed(work.context.new_page(), "/catalogue")
    town.do(lambda: World().draft(title="Sign me now"))

    elsewhere.locator("#notice-called a").wait_for()
    work.bring_to_front()
    work.get_by_role("row").filter(has_text="Sign me now").first.wait_for()
    assert work.evaluate(SAME) == elsewhere.evaluate(SAME) == "yes"
    assert not elsewhere.locator("#notice-changed").count(), "a catalogue shows no case"
    with elsewhere.expect_navigation():
        elsewhere.locator("#notice-called a").click()
    assert elsewhere.get_by_text("Sign me now").count()


def test_a_row_comes_to_the_board_by_itself_but_not_under_the_hands_of_somebody(desk, town) -> None:
    page = followed(desk(*JUDGE, "en"), "/requests?q=announced")  # however many others are open
    town.do(lambda: World().asked(title="Announced by itself"))
    page.get_by_role("row").filter(has_text="Announced by itself").first.wait_for()

    page.locator("#requests a").first.focus()
    held = page.evaluate("document.activeElement.textContent")
    with page.expect_event("console", lambda said: said.text == "changed"):
        page.evaluate("document.addEventListener('steun:changed', () => console.log('changed'), {once: true})")
        town.do(lambda: World().asked(title="Announced to a hand"))
    assert page.evaluate("document.activeElement.textContent") == held
    page.locator("#main").focus()
    page.get_by_role("row").filter(has_text="Announced to a hand").first.wait_for()
    assert page.evaluate(SAME) == "yes"


WAYS = {"own stream": "delete window.SharedWorker", "asks": "delete window.SharedWorker; delete window.EventSource"}


@pytest.mark.parametrize("way", WAYS)
def test_a_browser_that_can_do_less_is_told_too(desk, town, request_asked, way) -> None:
    page = desk(*ASKER, "en", viewport={"width": 900, "height": 700})
    page.add_init_script(WAYS[way])
    followed(page, f"/requests/{request_asked.pk}")
    judge(town, request_asked)
    page.locator("#notice-changed").wait_for()


def test_a_cable_pulled_out_is_said_with_the_last_time_and_nothing_is_missed(browser, town, request_asked) -> None:
    with cable_to(town.address) as cable:
        room = browser.new_context(base_url=cable.address, locale="nl")
        room.set_default_timeout(PATIENCE)
        page = room.new_page()
        take_seat(room, town, *ASKER, "nl")
        followed(page, f"/requests/{request_asked.pk}")
        cable.cut()
        page.locator("#notice-line").filter(has_text=re.compile(r"Geen verbinding sinds \d\d:\d\d")).wait_for()
        judge(town, request_asked)
        assert not page.locator("#notice-changed").count()
        cable.mend()
        page.locator("#notice-changed").wait_for()
        page.locator("html[data-line=open]").wait_for(state="attached")
        assert not page.locator("#notice-line").count() and page.evaluate(SAME) == "yes"
        room.close()


def test_logging_out_in_one_tab_ends_the_line_of_the_others(browser, town, request_asked) -> None:
    room = browser.new_context(base_url=town.address, locale="nl")
    room.set_default_timeout(PATIENCE)
    cookie = town.do(lambda: session_of(*ASKER))  # of its own, since it ends here
    room.add_cookies([{"name": "steun-demo", "value": cookie, "url": town.address}])
    page = followed(room.new_page(), f"/requests/{request_asked.pk}")
    other = room.new_page()
    other.goto("/")
    other.locator("details.menu summary").click()
    with other.expect_navigation():
        other.get_by_role("button", name="Uitloggen").click()
    page.locator("#notice-line").filter(has_text="niet meer bijgewerkt").wait_for()
    judge(town, request_asked)
    room.close()


def test_a_page_out_of_the_memory_of_the_browser_catches_up(desk, town, request_asked) -> None:
    page = followed(desk(*ASKER, "en", viewport={"width": 900, "height": 600}), f"/requests/{request_asked.pk}")
    page.goto("/catalogue")
    town.do(lambda: withdrawn(request_asked))
    page.go_back()
    page.get_by_text("Not needed").first.wait_for()
