"""Headers of every answer, whoever gave it: a page, the API, a static file, a refusal by the limits of a body, a fall.

Django's middlewares see only what Django answers. This stands before all of it, so nothing leaves without them. An
answer that says something stricter of itself, as an attachment does, keeps it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from steun.web.kernel.server.body_limits import Application, Message, Receive, Scope, Send

log = logging.getLogger("steun")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; "
    "manifest-src 'self'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Nothing is loaded from, sent to, or framed by another host; pages with cases stay out of caches."""
OF_FILES = {
    "Content-Security-Policy": "default-src 'none'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Of a file of the program that browsers keep for good (`immutable`): it is no page, and loads nothing more.
A shared worker obeys the policy of its own script, not that of the page: the live line connects by it. What pages say
beside this would be half a kilobyte for nothing, twenty times at the first look."""
HTTPS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
FELL = b"Er ging iets mis. Het is opgeschreven. / Something went wrong. It is on record."


class Headers:
    """An ASGI application before another one, which completes the headers of its answers."""

    def __init__(self, inside: Application, *, https: bool) -> None:
        self.inside = inside
        secure = HTTPS if https else {}
        self.given, self.given_files = encoded({**ALWAYS, **secure}), encoded({**OF_FILES, **secure})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.inside(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message = {**message, "headers": self.completed(message.get("headers", []))}
            await send(message)

        try:
            await self.inside(scope, receive, sending)
        except Exception:
            log.exception("nobody caught this")
            if begun:  # half an answer went out: the server breaks the connection, so that nobody takes it for whole
                raise
            await sending(fallen())
            await sending({"type": "http.response.body", "body": FELL})

    def completed(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        said = {name.lower(): value for name, value in headers}
        given = self.given_files if b"immutable" in said.get(b"cache-control", b"") else self.given
        return [*headers, *((name, value) for name, value in given if name not in said)]


def encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def fallen() -> Message:
    """The start of an answer when everything that should have answered fell over."""
    kind = (b"content-type", b"text/plain; charset=utf-8")
    return {"type": "http.response.start", "status": 500, "headers": [kind, (b"content-length", b"%d" % len(FELL))]}
