"""The questions of the route finder in Chromium: with the keyboard alone, at any width, and the fold stays open."""

from __future__ import annotations

import pytest

from tests.browser.steps import start_request

WIDER = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
ANSWERED = "() => !document.querySelector('.htmx-request')"
"""A key that is down while the route is drawn anew is not pressed: so each answer is waited for."""
AT = "() => document.activeElement.id"


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=lambda size: f"{size[0]}px")
def test_what_is_seldom_so_is_told_with_the_keyboard_and_stays_in_sight(desk, words, size: tuple[int, int]) -> None:
    page = desk("duty-officer", "VR24", "en", viewport={"width": size[0], "height": size[1]})
    start_request(page, words("en"))
    page.locator("#kind-public-order").check()
    page.wait_for_function(ANSWERED)
    fold = page.locator("#seldom > summary")
    fold.wait_for()
    fold.focus()
    page.keyboard.press("Enter")
    box = page.locator("#ask-task_of_minister")
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_function(ANSWERED)
    page.locator("#ask-task_of_minister:checked").wait_for()
    page.keyboard.press("Space")
    page.wait_for_function(ANSWERED)
    page.locator("#ask-task_of_minister:not(:checked)").wait_for()
    page.wait_for_function("() => document.querySelector('#seldom').open")
    page.wait_for_function(f"() => ({AT})() === 'ask-task_of_minister'")
    assert not page.evaluate(WIDER)
