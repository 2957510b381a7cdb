"""The bar that steers a replay, in a real browser: axe finds nothing wrong with it, and a keyboard works it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.conftest import PATIENCE, Town, Watch, take_seat
from tests.browser.replayed import replayed
from tests.browser.test_accessibility import DESK, LOCC, LOOKS, faults

PAGES = [(DESK, "/replay"), (DESK, "/"), (LOCC, "/allocation")]


@pytest.fixture(scope="module")
def flood(django_db_setup, django_db_blocker) -> Iterator[Town]:
    """July 2021 before anything happened, served as a replay."""
    with replayed(django_db_blocker) as town:
        yield town


@pytest.fixture
def seat(flood, browser) -> Iterator[Callable[..., Any]]:
    """`seat(LOCC, "en")` is a page of the replay, logged in as that role."""
    kept, rooms = Watch(flood.address), []

    def sit(whose: tuple[str, str], language: str, **how: Any) -> Any:
        if not rooms:
            rooms.append(browser.new_context(base_url=flood.address, locale=language, **how))
            rooms[0].set_default_timeout(PATIENCE)
            kept.follow(rooms[0].new_page())
        take_seat(rooms[0], flood, *whose, language)
        return rooms[0].pages[0]

    yield sit
    for room in rooms:
        room.close()
    assert not kept.elsewhere and not kept.complaints


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_a_page_with_the_bar(look: str, seat) -> None:
    language, how = LOOKS[look]
    found = []
    for whose, path in PAGES:
        page = seat(whose, language, **how)
        assert page.goto(path).status == 200
        assert page.locator(".replay-bar").is_visible()
        found += [f"{path}: {fault}" for fault in faults(page)]
    assert not found, "\n" + "\n".join(found)


def test_the_speeds_are_a_group_that_a_keyboard_works(seat, words) -> None:
    say = words("en")
    page = seat(DESK, "en")
    page.goto("/replay")
    speeds = page.get_by_role("group", name=say("Speed"), exact=True)
    fast = speeds.get_by_role("button").last
    name = fast.inner_text()
    fast.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    pressed = speeds.locator('[aria-pressed="true"]')
    assert [it.inner_text() for it in pressed.all()] == [name]
    with page.expect_navigation():
        page.get_by_role("button", name=say("Pause")).press("Enter")
    assert not pressed.count() and page.url.endswith("/replay")
