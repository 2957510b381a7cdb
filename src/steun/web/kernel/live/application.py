"""The address `/live`: Server-Sent Events, straight from ASGI, because Django keeps a thread per open answer.

    /live?token=...&after=N     what changed after entry N, and from then on; `Last-Event-ID` counts more than `after`

Messages: `changes` (the default kind) with the number up to which all is told as its id; `beat`, so that both sides
know that the line is alive, with that number too; `end` with a reason, after which nothing comes.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host

from steun.web.kernel.live.changes import News
from steun.web.kernel.live.hub import Hub
from steun.web.kernel.live.member import Member
from steun.web.kernel.live.token import read
from steun.web.kernel.server.body_limits import Application, Receive, Scope, Send

PATH = "/live"
BEAT = 15.0
"""Seconds of silence after which we say that we are there: shorter than what proxies take for a dead line."""
MOST = 5_000
"""Streams of one process."""
BEHIND = 100
"""Messages that wait for a slow reader; then one that all may have changed takes their place."""
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # a proxy that keeps answers back until they are whole would keep all of this
]
REFUSALS = {400: b"token", 403: b"not yours", 405: b"GET", 503: b"full"}


class Streams:
    """An ASGI application before another one, which answers one address itself."""

    def __init__(self, inside: Application) -> None:
        self.inside, self.hub = inside, Hub(self.post)
        self.open, self.last = 0, 0
        self.loop: asyncio.AbstractEventLoop | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await self.inside(scope, receive, send)
            return
        asked = wanted(scope) if self.open < MOST else 503
        if isinstance(asked, int):
            await refuse(send, asked)
            return
        self.loop = asyncio.get_running_loop()
        self.open += 1
        line = Line(self, asked)
        try:
            self.hub.open(line.member)
            await line.run(receive, send)
        finally:
            self.open -= 1
            self.hub.close(line.member)

    def post(self, messages: list[tuple[Member, str, object]], last: int) -> None:
        """From the thread of the hub."""
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.deliver, messages, last)

    def deliver(self, messages: list[tuple[Member, str, object]], last: int) -> None:
        for member, kind, content in messages:
            member.take(kind, content)
        self.last = last  # whoever has no message waiting knows all up to here


def wanted(scope: Scope) -> Member | int:
    """Who asks for which stream, as far as it can be known without a database; else the status of a refusal."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    host, _ = split_domain_port(headers.get(b"host", ""))
    if not validate_host(host, settings.ALLOWED_HOSTS):
        return 400
    if scope["method"] != "GET":
        return 405
    if headers.get(b"sec-fetch-site", "same-origin") != "same-origin":
        return 403
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    session = parse_cookie(headers.get(b"cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
    seat = read(asked.get("token", [""])[0])
    if not session or seat is None:
        return 403
    after = number(headers.get(b"last-event-id", "")) or number(asked.get("after", [""])[0])
    return Member(seat, session, after, take=lambda kind, content: None)


def number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


class Line:
    """One open stream, in the loop of the server."""

    def __init__(self, streams: Streams, member: Member) -> None:
        self.streams, self.member = streams, member
        self.waiting: deque[tuple[str, Any]] = deque()
        self.news = asyncio.Event()
        member.take = self.take

    def take(self, kind: str, content: Any) -> None:
        if kind == "changes" and len(self.waiting) >= BEHIND:
            self.waiting.clear()
            content = News(content.last, all=True)
        self.waiting.append((kind, content))
        self.news.set()

    async def run(self, receive: Receive, send: Send) -> None:
        """Until the other side leaves, or it is told that it may not stay."""
        gone = asyncio.ensure_future(left(receive))
        gone.add_done_callback(lambda _: self.news.set())
        try:
            while not self.waiting and not gone.done():
                await self.next()
            if gone.done():
                return
            kind, _ = self.waiting.popleft()
            if kind == "end":
                await refuse(send, 403)
                return
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await self.say(send, "retry: 2000\n\n")
            while await self.pass_on(gone, send):
                pass
        finally:
            gone.cancel()

    async def pass_on(self, gone: asyncio.Future[None], send: Send) -> bool:
        """Say what waits, or that we are there. Returns whether it goes on."""
        await self.next()
        if gone.done():
            return False
        if not self.waiting:
            await self.say(send, f"event: beat\nid: {self.streams.last}\ndata: {self.streams.last}\n\n")
            return True
        texts: list[str] = []
        while self.waiting:
            kind, content = self.waiting.popleft()
            if kind == "end":
                await self.say(send, "".join(texts) + f"event: end\ndata: {content}\n\n", more=False)
                return False
            texts.append(message(content))
        await self.say(send, "".join(texts))
        return True

    async def next(self) -> None:
        """Wait for a message, for the other side to leave, or for the time of a beat."""
        if not self.waiting:
            beat = asyncio.get_running_loop().call_later(BEAT, self.news.set)
            await self.news.wait()
            beat.cancel()
        self.news.clear()

    async def say(self, send: Send, text: str, *, more: bool = True) -> None:
        await send({"type": "http.response.body", "body": text.encode(), "more_body": more})


async def left(receive: Receive) -> None:
    """Done when the other side is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def message(news: News) -> str:
    return f"id: {news.last}\ndata: {json.dumps(news.as_dict(), separators=(',', ':'))}\n\n"


async def refuse(send: Send, status: int) -> None:
    body = REFUSALS[status]
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
