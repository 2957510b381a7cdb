"""The journal for machines: read on from a number, export, head."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query
from pydantic import AfterValidator

from steun.web.desks.audit import questions
from steun.web.desks.audit.read import visible
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, listed, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Day, Shape, clean
from steun.web.kernel.journal import feed
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import head, heads

router = Room()


class EntryOut(Shape):
    node: str
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
    node: str
    number: int
    hash: str


@router.get("/journal", response=Page[EntryOut])
def entry_list(
    http: HttpRequest,
    node: Annotated[str, Query(max_length=40), AfterValidator(clean)] = "",
    case: UUID | None = None,
    after: After = "",
    limit: Limit = 100,
) -> dict[str, Any]:
    """Entries of one node (this one, when none is named) that you may see, read on from a number: a reader of
    `after=last` misses nothing."""
    rows = visible(Actor.of(http)).filter(node=node or settings.NODE)
    rows = rows.filter(case=case) if case else rows
    return page(rows, Entry.as_line, after, limit, key="number")


@router.get("/journal/head", response=HeadOut)
def journal_head(http: HttpRequest) -> dict[str, Any]:
    """The last number and hash of this node: have it witnessed elsewhere, daily."""
    Actor.of(http)
    return head().as_dict()


@router.get("/journal/heads", response=Page[HeadOut])
def journal_heads(http: HttpRequest, after: After = "", limit: Limit = 100) -> dict[str, Any]:
    """The last number and hash of every node whose entries are here."""
    Actor.of(http)
    return listed(heads(), lambda it: it.as_dict(), after, limit, key=lambda it: it.node)


@router.get("/journal/export", response={200: None})
def journal_export(http: HttpRequest) -> StreamingHttpResponse:
    """The whole chain as JSON lines; entries that are not for you keep their place without their content."""
    return feed.streamed(http, feed.export(Actor.of(http)))


class AnswerOut(Shape):
    """One of the auditor's five questions: of how many requests (`whole`), for how many it is so, and for how many
    nobody knows yet. `missing`: the first requests for which it is not so."""

    question: str
    whole: int
    part: int
    unknown: int
    missing: list[UUID]


class AuditOut(Shape):
    """Of requests that were decided from `first` until `last`, both included, as far as you may see them."""

    first: date
    last: date
    answers: list[AnswerOut]


@router.get("/audit", response=AuditOut)
def audit_show(http: HttpRequest, first: Day | None = None, last: Day | None = None) -> dict[str, Any]:
    """The auditor's five questions, answered from the journal; of this year unless you say otherwise."""
    actor, today = Actor.of(http), clock.today()
    begins, ends = first or date(today.year, 1, 1), last or today
    found = [
        {
            "question": it.code, "whole": it.count.whole, "part": it.count.part, "unknown": it.count.unknown,
            "missing": [one.pk for one in it.missing],
        }
        for it in questions.answers(actor, begins, ends)
    ]  # fmt: skip
    return {"first": begins, "last": ends, "answers": found}
