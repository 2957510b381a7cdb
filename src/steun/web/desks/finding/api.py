"""The search for machines: the same groups and the same order as the page has."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query

from steun.web.desks.finding.hit import Found, Hit
from steun.web.desks.finding.page import MOST_LETTERS
from steun.web.desks.finding.read import ALL_SHOWN, search
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Asked, Letters, Shape

router = Room()
Kind = Literal[
    "requests", "incidents", "capabilities", "units", "organisations", "roles", "decisions", "law", "own", ""
]  # fmt: skip


class HitOut(Shape):
    """key: id or code. path: its page. closed: over, kept for reading. km: from the place that was named. at, quantity:
    of a capability, how many can be there by when; `exact`: false when that is in classes; `in_time`: within the time
    that was asked."""

    kind: str
    key: str
    name: str
    detail: str
    number: str
    state: str
    closed: bool
    path: str
    km: int | None
    at: datetime | None
    quantity: int | None
    exact: bool
    in_time: bool


class GroupOut(Shape):
    """total: how many were found. many: there may be more that were not looked at."""

    kind: str
    total: int
    many: bool
    items: list[HitOut]


class FoundOut(Shape):
    """corrected: words that nothing has, and what was looked for instead. near, within_minutes: as they were read."""

    words: list[str]
    near: str
    within_minutes: int | None
    corrected: dict[str, str]
    groups: list[GroupOut]


@router.get("/search", response=FoundOut)
def search_show(
    http: HttpRequest,
    q: Annotated[str, Query(), Letters(MOST_LETTERS)] = "",
    kind: Annotated[Kind, Query()] = "",
    limit: Annotated[int | None, Query(ge=1, le=ALL_SHOWN), Asked] = None,
) -> dict[str, Any]:
    """Everything that you may see and that answers: requests (closed ones too), incidents, capabilities, units,
    organisations, roles, decisions, law, and cases of other lives (`own`: agreements, needs). The most likely first. In
    Dutch or English, in any form of a word; `near` a place and `within` a time are read too."""
    return out(search(q, Actor.of(http), kind, limit))


def out(found: Found) -> dict[str, Any]:
    return {
        "words": list(found.question.words),
        "near": found.near.code if found.near else "",
        "within_minutes": found.within,
        "corrected": found.corrected,
        "groups": [
            {"kind": it.kind, "total": it.total, "many": it.many, "items": [hit_out(hit) for hit in it.hits]}
            for it in found.groups
        ],
    }


def hit_out(hit: Hit) -> dict[str, Any]:
    names = ("kind", "key", "name", "detail", "number", "closed", "km", "at", "quantity", "exact", "in_time")
    state = hit.row.standing if hit.row is not None else hit.state
    return {**{name: getattr(hit, name) for name in names}, "state": state, "path": hit.url}
