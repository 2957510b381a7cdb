"""What stands on the map: incidents, requests and units under way, each with its place, its sign and where it leads."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext as _

from steun.core.decide.timeliness import LATE, TOO_LATE
from steun.exchange.geo.shapes import Point
from steun.web.desks.picture.layout import Mark
from steun.web.desks.picture.map import Map
from steun.web.desks.picture.read import Case, Picture
from steun.web.desks.picture.rows.form import CommitmentRow, DeploymentRow
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.know.unit.model import Unit

SYMBOLS = Path(__file__).with_name("symbols.toml")
ANY_UNIT = "unit"
ALMOST = 0.95
"""A unit that has not said that it arrived is never drawn on the spot."""


@cache
def symbols() -> Mapping[str, str]:
    """The sign of each capability: its name in the drawing of all signs."""
    return {
        code: name
        for name, sign in tomllib.loads(SYMBOLS.read_text("utf-8")).items()
        for code in sign.get("capabilities", ())
    }


def marks(picture: Picture, sheet: Map, actor: Actor) -> list[Mark]:
    """Everything with a place, in no order."""
    units = units_of(picture)
    return [
        *of_incidents(picture, sheet),
        *of_requests(picture, sheet),
        *(mark for case in picture.cases for mark in of_units(case, picture.at, sheet, units, actor)),
    ]


def units_of(picture: Picture) -> dict[str, Unit]:
    """The units under way, by code."""
    codes = {it.unit for case in picture.cases for it in case.under_way}
    return {it.code: it for it in Unit.objects.filter(code__in=codes).select_related("site")}


def of_incidents(picture: Picture, sheet: Map) -> Iterator[Mark]:
    for it in picture.incidents:
        if it.point:
            url = reverse("ask:incident", args=[it.pk])
            region = it.regions[0] if it.regions else ""
            yield Mark("incident", it.pk, sheet.xy(it.point), it.name, url, it.kind, "calm", region)


def of_requests(picture: Picture, sheet: Map) -> Iterator[Mark]:
    for case in picture.cases:
        it = case.row
        if it.point:
            label = f"{it.number} {it.title}".strip()
            region = it.regions[0] if it.regions else ""
            url = reverse("ask:show", args=[it.pk])
            yield Mark("request", it.pk, sheet.xy(it.point), label, url, "request", case.need.tone, region)


def of_units(case: Case, at: datetime, sheet: Map, units: Mapping[str, Unit], actor: Actor) -> Iterator[Mark]:
    """The units of a request on their way or there. Where a unit is at home, and so where it drives, only those know
    who may; for others it is where it is expected."""
    promises = {it.pk: it for it in case.row.commitments}
    for it in case.under_way:
        unit, promise = units.get(it.unit), promises.get(it.commitment_id)
        known = unit is not None and unit.is_known_to(actor)
        home = (unit.site.lon, unit.site.lat) if unit is not None and known else None
        place = whereabouts(it, promise, at, home, case.row.point)
        if place is None or unit is None:
            continue
        capability = promise.capability_id if promise else ""
        tone = "late" if case.timeliness.code in {LATE, TOO_LATE} and it.state != "on-scene" else "calm"
        label = _("%(unit)s, %(state)s, for %(number)s") % {
            "unit": words.named(unit), "state": words.word("state", it.state), "number": case.row.number,
        }  # fmt: skip
        region = case.row.regions[0] if case.row.regions else ""
        url = reverse("ask:show", args=[case.row.pk])
        yield Mark("unit", it.pk, sheet.xy(place), label, url, symbols().get(capability, ANY_UNIT), tone, region)


def whereabouts(
    it: DeploymentRow, promise: CommitmentRow | None, at: datetime, home: Point | None, goal: Point | None
) -> Point | None:
    """Where a unit is, as far as it can be told: at home before it departs, on the spot once it arrived, between them
    as far as the time has come."""
    if it.state == "on-scene" or home is None or goal is None:
        return goal if it.state != "ordered" else None
    if it.state == "ordered" or it.departed_at is None or promise is None:
        return home
    road = (promise.arrives_at - it.departed_at).total_seconds()
    share = min(ALMOST, max(0.0, (at - it.departed_at).total_seconds() / road)) if road > 0 else ALMOST
    return home[0] + (goal[0] - home[0]) * share, home[1] + (goal[1] - home[1]) * share
