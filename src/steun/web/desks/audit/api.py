"""The journal for machines: read on from a number, export, head."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse

from steun.web.kernel.actor import Actor
from steun.web.kernel.journal import feed
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import head
from steun.web.kernel.paging import After, Limit, Page, page
from steun.web.kernel.router import Room
from steun.web.kernel.shape import Shape

router = Room()


class EntryOut(Shape):
    number: int
    id: UUID
    happened_at: datetime
    recorded_at: datetime
    actor: str
    role: str
    organisation: str
    on_behalf_of: str
    action: str
    subject: str
    case: str
    basis: str
    reason: str
    audience: str
    data: dict[str, Any]
    previous: str
    hash: str


class HeadOut(Shape):
    number: int
    hash: str


@router.get("/journal", response=Page[EntryOut])
def entry_list(
    http: HttpRequest,
    case: UUID | None = None,
    after: After = "",
    limit: Limit = 100,
) -> dict[str, Any]:
    """Entries that you may see, read on from a number: a reader of `after=last` misses nothing."""
    rows = Entry.objects.visible_to(Actor.of(http))
    rows = rows.filter(case=case) if case else rows
    return page(rows, Entry.as_line, after, limit)


@router.get("/journal/head", response=HeadOut)
def journal_head(http: HttpRequest) -> dict[str, Any]:
    """The last number and hash: publish it elsewhere, daily."""
    Actor.of(http)
    number, last = head()
    return {"number": number, "hash": last}


@router.get("/journal/export", response={200: None})
def journal_export(http: HttpRequest) -> StreamingHttpResponse:
    """The whole chain as JSON lines; entries that are not for you keep their place and tell nothing."""
    return feed.streamed(http, feed.export(Actor.of(http)))
