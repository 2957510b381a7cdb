"""The door of the server: how large a body may be and how long it may take, before anything of it is kept.

A body is counted while it comes in. What is too large or too slow ends there: it reaches no log-in, no form, no disk.
Who shows no log-in at all may send little. Whether a file is really welcome is asked later (`ask.attachment`).
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

TEXTS = {
    413: ("too-large", "Dit is te groot om te versturen. / This is too large to send."),
    408: ("too-slow", "Het versturen duurde te lang. / Sending took too long."),
}
"""Said in both languages: nobody was asked yet who reads."""


class Closed(Exception):
    """The body goes on too long, in bytes or in time. The argument is the status of the answer."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(str(status))


class Door:
    """An ASGI application before another one, which reads bodies only within limits."""

    def __init__(
        self, inside: Application, *, cookie: str, form: int, upload: int, stranger: int, idle: float, whole: float
    ) -> None:
        """`form`, `upload`, `stranger`: most bytes of a body; of forms and JSON, of one with a file, of somebody who
        shows neither the session cookie nor a key. `idle`, `whole`: seconds between two blocks, and for all."""
        self.inside, self.cookie = inside, cookie.encode()
        self.form, self.upload, self.stranger = form, upload, stranger
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

        try:
            if int(headers.get(b"content-length", b"0")) > most:
                raise Closed(413)
            await self.inside(scope, Counter(receive, most, self.idle, self.whole), sending)
        except Closed as closed:
            if not begun:
                await refuse(scope, send, closed.status)

    def most(self, headers: dict[bytes, bytes]) -> int:
        """Bytes that the body of this request may have."""
        if b"authorization" not in headers and self.cookie + b"=" not in headers.get(b"cookie", b""):
            return self.stranger
        return self.upload if headers.get(b"content-type", b"").startswith(b"multipart/form-data") else self.form


class Counter:
    """`receive`, counted. After the body nothing is limited: what follows is only whether the other side is there."""

    def __init__(self, receive: Receive, most: int, idle: float, whole: float) -> None:
        self.receive, self.left, self.idle = receive, most, idle
        self.until = asyncio.get_running_loop().time() + whole
        self.ended = False

    async def __call__(self) -> Message:
        if self.ended:
            return await self.receive()
        seconds = min(self.idle, self.until - asyncio.get_running_loop().time())
        try:
            message = await asyncio.wait_for(self.receive(), max(seconds, 0))
        except TimeoutError:
            raise Closed(408) from None
        self.left -= len(message.get("body", b""))
        if self.left < 0:
            raise Closed(413)
        self.ended = not message.get("more_body", False)
        return message


async def refuse(scope: Scope, send: Send, status: int) -> None:
    """Say so and hang up: the rest of the body is not read."""
    code, text = TEXTS[status]
    if scope["path"].startswith("/api/"):
        told = {"type": f"/problems/{code}", "title": text, "status": status, "code": code}
        kind, body = b"application/problem+json", json.dumps(told).encode()
    else:
        kind, body = b"text/plain; charset=utf-8", text.encode()
    headers = [
        (b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"connection", b"close"),
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
