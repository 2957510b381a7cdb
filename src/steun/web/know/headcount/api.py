"""Headcounts for machines: the same acts as the pages, and people counted once."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from steun.web.kernel.actor import Actor
from steun.web.kernel.api.cases import serve
from steun.web.kernel.api.offers import OfferOut, offered_out
from steun.web.kernel.api.paging import After, Limit, Page, listed
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape
from steun.web.know.headcount.model import TERMS, Headcount
from steun.web.know.headcount.read import Row, counted_once, offers

router = Room()


class HeadcountOut(Shape):
    """People. `at_least`, `at_most`: of whom nobody else counts with. `is_old`: the day to count anew is past."""

    id: UUID
    organisation: str
    group: str
    people: int
    reservists: int
    fire_volunteers: int
    others: int
    other_register: str
    at_least: int
    at_most: int
    counted_on: date
    again_by: date
    is_old: bool
    state: str
    moves: list[OfferOut]


class OnceOut(Shape):
    """The people of one organisation. `called_up`: percent that is gone when reservists are called up."""

    organisation: str
    people: int
    reservists: int
    fire_volunteers: int
    others: int
    at_least: int
    at_most: int
    called_up: int
    old: int


def headcount_out(it: Headcount, actor: Actor) -> dict[str, Any]:
    return {
        "id": it.pk, "organisation": it.organisation_id, **{name: getattr(it, name) for name in TERMS},
        "at_least": it.once.at_least, "at_most": it.once.at_most, "is_old": it.is_old, "state": it.state,
        "moves": offered_out(offers(it, actor)),
    }  # fmt: skip


def once_out(row: Row) -> dict[str, Any]:
    sums = {name: getattr(row, name) for name in ("reservists", "fire_volunteers", "others", "called_up", "old")}
    once = {"people": row.once.people, "at_least": row.once.at_least, "at_most": row.once.at_most}
    return {"organisation": row.organisation.pk, **once, **sums}


@router.get("/counted-once", response=Page[OnceOut])
def counted_once_list(http: HttpRequest, after: After = "", limit: Limit = 25) -> dict[str, Any]:
    """By organisation whose headcounts I may see: its people, and those of whom nobody else counts with."""
    rows, _ = counted_once(Actor.of(http))
    return listed(rows, once_out, after, limit, key=lambda row: str(row.organisation.pk))


shown = serve(
    router, Headcount, HeadcountOut, headcount_out,
    many="Headcounts", words="the group, the register or the organisation", one="headcount",
)  # fmt: skip
