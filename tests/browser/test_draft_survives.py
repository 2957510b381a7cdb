"""Nothing typed is lost: Chromium is killed while somebody types, or the line drops, and every word is there again."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from tests.browser.conftest import QUIET, Town, take_seat
from tests.browser.steps import Say, field, saved, start_request

WRITTEN_WITHIN = 600
"""Looks at the disk, ten a second, before it is called lost."""
SEAT = ("duty-officer", "VR24")
TITLE, REASON = "Nothing typed is lost", "The Geul rises above its banks, in the night, and the pumps stand still"


@pytest.fixture
def opened(town, watch, chromium_path, playwright, tmp_path) -> Any:
    """`opened()` starts a Chromium with a profile on disk, as a person has one; called again it has the same one."""
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


def kill_browser(page: Any, profile: Path) -> None:
    """SIGKILL for the Chromium that has this profile, as a crash would."""
    with page.expect_event("close"):
        os.kill(process_of(profile), signal.SIGKILL)


def process_of(profile: Path) -> int:
    """The process that holds the lock of the profile. The headless shell takes none: the one that was given it, but
    neither the script that started it nor those that it started."""
    lock = profile / "SingletonLock"  # host-pid
    if lock.is_symlink():
        return int(os.readlink(lock).rpartition("-")[2])
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "cmdline").read_bytes().split(b"\0")
            given = f"--user-data-dir={profile}".encode() in words
            if given and b"chrom" in words[0] and not any(it.startswith(b"--type=") for it in words):
                return int(process.name)
    raise LookupError(profile)


def on_disk(profile: Path, text: str) -> bool:
    """Does the profile hold this text in a file, so that it outlives the browser?"""
    places = ("Local Storage", "IndexedDB")
    files = [f for place in places for f in (profile / "Default" / place).rglob("*") if f.is_file()]
    return any(text.encode() in file.read_bytes() for file in files)


def test_a_browser_killed_while_somebody_types_loses_nothing(opened, words, town, tmp_path) -> None:
    """No pause, no time for the server: what the page says is kept on this device is kept."""
    say = words("en")
    page = opened()
    address = type_title(page, say)
    field(page, say("reason", "field")).press_sequentially(REASON)
    kept_here(page, say).or_(saved(page)).wait_for()
    kill_browser(page, tmp_path / "profile")

    page = opened()
    page.goto(address)
    find_all_again(page, say, town)


def test_a_browser_killed_without_a_connection_offers_what_it_kept(opened, words, town, watch, tmp_path) -> None:
    say = words("en")
    page = opened()
    address = type_title(page, say)
    page.context.set_offline(True)
    field(page, say("reason", "field")).press_sequentially(REASON)
    for _ in range(WRITTEN_WITHIN):  # the browser writes when it sees fit
        if on_disk(tmp_path / "profile", REASON):
            break
        page.wait_for_timeout(100)
    kill_browser(page, tmp_path / "profile")
    assert town.do(lambda: kept(address)) == (TITLE, "")

    page = opened()
    page.goto(address)
    page.get_by_role("button", name=say("Put it back")).wait_for()
    find_all_again(page, say, town)
    watch.forgive("ERR_INTERNET_DISCONNECTED")


def kept_here(page: Any, say: Say) -> Any:
    """The line under the form, once it says that all is kept on this device and not yet sent."""
    return page.locator('[data-saving][data-saved="no"]').filter(
        has_text=say("Kept on this device, not yet stored by Steun: it tries again by itself")
    )


def type_title(page: Any, say: Say) -> str:
    """Start a request and type its title, until the server has it; the address of the form."""
    start_request(page, say)
    field(page, say("title", "field")).press_sequentially(TITLE)
    saved(page).wait_for()
    return str(page.url)


def find_all_again(page: Any, say: Say, town: Town) -> None:
    """Everything that was typed stands in the form, at most one button away, and goes to the server."""
    field(page, say("title", "field")).wait_for()
    restore = page.get_by_role("button", name=say("Put it back"))
    if restore.count():
        restore.click()
    assert field(page, say("title", "field")).input_value() == TITLE
    assert field(page, say("reason", "field")).input_value() == REASON
    saved(page).wait_for()
    assert town.do(lambda: kept(page.url)) == (TITLE, REASON)


def test_what_is_typed_without_a_connection_is_saved_when_it_returns(desk, words, town, watch) -> None:
    say = words("en")
    page = desk(*SEAT, "en")
    type_title(page, say)
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        field(page, say("reason", "field")).press_sequentially(REASON)
    kept_here(page, say).wait_for()

    page.context.set_offline(False)
    saved(page).wait_for()
    assert town.do(lambda: kept(page.url)) == (TITLE, REASON)
    watch.forgive("ERR_INTERNET_DISCONNECTED")


def kept(address: str) -> tuple[str, str]:
    """What the server has of the draft whose form stands at this address."""
    from steun.web.ask.request.model import Request

    parts = urlsplit(address)
    named = parse_qs(parts.query).get("id") or [parts.path.split("/")[2]]
    row = Request.objects.get(pk=UUID(named[0]))
    return row.title, row.reason
