"""Limits of a body: how large it may be and how long it may take, before anything of it is stored.

A body is counted while it comes in. What is too large or too slow ends there: it reaches no log-in, no form, no disk.
Who shows no log-in may send little, and is cut off; what a stranger may not send is taken only after it was looked up
whether the log-in or key that is shown is one. Of who shows one the rest is read and thrown away, so
that the answer arrives: the usual one, in the reader's language (`kernel.failure.responses`). Whether a file is really
welcome is asked later (`ask.attachment`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Proven = Callable[[dict[bytes, bytes]], Awaitable[bool]]


async def unproven(headers: dict[bytes, bytes]) -> bool:
    """Whoever shows something is believed: where nobody can look it up."""
    return True


TEXTS = {
    413: ("too-large", "Dit is te groot om te versturen. / This is too large to send."),
    408: ("too-slow", "Het versturen duurde te lang. / Sending took too long."),
}
"""Said in both languages: nobody was asked yet who reads."""


OF_A_BODY = frozenset({b"content-length", b"content-type", b"transfer-encoding", b"expect"})
TOO_LARGE = "steun.too_large"
"""In the scope of a request whose body was thrown away: "file" when it carried one, else "body"."""


class Closed(Exception):
    """The body goes on too long, in bytes or in time. The argument is the status of the answer."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(str(status))


class BodyLimits:
    """An ASGI application before another one, which reads bodies only within limits."""

    def __init__(
        self, inside: Application, *, cookie: str, form: int, upload: int, stranger: int, heard: int, idle: float,
        whole: float, proven: Proven = unproven,
    ) -> None:  # fmt: skip
        """`form`, `upload`, `stranger`: most bytes of a body; of forms and JSON, of one with a file, of somebody who
        shows neither the session cookie nor a key. `heard`: most bytes that are read and thrown away.
        `idle`, `whole`: seconds between two blocks, and for all. `proven`: is what a sender shows a log-in or a key?"""
        self.proven = proven
        self.inside, self.cookie = inside, cookie.encode()
        self.form, self.upload, self.stranger, self.heard = form, upload, stranger, heard
        self.idle, self.whole = idle, whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.inside(scope, receive, send)
            return
        headers = dict(scope["headers"])
        most = self.most(headers)
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        counted, length = Counter(receive, most, self.idle, self.whole), int(headers.get(b"content-length", b"0"))
        if most > self.stranger:
            counted.prove = self.stranger, lambda: self.proven(headers)
        try:
            if length > self.stranger:
                await counted.check()
            if length > most:
                raise Closed(413)
            await self.inside(scope, counted, sending)
        except Closed as closed:
            if begun:
                return
            if closed.status == 413 and counted.is_proven and self.heard >= max(length, 1):
                await self.discard(scope, counted, send)
            else:
                await refuse(scope, send, closed.status)

    def known(self, headers: dict[bytes, bytes]) -> bool:
        """Does the sender show a log-in? Whether it is one is asked inside."""
        return b"authorization" in headers or self.cookie + b"=" in headers.get(b"cookie", b"")

    def most(self, headers: dict[bytes, bytes]) -> int:
        """Bytes that the body of this request may have."""
        if not self.known(headers):
            return self.stranger
        return self.upload if is_upload(headers) else self.form

    async def discard(self, scope: Scope, counted: Counter, send: Send) -> None:
        """Throw the rest of the body away, then let the application say what is wrong."""
        counted.left = self.heard
        try:
            while not counted.ended:
                await counted()
        except Closed as closed:
            await refuse(scope, send, closed.status)
            return
        headers = dict(scope["headers"])
        other_headers = [(name, value) for name, value in scope["headers"] if name not in OF_A_BODY]
        emptied = {**scope, "headers": other_headers, TOO_LARGE: "file" if is_upload(headers) else "body"}
        await self.inside(emptied, Nothing(counted.receive), send)


def is_upload(headers: dict[bytes, bytes]) -> bool:
    return headers.get(b"content-type", b"").startswith(b"multipart/form-data")


class Nothing:
    """`receive` of a request whose body was thrown away."""

    def __init__(self, receive: Receive) -> None:
        self.receive, self.given = receive, False

    async def __call__(self) -> Message:
        if self.given:
            return await self.receive()
        self.given = True
        return {"type": "http.request", "body": b"", "more_body": False}


class Counter:
    """`receive`, counted. After the body nothing is limited: what follows is only whether the other side is there."""

    def __init__(self, receive: Receive, most: int, idle: float, whole: float) -> None:
        self.receive, self.left, self.idle = receive, most, idle
        self.until = asyncio.get_running_loop().time() + whole
        self.ended = self.is_proven = False
        self.taken = 0
        self.prove: tuple[int, Callable[[], Awaitable[bool]]] | None = None

    async def check(self) -> None:
        """Who sends more than a stranger may: is it somebody? Asked once. Raises `Closed`."""
        if self.prove is None or self.is_proven:
            return
        self.is_proven = await self.prove[1]()
        if not self.is_proven:
            raise Closed(413)

    async def __call__(self) -> Message:
        if self.ended:
            return await self.receive()
        seconds = min(self.idle, self.until - asyncio.get_running_loop().time())
        try:
            message = await asyncio.wait_for(self.receive(), max(seconds, 0))
        except TimeoutError:
            raise Closed(408) from None
        size = len(message.get("body", b""))
        self.left, self.taken = self.left - size, self.taken + size
        self.ended = not message.get("more_body", False)
        if self.prove is not None and self.taken > self.prove[0]:
            await self.check()
        if self.left < 0:
            raise Closed(413)
        return message


async def refuse(scope: Scope, send: Send, status: int) -> None:
    """Say so and hang up: the rest of the body is not read."""
    code, text = TEXTS[status]
    if scope["path"].startswith("/api/"):
        details = {"type": f"/problems/{code}", "title": text, "status": status, "code": code}
        kind, body = b"application/problem+json", json.dumps(details).encode()
    else:
        kind, body = b"text/plain; charset=utf-8", text.encode()
    headers = [
        (b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"connection", b"close"),
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
