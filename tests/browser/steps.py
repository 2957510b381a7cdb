"""What a person does at a desk, in the words of the page: find the task, press the button, wait for the answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

Say = Callable[..., str]


def field(page: Any, label: str) -> Any:
    """The field with just this label, "(optional)" or not."""
    return page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\([^)]*\))?\s*$", re.IGNORECASE))


def starting(text: str) -> re.Pattern[str]:
    """A name that starts with this text; a hint may follow it."""
    return re.compile(rf"^\s*{re.escape(text)}(?!\w)", re.IGNORECASE)


def send(page: Any, button: Any) -> None:
    """Press a button that sends its form, and wait for the page that answers."""
    with page.expect_navigation():
        button.click()


def start_request(page: Any, say: Say) -> None:
    """From one's own work to an empty form."""
    page.goto("/")
    page.get_by_role("link", name=say("New request")).click()
    page.wait_for_url("**/requests/new?*")


def open_task(page: Any, title: str) -> None:
    """From one's own work to the only request with this title, which waits for me."""
    page.goto("/")
    row = page.get_by_role("row").filter(has_text=title)
    row.first.wait_for()
    found = {urlsplit(link.get_attribute("href")).path for link in row.get_by_role("link").all()}
    assert len({path.split("/")[2] for path in found}) == 1, f"more than one request is called {title}: {found}"
    with page.expect_navigation():
        row.get_by_role("link").first.click()


def choose(page: Any, search: str, text: str) -> None:
    """By keyboard: search a long list, go to what was found, tick it."""
    page.get_by_label(search).fill(text)
    page.keyboard.press("Enter")
    page.keyboard.press("Space")


def saved(page: Any) -> Any:
    """The line under the form, once it says that everything is saved."""
    return page.locator('[data-saving][data-saved="yes"]')
