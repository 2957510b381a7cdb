"""Merges for machines: the same acts as the pages, and which needs of a poll look like one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from steun.core.kernel.errors import NotYours
from steun.rules.load import roles
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.cases import serve
from steun.web.kernel.api.offers import OfferOut, offered_out
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape
from steun.web.kernel.life.own import one
from steun.web.know.merge.model import Merge
from steun.web.know.merge.read import alike, leads, offers
from steun.web.know.poll.model import Poll

router = Room()


class MergedOut(Shape):
    """A need in a merge, with its figures (pieces, minutes, hours), and when its organisation consented."""

    need: UUID
    organisation: str
    quantity: int
    reaction_minutes: int
    sustained_hours: int
    consented_at: datetime | None


class MergeOut(Shape):
    """`counts`: the need that counts for all of them, once it is agreed. `why`: why they are one."""

    id: UUID
    poll: UUID
    counts: UUID
    why: str
    needs: list[MergedOut]
    state: str
    moves: list[OfferOut]


class AlikeOut(Shape):
    """Groups of needs that look like one need, the largest first in each."""

    groups: list[list[UUID]]


def merge_out(it: Merge, actor: Actor) -> dict[str, Any]:
    figures = ("quantity", "reaction_minutes", "sustained_hours")
    return {
        "id": it.pk, "poll": it.poll_id, "counts": it.counts_id, "why": it.why,
        "needs": [
            {
                "need": part.need_id, "organisation": part.organisation_id, "consented_at": part.consented_at,
                **{name: getattr(part.need, name) for name in figures},
            }
            for part in it.parts.all()
        ],
        "state": it.state, "moves": offered_out(offers(it, actor)),
    }  # fmt: skip


shown = serve(
    router, Merge, MergeOut, merge_out,
    many="Merges of needs", words="what is needed, the organisations or why", one="merge of needs",
)  # fmt: skip


@router.get("/polls/{uuid:pk}/alike", response=AlikeOut)
def poll_alike(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Needs in the answers of a poll that look like one, for who leads it: at most fifty groups."""
    actor = Actor.of(http)
    poll = one(Poll.objects.visible_to(actor), pk)
    if not leads(poll, actor):
        raise NotYours(frozenset(roles().pollers))
    return {"groups": [[need.pk for need in group.needs] for group in alike(poll, actor)]}
