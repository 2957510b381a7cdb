"""Indicators as they stand for a reader: counted in few grouped statements, over what this reader may see alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Value, When

from steun.core.learn import indicator as core
from steun.core.learn.indicator import Group, Quarter
from steun.web.ask.request.model import sent_and_seen
from steun.web.kernel import clock, moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.models import Organisation
from steun.web.learn.indicator.figures import Figure, figures, rows_of

PERIOD = 8
"""Quarters that are counted, the one of today the last."""
NATIONAL = "nation"
"""Organisations that lie in no region."""


@dataclass(frozen=True)
class Asked:
    """What of the whole is looked at. region: a code, NATIONAL, or "" for all; quarter: a code, or "" for all."""

    region: str = ""
    quarter: str = ""


@dataclass(frozen=True)
class Counted:
    """Everything that was counted for a reader."""

    groups: tuple[Group, ...]
    period: tuple[Quarter, ...]
    region_of: Mapping[str, str]
    figures: Mapping[str, Figure]

    def within(self, asked: Asked) -> Counted:
        """The same, of a region or a quarter alone."""
        kept = tuple(
            it for it in self.groups
            if (not asked.region or (self.region_of.get(it.organisation) or NATIONAL) == asked.region)
            and (not asked.quarter or it.quarter < 0 or self.period[it.quarter].code == asked.quarter)
        )  # fmt: skip
        return replace(self, groups=kept)

    def total(self, code: str) -> core.Count:
        return core.total(self.groups, code)

    def by_quarter(self, code: str) -> list[tuple[Quarter, core.Count]]:
        """Nothing for what is counted as it stands today."""
        if self.figures[code].stands_today:
            return []
        return list(zip(self.period, core.by_quarter(self.groups, code, len(self.period)), strict=True))

    def by_region(self, code: str) -> dict[str, core.Count]:
        return core.by_region(self.groups, code, self.region_of)


def counted(actor: Actor) -> Counted:
    """One statement for each kind of row: requests, deployments, agreements, needs."""
    period, known = core.quarters(clock.today(), PERIOD), figures()
    kinds: dict[tuple[Any, str, str], list[str]] = defaultdict(list)
    for code, it in known.items():
        kinds[it.model, it.requester, it.moment].append(code)
    groups = [
        group
        for codes in kinds.values()
        for group in counted_together({code: known[code] for code in codes}, period, actor)
    ]
    places = Organisation.objects.order_by().values_list("pk", "kind", "region")
    region_of = {code: region or (code if kind == "safety-region" else "") for code, kind, region in places}
    return Counted(tuple(groups), period, region_of, known)


def counted_together(those: Mapping[str, Figure], period: tuple[Quarter, ...], actor: Actor) -> Iterable[Group]:
    """Indicators of the same rows, by organisation and quarter, in one statement."""
    one = next(iter(those.values()))
    rows = seen(one, actor, period)
    slot = quarter_of(one.moment, period) if one.moment else Value(-1, output_field=IntegerField())
    columns: dict[str, Any] = {}
    for n, it in enumerate(those.values()):
        for name in ("whole", "part", "unknown"):
            wanted = it.whole if name == "whole" else it.whole & getattr(it, name)
            columns[f"{name}_{n}"] = Count("pk", filter=wanted)
    found = rows.order_by().values(whose=F(f"{one.requester}_id"), slot=slot).annotate(**columns)
    for row in found:
        for n, code in enumerate(those):
            count = core.Count(row[f"whole_{n}"], row[f"part_{n}"], row[f"unknown_{n}"])
            if count.whole:
                yield Group(code, row["whose"], row["slot"], count)


def seen(figure: Figure, actor: Actor, period: tuple[Quarter, ...]) -> Any:
    """The rows of the period that this reader may see."""
    if not figure.moment:
        return figure.model.objects.visible_to(actor)
    first, last = moments.midnight(period[0].begins), moments.midnight(period[-1].ends)
    within = {f"{figure.moment}__gte": first, f"{figure.moment}__lt": last}
    return figure.model.objects.filter(sent_and_seen(actor, figure.request), **within)


def quarter_of(moment: str, period: tuple[Quarter, ...]) -> Case:
    """The place in the period of the quarter in which a moment lies."""
    whens = [
        When(**{f"{moment}__gte": moments.midnight(it.begins)}, then=Value(n))
        for n, it in reversed(list(enumerate(period)))
    ]  # fmt: skip
    return Case(*whens, default=Value(0), output_field=IntegerField())


def cases(code: str, which: str, asked: Asked, actor: Actor) -> Any:
    """The rows behind one number, the last first."""
    period, figure = core.quarters(clock.today(), PERIOD), figures()[code]
    rows = rows_of(figure, which, seen(figure, actor, period))
    if asked.region == NATIONAL:
        outside = Q(**{f"{figure.requester}__region": None}) & ~Q(**{f"{figure.requester}__kind": "safety-region"})
        rows = rows.filter(outside)
    elif asked.region:
        rows = rows.filter(
            Q(**{f"{figure.requester}__region": asked.region}) | Q(**{f"{figure.requester}_id": asked.region})
        )
    chosen = next((it for it in period if it.code == asked.quarter), None)
    if chosen and figure.moment:
        begins, ends = moments.midnight(chosen.begins), moments.midnight(chosen.ends)
        rows = rows.filter(**{f"{figure.moment}__gte": begins, f"{figure.moment}__lt": ends})
    return rows.order_by("-pk")
