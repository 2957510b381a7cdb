"""Nothing typed is lost: Chromium is killed while somebody types, or the line drops, and every word is there again."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.browser.conftest import QUIET, take_seat
from tests.browser.steps import saved, start_request, starting

SEAT = ("duty-officer", "VR24")
TITLE, REASON = "Nothing typed is lost", "The Geul rises above its banks, in the night, and the pumps stand still"


@pytest.fixture
def opened(town, watch, chromium_path, playwright, tmp_path) -> Any:
    """`opened()` starts a Chromium with a profile on disk, as a person has one; started again it has the same profile."""
    rooms: list[Any] = []

    def start() -> Any:
        room = playwright.chromium.launch_persistent_context(
            tmp_path / "profile", executable_path=chromium_path, args=list(QUIET), base_url=town.address, locale="en"
        )
        rooms.append(room)
        take_seat(room, town, *SEAT, "en")
        watch.follow(room.pages[0])
        return room.pages[0]

    yield start
    rooms[-1].close()


def kill_browser(profile: Path) -> None:
    """SIGKILL for the Chromium that has this profile: the process that holds its lock, as a crash would."""
    lock = os.readlink(profile / "SingletonLock")  # host-pid
    os.kill(int(lock.rpartition("-")[2]), signal.SIGKILL)


def test_a_browser_killed_while_somebody_types_loses_nothing(opened, words, town, tmp_path) -> None:
    say = words("en")
    page = opened()
    start_request(page, say)
    address = page.url
    page.get_by_label(starting(say("title", "field"))).press_sequentially(TITLE)
    saved(page).wait_for()  # the server has this much
    page.get_by_label(starting(say("reason", "field"))).press_sequentially(REASON)  # and is not yet told of this
    page.evaluate("true")
    with page.expect_event("close"):
        kill_browser(tmp_path / "profile")

    page = opened()
    page.goto(address)
    page.get_by_label(starting(say("title", "field"))).wait_for()
    restore = page.get_by_role("button", name=say("Put it back"))
    if restore.count():
        restore.click()
    assert page.get_by_label(starting(say("reason", "field"))).input_value() == REASON
    assert page.get_by_label(starting(say("title", "field"))).input_value() == TITLE
    saved(page).wait_for()
    assert town.do(lambda: kept(page.url)) == (TITLE, REASON)


def test_what_is_typed_without_a_connection_is_saved_when_it_returns(desk, words, town, watch) -> None:
    say = words("en")
    page = desk(*SEAT, "en")
    start_request(page, say)
    page.get_by_label(starting(say("title", "field"))).press_sequentially(TITLE)
    saved(page).wait_for()

    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.get_by_label(starting(say("reason", "field"))).press_sequentially(REASON)
    waiting = page.locator('[data-saving][data-saved="no"]')
    waiting.filter(has_text=say("Kept on this device, not yet sent")).wait_for()

    page.context.set_offline(False)
    saved(page).wait_for()
    assert town.do(lambda: kept(page.url)) == (TITLE, REASON)
    watch.complaints[:] = [said for said in watch.complaints if "ERR_INTERNET_DISCONNECTED" not in said]


def kept(address: str) -> tuple[str, str]:
    """What the server has of the draft whose form stands at this address."""
    from urllib.parse import parse_qs, urlsplit

    from steun.web.ask.models import Request

    parts = urlsplit(address)
    named = parse_qs(parts.query).get("id") or [parts.path.split("/")[2]]
    row = Request.objects.get(pk=UUID(named[0]))
    return row.title, row.reason
