"""The search from the keyboard alone: to the field, along what was found, into a case, and the key that can be off."""

from __future__ import annotations

from typing import Any

import pytest

FOCUS = "document.activeElement"


@pytest.fixture
def asked(town) -> Any:
    from tests.builders import World

    return town.do(lambda: World().asked(title="Noodbrug bij de Emmalaan"))


def test_a_case_is_found_and_opened_by_keyboard_alone(desk, asked) -> None:
    page = desk("locc", "LOCC", "en")
    page.goto("/incidents")
    page.keyboard.press("Control+k")
    assert page.evaluate(f"{FOCUS}.id") == "search"
    page.keyboard.type(asked.number.replace("-", " "))
    with page.expect_navigation(url="**/search?*"):
        page.keyboard.press("Enter")
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    assert asked.number in page.evaluate(f"{FOCUS}.textContent")
    with page.expect_navigation(url=f"**/requests/{asked.pk}"):
        page.keyboard.press("Enter")


def test_what_is_found_follows_what_is_typed(desk, asked) -> None:
    page = desk("locc", "LOCC", "en")
    page.goto("/search")
    page.keyboard.press("/")
    page.keyboard.type("emmalaan")
    page.locator("#found").get_by_role("link", name="Noodbrug bij de Emmalaan").first.wait_for()
    assert page.url.endswith("q=emmalaan") and page.evaluate(f"{FOCUS}.id") == "search"


def test_the_key_without_control_can_be_switched_off(desk) -> None:
    """Who speaks to a computer says a single key by mistake (WCAG 2.1.4)."""
    page = desk("locc", "LOCC", "en")
    page.goto("/search")
    page.locator("[data-slash-key]").uncheck()
    page.goto("/requests")
    page.locator("#main").focus()
    page.keyboard.press("/")
    assert page.evaluate(f"{FOCUS}.id") == "main"
    page.keyboard.press("Control+k")
    assert page.evaluate(f"{FOCUS}.id") == "search"
