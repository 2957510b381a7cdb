"""Files that go out over ASGI, block by block.

Django reads what an ordinary view streams into memory before it sends the first byte, and warns of it; such are files
of the program (WhiteNoise) and attachments. Each block is read in the thread of views, so that no disk holds up others.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponseBase


class Handler(ASGIHandler):
    """Django's own, but for answers that are streamed."""

    async def send_response(self, response: HttpResponseBase, send: Any) -> None:
        streamed: Any = response
        if response.streaming and not streamed.is_async:
            streamed.streaming_content = one_by_one(streamed.streaming_content)
        await super().send_response(response, send)


async def one_by_one(blocks: Iterator[bytes]) -> AsyncIterator[bytes]:
    take = sync_to_async(lambda: next(blocks, None))
    while (block := await take()) is not None:
        yield block
