"""Indicators for machines: the same counts as on the page."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from steun.core.kernel.errors import Unknown
from steun.core.learn.indicator import Count
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Letters, Shape
from steun.web.learn.indicator import rules
from steun.web.learn.indicator.figures import figures
from steun.web.learn.indicator.read import Asked, cases, counted

router = Room()
Where = Annotated[str, Query(), Letters(60)]


class CountOut(Shape):
    """`whole`: how many it is about; `part`: for how many it is so; `unknown`: for how many nobody knows. `share`: the
    percent of the whole for which it is known to be so; null of nothing. `at`: a quarter, a region (`nation`: none)."""

    at: str
    whole: int
    part: int
    unknown: int
    share: int | None


class IndicatorOut(Shape):
    """One indicator over the last eight quarters, or, where `stands_today`, as it stands today."""

    code: str
    stands_today: bool
    total: CountOut
    by_quarter: list[CountOut]
    by_region: list[CountOut]


class IndicatorsOut(Shape):
    """What you may see is counted, and nothing else; `sees_all`: that is all there is."""

    sees_all: bool
    region: str
    items: list[IndicatorOut]


class BehindOut(Shape):
    """`id`: of the request, deployment, agreement or need that was counted; `request`: the case of a deployment."""

    id: UUID
    kind: str
    request: UUID | None
    state: str


class HinderedOut(Shape):
    """One act that an article (`origin`: law) or policy demands: how often it was answered, refused, answered after its
    time, or still waits after it; `elapsed`: minutes from its turn to its answer, on average."""

    basis: str
    gate: str
    origin: str
    article: str
    answered: int
    refused: int
    late: int
    waiting: int
    elapsed: int | None


class ReactionOut(Shape):
    """Minutes from an urgent call until the means were there, on average (`observed`), beside the catalogue's."""

    capability: str
    formal: int | None
    observed: int
    arrived: int


class HinderingOut(Shape):
    rules: list[HinderedOut]
    reactions: list[ReactionOut]


def count_out(at: str, it: Count) -> dict[str, Any]:
    return {"at": at, "whole": it.whole, "part": it.part, "unknown": it.unknown, "share": it.share}


@router.get("/indicators", response=IndicatorsOut)
def indicator_list(http: HttpRequest, region: Where = "") -> dict[str, Any]:
    """Every indicator; `region`: of one region, or of the `nation` (who lies in none)."""
    actor = Actor.of(http)
    all_of = counted(actor)
    here = all_of.within(Asked(region))
    items = [
        {
            "code": code, "stands_today": it.stands_today, "total": count_out(region, here.total(code)),
            "by_quarter": [count_out(quarter.code, n) for quarter, n in here.by_quarter(code)],
            "by_region": [count_out(where or "nation", n) for where, n in sorted(here.by_region(code).items())],
        }
        for code, it in here.figures.items()
    ]  # fmt: skip
    return {"sees_all": actor.sees_all_cases, "region": region, "items": items}


@router.get("/indicators/hindering", response=HinderingOut)
def indicator_hindering(http: HttpRequest) -> dict[str, Any]:
    """Which rule hindered, and how long means took."""
    actor = Actor.of(http)
    found = [
        {
            "basis": it.basis.code if it.basis else "", "gate": it.code, "origin": it.rule.origin if it.rule else "",
            "article": it.rule.source.title if it.rule and it.rule.source else "", "answered": it.answered,
            "refused": it.refused, "late": it.late, "waiting": it.waiting, "elapsed": it.elapsed,
        }
        for it in rules.hindered(actor)
    ]  # fmt: skip
    found_times = [
        {"capability": it.capability.pk, "formal": it.formal, "observed": it.observed, "arrived": it.arrived}
        for it in rules.reactions(actor)
    ]
    return {"rules": found, "reactions": found_times}


@router.get("/indicators/{str:code}/cases", response=Page[BehindOut])
def indicator_cases(
    http: HttpRequest, code: str, which: Literal["part", "rest", "unknown", "whole"] = "whole", region: Where = "",
    quarter: Where = "", after: After = "", limit: Limit = 50,
) -> dict[str, Any]:  # fmt: skip
    """The rows behind one number, the last first."""
    actor = Actor.of(http)
    if code not in figures():
        raise Unknown("indicator", code)
    rows = cases(code, which, Asked(region, quarter), actor)
    kind = rows.model._meta.model_name

    def out(it: Any) -> dict[str, Any]:
        return {"id": it.pk, "kind": kind, "request": getattr(it, "request_id", None), "state": it.state}

    return page(rows, out, after, limit, newest=True)
