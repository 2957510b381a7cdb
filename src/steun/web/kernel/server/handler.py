"""How a request over ASGI is answered: in a thread that lives on, and with files that go out block by block.

Django starts a thread for each request and lets it go with its connection: on SQLite the next request opens the file
again, with nothing in memory, and what nobody closed stays open until it is swept up. Here a thread that is free takes
the next request, with the connection it has.

Django reads what an ordinary view streams into memory before it sends the first byte, and warns of it; such are files
of the program (WhiteNoise) and attachments. Each block is read in the thread of the request, so that no disk holds up
others.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.db import connections
from django.http import HttpResponseBase

KEPT = 8
"""Threads that wait for a request, each with its connection. Under a rush there are as many as there are requests."""


class Threads:
    """Each answers one request at a time. The one that was free last goes first: its memory is warm."""

    def __init__(self, kept: int = KEPT) -> None:
        self.kept, self.free = kept, list[ThreadPoolExecutor]()

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Whatever is called meanwhile runs in one thread that nobody else has."""
        thread = self.free.pop() if self.free else ThreadPoolExecutor(1, thread_name_prefix="request")
        try:
            async with ThreadSensitiveContext(executor=thread):
                yield
        finally:
            if len(self.free) < self.kept:
                self.free.append(thread)
            else:
                thread.submit(connections.close_all)
                thread.shutdown(wait=False)


class Handler(ASGIHandler):
    """Django's own, but for its threads and for answers that are streamed."""

    def __init__(self, threads: Threads | None = None) -> None:
        """Without `threads`: in a thread for each request, or in that of a caller who waits for the answer."""
        super().__init__()
        self.threads = threads

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self.threads is None or scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        async with self.threads.one():
            await self.handle(scope, receive, send)

    async def send_response(self, response: HttpResponseBase, send: Any) -> None:
        streamed: Any = response
        if response.streaming and not streamed.is_async:
            streamed.streaming_content = one_by_one(streamed.streaming_content)
        await super().send_response(response, send)


async def one_by_one(blocks: Iterator[bytes]) -> AsyncIterator[bytes]:
    take = sync_to_async(lambda: next(blocks, None))
    while (block := await take()) is not None:
        yield block
