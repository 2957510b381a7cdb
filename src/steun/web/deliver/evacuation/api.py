"""Evacuations for machines: the same acts as the pages, and the same outlook."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from steun.core.deliver.evacuation.people import SLOT
from steun.rules.movement.evacuation import evacuations
from steun.web.deliver.evacuation.model import TERMS, Evacuation
from steun.web.deliver.evacuation.read import (
    NEARLY_ALL_PCT,
    Outlook,
    figures_of,
    minutes_later,
    node_of,
    offers,
    outlook,
)
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.cases import serve
from steun.web.kernel.api.offers import OfferOut, offered_out
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape

router = Room()


class FigureOut(Shape):
    """A figure as it is used. `own`: entered here, else that of the rules; `evidence`: how that one is known."""

    code: str
    value: int
    own: bool
    unit: str
    evidence: str
    usual: list[int]


class ZoneOut(Shape):
    """A zone. `moves`: away (by road), high (safe inside), none (told to stay out), fetched. Who does what adds up to
    `people`: `drive` + `otherwise` leave by themselves, `put` are safe where they are, `helpless` are to be fetched,
    `stay` do not do what is asked. `cars`: theirs; `shadow`: of people who were not told and go all the same. `lon`,
    `lat`, `radius_m`: of an area, where it says so."""

    key: str
    municipality: str
    name: str
    people: int
    people_source: str
    action: str
    moves: str
    order_at: datetime
    node: str
    lon: float | None
    lat: float | None
    radius_m: int | None
    drive: int
    otherwise: int
    put: int
    helpless: int
    stay: int
    cars: int
    shadow: int


class ReceptionOut(Shape):
    name: str
    host: str
    places: int
    node: str


class SafeOut(Shape):
    """People safe at a moment; or, by the threat, when it is decided at that moment."""

    at: datetime
    people: int


class OutlookOut(Shape):
    """`goal`: who can get safe by themselves and does what is asked. `in_time`: of them by the threat. `cars_per_hour`:
    that can leave at most, null = there is no road register. `latest_decision`: the last at which `nearly_all_pct` of
    them are safe in time. `places_needed`, `places`, `places_short`: in receptions."""

    goal: int
    in_time: int
    cars: int
    cars_per_hour: int | None
    drive_minutes: int
    all_safe_at: datetime | None
    nearly_all_pct: int
    latest_decision: datetime | None
    places_needed: int
    places: int
    places_short: int
    over_time: list[SafeOut]
    by_decision: list[SafeOut]


class ReportedOut(Shape):
    zone: str
    people: int
    at: datetime


class EvacuationOut(Shape):
    """`ordered_by`: the seat of who ordered it; `concerned`: organisations that were told."""

    id: UUID
    organisation: str
    name: str
    cause: str
    threat: str
    decision_at: datetime
    threat_at: datetime
    basis: str
    forced: bool
    ordered_by: str
    figures: list[FigureOut]
    figures_source: str
    zones: list[ZoneOut]
    receptions: list[ReceptionOut]
    outlook: OutlookOut
    concerned: list[str]
    reports: list[ReportedOut]
    evaluation: str
    state: str
    moves: list[OfferOut]


class ActionOut(Shape):
    code: str
    title: dict[str, str]
    moves: str


class OrderBasisOut(Shape):
    """`needs`: powers that must be in force; `forcing`: one of these must be, before anybody is made to go."""

    code: str
    title: dict[str, str]
    source: str
    roles: list[str]
    reach: str
    needs: list[str]
    forcing: list[str]


class RulesOut(Shape):
    """What evacuations begin with. `year`: of the numbers of inhabitants."""

    year: int
    figures: list[FigureOut]
    actions: list[ActionOut]
    bases: list[OrderBasisOut]


def figure_out(row: Any, value: int, own: bool) -> dict[str, Any]:
    return {
        "code": row.code, "value": value, "own": own, "unit": row.unit, "evidence": row.source.evidence,
        "usual": list(row.usual),
    }  # fmt: skip


def outlook_out(it: Evacuation, found: Outlook) -> dict[str, Any]:
    safe = [(minutes_later(it, n * SLOT), people) for n, people in enumerate(found.course.safe, 1)]
    return {
        "goal": found.goal, "in_time": found.in_time, "cars": found.cars, "cars_per_hour": found.way.cars,
        "drive_minutes": found.way.minutes, "all_safe_at": found.last, "nearly_all_pct": NEARLY_ALL_PCT,
        "latest_decision": found.latest, "places_needed": found.needed, "places": found.places,
        "places_short": found.short,
        "over_time": [{"at": at, "people": people} for at, people in safe],
        "by_decision": [{"at": at, "people": people} for at, people in found.decisions],
    }  # fmt: skip


def evacuation_out(it: Evacuation, actor: Actor) -> dict[str, Any]:
    found = outlook(it)
    return {
        "id": it.pk, "organisation": it.organisation_id, **{name: getattr(it, name) for name in TERMS},
        "basis": it.basis, "forced": it.forced, "ordered_by": it.ordered_by,
        "figures": [figure_out(used.figure, used.value, used.own) for used in figures_of(it)],
        "zones": [
            {
                "key": zone.key, "municipality": zone.municipality_id, "name": zone.name,
                "people_source": zone.people_source, "action": zone.action, "moves": zone.moves,
                "order_at": zone.ordered_at(it.decision_at), "node": node_of(zone),
                "lon": zone.lon, "lat": zone.lat, "radius_m": zone.radius_m,
                **{name: getattr(part, name) for name in part.__slots__},
            }
            for zone, part in found.zones
        ],
        "receptions": [
            {"name": row.name, "host": row.host_id, "places": row.places, "node": row.node}
            for row in it.receptions.all()
        ],
        "outlook": outlook_out(it, found),
        "concerned": sorted(row.organisation_id for row in it.concerned.all()),
        "reports": it.reports, "evaluation": it.evaluation, "state": it.state, "moves": offered_out(offers(it, actor)),
    }  # fmt: skip


@router.get("/evacuations/rules", response=RulesOut)
def evacuation_rules(http: HttpRequest) -> dict[str, Any]:
    """The figures, actions and legal bases with which evacuations begin."""
    Actor.of(http)
    known = evacuations()
    return {
        "year": known.year,
        "figures": [figure_out(row, row.value, False) for row in known.figures],
        "actions": [{"code": row.code, "title": row.title, "moves": row.moves} for row in known.actions],
        "bases": [
            {
                "code": row.code, "title": row.title, "source": row.source.title, "roles": list(row.roles),
                "reach": row.reach, "needs": list(row.needs), "forcing": list(row.forcing),
            }
            for row in known.bases
        ],
    }  # fmt: skip


shown = serve(
    router, Evacuation, EvacuationOut, evacuation_out,
    many="Evacuations", words="the name or of what threatens", one="evacuation",
)  # fmt: skip
