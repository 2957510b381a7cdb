"""Polls of needs for machines: the same acts as the pages, and the result."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from steun.web.kernel.actor import Actor
from steun.web.kernel.api.cases import serve
from steun.web.kernel.api.offers import OfferOut, offered_out
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape
from steun.web.know.poll.model import Poll
from steun.web.know.poll.read import offers, result

router = Room()


class AskedOut(Shape):
    """One organisation that is asked. `none`: it answered that it has no needs."""

    organisation: str
    answered_at: datetime | None
    none: bool


class ResultOut(Shape):
    """What is needed of one thing in one region, of the needs that you may see: pieces asked, covered by agreements,
    and uncovered. `merged`: how many needs count with one of another organisation; `together`: the names of all."""

    region: str
    means: str
    needs: int
    quantity: int
    covered: int
    uncovered: int
    merged: int
    together: list[str]


class PollOut(Shape):
    """`closes_on`: the last day. `follows`: the round before it."""

    id: UUID
    title: str
    question: str
    opener: str
    closes_on: date
    follows: UUID | None
    asked: list[AskedOut]
    result: list[ResultOut]
    state: str
    moves: list[OfferOut]


def poll_out(it: Poll, actor: Actor) -> dict[str, Any]:
    names = ("region", "means", "needs", "quantity", "covered", "uncovered", "merged", "together")
    seen = it.follows_id and Poll.objects.visible_to(actor).filter(pk=it.follows_id).exists()
    return {
        "id": it.pk, "title": it.title, "question": it.question, "opener": it.opener_id, "closes_on": it.closes_on,
        "follows": it.follows_id if seen else None,
        "asked": [
            {"organisation": one.organisation_id, "answered_at": one.answered_at, "none": one.none}
            for one in it.asked.all()
        ],
        "result": [{name: getattr(row, name) for name in names} for row in result(it, actor)],
        "state": it.state, "moves": offered_out(offers(it, actor)),
    }  # fmt: skip


shown = serve(
    router, Poll, PollOut, poll_out,
    many="Polls of needs", words="the title or the question", one="poll with its result so far",
)  # fmt: skip
