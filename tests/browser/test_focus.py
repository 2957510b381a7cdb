"""Where the focus is after a part of the page was made anew: where it was, or at what came in its place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import steun
from tests.browser.conftest import PATIENCE
from tests.browser.steps import start_request

TEMPLATES = Path(steun.__file__).parent / "web" / "templates"
ASKED_BY_PEOPLE = {
    "ask/form/_attachments.html": ("/requests/new", "#attach", "a file"),
    "desks/board/board.html": ("/requests", "#f-sort", "ArrowDown"),
    "desks/audit/list.html": ("/journal", "#f-kind", "ArrowDown"),
    "desks/directory/organisations.html": ("/organisations", "#text", "z"),
    "desks/catalogue/catalogue.html": ("/catalogue", "#f-q", "z"),
    "desks/catalogue/units.html": ("/units", "#f-q", "z"),
    "desks/picture/_time.html": ("/picture", "#minute", "Home"),
    "desks/roads/at/_when.html": ("/roads", "#minute", "End"),
    "base.html": ("/search", "#search", "z"),
    "people/account/login.html": ("/login", "#who", "z"),
}
"""By template whose part htmx brings when somebody asks: a page, what has the focus then, and the key that asks."""
BY_THEMSELVES = {
    "ask/form/form.html", "ask/form/_legal_route.html", "desks/replay/_bar.html", "desks/proposal/_progress.html",
    "agree/recalibration/_progress.html", "deliver/roadplan/_progress.html",
}  # fmt: skip
"""What comes anew while somebody does something else: tests of the form, the bar and the progress look there."""
SWAPPED = "() => { window.swapped = 0; document.addEventListener('htmx:afterSettle', () => { window.swapped += 1; }); }"


def test_every_part_that_htmx_brings_is_named_here() -> None:
    asking = {
        str(it.relative_to(TEMPLATES))
        for it in TEMPLATES.rglob("*.html")
        if re.search("hx-(get|post)=", it.read_text())
    }
    assert asking == set(ASKED_BY_PEOPLE) | BY_THEMSELVES


@pytest.mark.parametrize("template", [it for it in ASKED_BY_PEOPLE if it != "ask/form/_attachments.html"])
def test_who_asks_by_a_key_keeps_the_focus(template: str, desk: Any) -> None:
    path, control, key = ASKED_BY_PEOPLE[template]
    page = desk("locc", "LOCC", "nl")
    page.goto(path)
    page.evaluate(SWAPPED)
    page.focus(control)

    page.keyboard.press(key)

    page.wait_for_function("() => window.swapped > 0", timeout=PATIENCE)
    assert f"#{page.evaluate('document.activeElement.id')}" == control


def test_who_attached_a_file_stands_at_the_same_button(desk: Any, words: Any) -> None:
    page = desk("duty-officer", "VR24", "nl")
    start_request(page, words("nl"))
    page.set_input_files("#file", {"name": "map.png", "mimeType": "image/png", "buffer": PNG})
    page.focus("#attach")

    page.keyboard.press("Enter")

    page.get_by_role("link", name="map.png", exact=True).wait_for()
    assert page.evaluate("document.activeElement.id") == "attach"


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_menu_of_a_phone_works_by_keyboard(language: str, desk: Any, words: Any) -> None:
    say = words(language)
    page = desk("locc", "LOCC", language, viewport={"width": 390, "height": 844})
    page.goto("/requests")
    menu = page.get_by_role("button", name=say("Menu"), exact=True)
    menu.focus()

    page.keyboard.press("Enter")
    page.locator("#side:popover-open").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#side') !== null"), "the next stop is in the menu"
    page.keyboard.press("Escape")
    page.locator("#side:popover-open").wait_for(state="detached")
    assert page.evaluate("document.activeElement.getAttribute('popovertarget')") == "side", "back at the button"

    page.keyboard.press("Enter")
    page.locator("#side:popover-open").wait_for()
    page.locator("#side").get_by_role("link", name=say("Picture"), exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/picture"))


def test_a_room_of_the_menu_opens_by_a_key_and_stays_as_it_was_left(desk: Any, words: Any) -> None:
    page = desk("locc", "LOCC", "en")
    page.goto("/requests")
    room = page.locator("details[data-room=know]")
    units = page.locator("#side").get_by_role("link", name=words("en")("Units"), exact=True)
    assert not units.is_visible()
    room.locator("summary").focus()

    page.keyboard.press("Enter")
    units.wait_for()
    page.reload()
    units.wait_for()
    room.locator("summary").focus()
    page.keyboard.press("Enter")
    page.reload()
    assert not units.is_visible()

    page.goto("/units")
    assert units.is_visible(), "the room in which one is, is open"


def test_the_page_one_is_on_is_in_sight_in_the_menu(desk: Any) -> None:
    page = desk("locc", "LOCC", "nl", viewport={"width": 1440, "height": 700})
    page.goto("/polls")
    here = page.locator("#side [aria-current]").bounding_box()
    assert here["y"] + here["height"] <= 700
