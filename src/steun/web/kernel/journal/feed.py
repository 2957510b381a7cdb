"""Reading the journal: as lines for an export, as a chain to verify, as the story of one case. Changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

from steun.core.kernel.journal import chain
from steun.core.kernel.journal import entry as journal
from steun.exchange import journal_jsonl
from steun.web.kernel.journal.models import Entry

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor

AT_ONCE = 2_000
FIELDS = ("position", *journal.FIELDS, "hash")


def lines(actor: Actor | None = None, after: int = 0) -> Iterator[dict[str, Any]]:
    """Every entry after a position as an exported line, in the order in which they came; what the actor may not see
    as a stub. The chains of several nodes lie between each other so.

    Without an actor all is exported: for the server's own verification and for whoever has the database anyway. Entries
    never change, so pages of positions are as good as one long cursor, and hold no memory.
    """
    while rows := list(Entry.objects.filter(position__gt=after).order_by("position").values_list(*FIELDS)[:AT_ONCE]):
        last = rows[-1][0]
        visible = None if actor is None else visible_positions(actor, after, last)
        for row in rows:
            yield line(row) if visible is None or row[0] in visible else journal.stub(line(row))
        after = last


def visible_positions(actor: Actor, after: int, last: int) -> set[int]:
    within = Entry.objects.visible_to(actor).filter(position__gt=after, position__lte=last)
    return set(within.values_list("position", flat=True))


def line(row: tuple[Any, ...]) -> dict[str, Any]:
    """A row of `FIELDS` as `Entry.as_line` gives it, without the cost of a model object."""
    content = dict(zip(FIELDS[1:], row[1:], strict=True))
    happened, recorded = content["happened_at"], content["recorded_at"]
    content["id"] = str(content["id"])
    content["case"] = str(content["case"] or "")
    content["happened_at"] = journal.timestamp(happened)
    content["recorded_at"] = content["happened_at"] if recorded == happened else journal.timestamp(recorded)
    return content


def export(actor: Actor | None = None) -> Iterator[bytes]:
    """The chain as a file (JSON lines), in blocks of whole lines; never more than one block in memory."""
    text = journal_jsonl.write(lines(actor))
    while block := b"".join(islice(text, AT_ONCE)):
        yield block


def streamed(http: HttpRequest, blocks: Iterator[bytes]) -> StreamingHttpResponse:
    """Blocks as an answer that is sent while it is made. An ASGI server would first collect a plain iterator."""
    flow = _flowing(blocks) if isinstance(http, ASGIRequest) else blocks
    return StreamingHttpResponse(flow, content_type="application/jsonl; charset=utf-8")


async def _flowing(blocks: Iterator[bytes]) -> AsyncIterator[bytes]:
    take = sync_to_async(lambda: next(blocks, None))
    while (block := await take()) is not None:
        yield block


def verify(heads: Iterable[journal.Head | str] = ()) -> chain.Report:
    """Walk every chain in the database. Raises `Tampered` at the first fault, or when one of `heads` does not occur."""
    return chain.verify(lines(), heads)
