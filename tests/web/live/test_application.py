"""The address of streams, as a server calls it: what is refused unseen, what is said, and how it ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from steun.web.kernel.live import application, changes, hub, token
from steun.web.kernel.live.application import Line, Streams
from steun.web.kernel.live.member import LOGGED_OUT, Member
from steun.web.kernel.live.token import Seat

PATIENCE = 60
"""Seconds after which a stream is lost: only when something is broken."""


async def inside(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})


def scope(query: str = "", cookie: str = "", path: str = "/live", method: str = "GET", **more: str) -> dict[str, Any]:
    headers = {"host": "testserver", "cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}" if cookie else "", **more}
    return {
        "type": "http", "path": path, "method": method, "query_string": query.encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip


class Browser:
    """The other side of a stream."""

    def __init__(self) -> None:
        self.status, self.headers, self.text = 0, {}, ""
        self.gone, self.news = asyncio.Event(), asyncio.Event()

    async def receive(self) -> dict[str, str]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        self.text += message.get("body", b"").decode()
        self.news.set()

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not true():
                self.news.clear()
                await self.news.wait()

    def data(self) -> list[dict[str, Any]]:
        blocks = [dict(line.partition(": ")[::2] for line in it.split("\n")) for it in self.text.split("\n\n") if it]
        return [{**json.loads(it["data"]), "id": int(it["id"])} for it in blocks if "data" in it and "event" not in it]


def asked(app: Streams, given: dict[str, Any]) -> Browser:
    """What a call is answered that ends by itself."""

    async def call() -> Browser:
        browser = Browser()
        async with asyncio.timeout(PATIENCE):
            await app(given, browser.receive, browser.send)
        return browser

    return asyncio.run(call())


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (scope(path="/"), 299),
        (scope(path="/live/since"), 299),
        (scope(method="POST"), 405),
        (scope(host="evil.example"), 400),
        (scope(cookie="a", sec_fetch_site="cross-site"), 403),
        (scope(), 403),
        (scope("token=made-up", cookie="a"), 403),
    ],
)
def test_what_can_be_refused_unseen_reaches_no_database(given, status):
    assert asked(Streams(inside), given).status == status


def test_a_token_that_is_too_old_opens_nothing(world, monkeypatch):
    query = f"token={token.issue(world.desk)}"
    assert isinstance(application.wanted(scope(query, cookie="a")), Member)
    monkeypatch.setattr(token, "LIVES", -1)
    assert application.wanted(scope(query, cookie="a")) == 403


def test_the_last_event_of_a_browser_counts_more_than_the_address(world):
    query = f"token={token.issue(world.desk)}&after=3"
    assert application.wanted(scope(query, cookie="a")).after == 3
    assert application.wanted(scope(query, cookie="a", last_event_id="12")).after == 12
    assert application.wanted(scope(query, cookie="a", last_event_id="soon")).after == 3


def test_a_house_that_is_full_says_so(monkeypatch):
    monkeypatch.setattr(application, "MOST", 0)
    assert asked(Streams(inside), scope()).status == 503


def streaming(world: Any, follow: Callable[[Browser, Any], Awaitable[None]], monkeypatch: Any, seat=None) -> Browser:
    """A real hub with its thread, and one browser that is logged in as this seat."""
    monkeypatch.setattr(hub, "REST", 0)
    mandate, client = world.mandate(*(seat or ("duty-officer", "VR24"))), Client()
    client.force_login(mandate.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    query = f"token={token.issue(world.actor(mandate.role, mandate.organisation_id))}&after={changes.head()}"
    app = Streams(inside)

    async def run() -> Browser:
        browser = Browser()
        given = scope(query, cookie=client.session.session_key)
        stream = asyncio.create_task(app(given, browser.receive, browser.send))
        try:
            await browser.until(lambda: browser.status > 0)
            await follow(browser, client)
        finally:
            browser.gone.set()
            async with asyncio.timeout(PATIENCE):
                await stream
        return browser

    thread = None
    try:
        browser = asyncio.run(run())
        thread = app.hub.thread
        assert app.open == 0
        return browser
    finally:
        if thread:
            thread.join(PATIENCE)


def test_an_act_of_another_thread_is_told_with_its_number(own_world, monkeypatch):
    made: list[Any] = []

    async def follow(browser: Browser, client: Any) -> None:
        made.append(await asyncio.to_thread(apart, own_world.incident))
        await browser.until(lambda: bool(browser.data()))

    browser = streaming(own_world, follow, monkeypatch)

    assert browser.headers[b"content-type"].startswith(b"text/event-stream")
    news = browser.data()
    assert [it["subject"] for part in news for it in part["changes"]] == [made[0].key]
    assert [part["id"] for part in news] == [changes.head()]


def apart(work: Callable[[], Any]) -> Any:
    """In a thread of its own, which closes its connection."""
    from django.db import connection

    try:
        return work()
    finally:
        connection.close()


def test_logging_out_ends_the_stream(own_world, monkeypatch):
    async def follow(browser: Browser, client: Any) -> None:
        await asyncio.to_thread(apart, client.logout)
        await browser.until(lambda: "event: end" in browser.text)

    assert LOGGED_OUT in streaming(own_world, follow, monkeypatch).text


def test_who_is_not_let_in_gets_no_stream(own_world, monkeypatch):
    monkeypatch.setattr(hub, "REST", 0)
    app = Streams(inside)
    browser = asked(app, scope(f"token={token.issue(own_world.desk)}", cookie="a" * 32))
    assert browser.status == 403 and not browser.text.count("data:")
    if app.hub.thread:
        app.hub.thread.join(PATIENCE)


def test_a_silent_line_says_up_to_which_number_all_was_told(own_world, monkeypatch):
    monkeypatch.setattr(application, "BEAT", 0.05)

    async def follow(browser: Browser, client: Any) -> None:
        await browser.until(lambda: "event: beat" in browser.text)

    last = changes.head()
    assert f"event: beat\nid: {last}\n" in streaming(own_world, follow, monkeypatch).text


def test_a_reader_who_falls_far_behind_is_told_that_all_may_have_changed(monkeypatch):
    monkeypatch.setattr(application, "BEHIND", 3)
    line = Line(Streams(inside), Member(Seat(None, None), "", 0, lambda kind, content: None))
    for number in range(1, 6):
        line.take("changes", changes.News(number, [changes.Change(number, None)]))
    assert [(content.last, content.all) for _, content in line.waiting] == [(4, True), (5, False)]
