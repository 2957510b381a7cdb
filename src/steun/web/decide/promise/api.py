"""Available-to-promise for machines."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from steun.core.ask.states import OPEN
from steun.core.kernel.errors import Fault, Malformed, Unknown
from steun.rules.policy.indication import areas
from steun.web.ask.request.model import Request
from steun.web.ask.timeliness.read import PROMISED, by_requirement
from steun.web.ask.timeliness.words import TimelinessOut, out
from steun.web.decide.kept.read import kept
from steun.web.decide.promise import indication, options
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.offers import VerdictOut, verdict_out
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.degrees import LAT, LON, half
from steun.web.kernel.input.shape import Along, AskedDegrees, Moment, Shape
from steun.web.know.catalogue.model import Capability
from steun.web.know.place import point_doubts
from steun.web.know.unit.model import Unit

router = Room()


class Step(Shape):
    at: datetime
    quantity: int


class ArrivalOut(Shape):
    unit: str
    quantity: int
    arrives: datetime


class OptionOut(Shape):
    """`kinds`: other (than was required), civil, fewer (than asked, sooner). `exact`: false when it is in classes."""

    capability: str
    at: datetime
    quantity: int
    counted: str
    kinds: list[str]
    exact: bool
    timeliness: TimelinessOut


class RequirementOut(Shape):
    capability: str
    timeliness: TimelinessOut


class OptionsOut(Shape):
    """Is it in time, requirement by requirement, and what could be there soonest.

    `neighbours`: regions next door, which may be asked as well."""

    timeliness: TimelinessOut | None
    requirements: list[RequirementOut]
    options: list[OptionOut]
    neighbours: list[str]


class KeptOut(Shape):
    """One agreement by which pieces are held ready for others. `short`: of these, not there any more."""

    agreement: UUID
    provider: str
    beneficiaries: list[str]
    pieces: int
    short: int


class Promise(Shape):
    """`warnings`: what speaks against the point that was asked about; then it counted as unknown.

    `exact`: false for who may not know exactly. Then `quantity` is the highest class that is surely reached at a
    moment, the moments are the ends of blocks of the day, and the point counts as its `region`. `kept`: what is held
    ready for somebody by agreement, for who may know; it is withheld from nobody."""

    capability: str
    exact: bool
    region: str | None
    warnings: list[VerdictOut]
    profile: list[Step]
    arrivals: list[ArrivalOut]
    kept: list[KeptOut]


@router.get("/requests/{uuid:pk}/options", response=OptionsOut)
def request_options(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """What is promised of each requirement beside what was asked, and every known way to achieve the effect, the
    soonest first: exactly for Defence and LOCC, to others in classes."""
    actor = Actor.of(http)
    request = Request.objects.visible_to(actor).prefetch_related(*PROMISED).filter(pk=pk).first()
    if request is None:
        raise Unknown("request", pk)
    waits = request.state in (*OPEN, "draft")
    return {
        "timeliness": out(request.timeliness),
        "requirements": [
            {"capability": code, "timeliness": out(found)} for code, found in by_requirement(request) if code
        ],
        "options": [option_out(it) for it in options.of(request, actor)] if waits else [],
        "neighbours": [it.pk for it in options.neighbours(request)] if waits else [],
    }


def option_out(it: options.Option) -> dict[str, Any]:
    return {
        "capability": it.capability.pk,
        "at": it.at,
        "quantity": it.quantity,
        "counted": words.counted(it.capability),
        "kinds": list(it.kinds),
        "exact": it.exact,
        "timeliness": out(it.timeliness, exact=it.exact),
    }


@router.get("/promises/{capability}", response=Promise)
def promise(
    http: HttpRequest,
    capability: str,
    lon: Annotated[Annotated[float, Along(LON)] | None, Query(), AskedDegrees] = None,
    lat: Annotated[Annotated[float, Along(LAT)] | None, Query(), AskedDegrees] = None,
    wanted: Moment | None = None,
    ends: Moment | None = None,
) -> dict[str, Any]:
    """Available-to-promise: how many can be there by when. Exactly, and by which units, for Defence and LOCC; to
    others in classes of quantity and time, from the region that the point lies in. A point that cannot be right is not
    counted with: `warnings` says so, and the answer is the one for a place that nobody knows."""
    actor = Actor.of(http)
    faults = half(lon, lat)
    if ends is not None and ends <= max(wanted or clock.now(), clock.now()):
        faults.append(Fault("ends", "end-lies-after-start"))
    if faults:
        raise Malformed(faults)
    if not Capability.objects.filter(pk=capability).exists():
        raise Unknown("capability", capability)
    wrong = point_doubts(lon, lat) if lon is not None and lat is not None else ()
    lon, lat = (None, None) if wrong else (lon, lat)
    found = indication.of(capability, actor, lon=lon, lat=lat, wanted=wanted, ends=ends)
    codes = [a.unit for a in found.arrivals]
    visible = set(Unit.objects.visible_to(actor).filter(code__in=codes).values_list("code", flat=True))
    return {
        "capability": capability,
        "exact": found.exact,
        "region": areas().region(lon, lat) or None if lon is not None and lat is not None else None,
        "warnings": [verdict_out(v) for v in wrong],
        "profile": [{"at": at, "quantity": n} for at, n in found.profile],
        "arrivals": [
            {"unit": a.unit, "quantity": a.quantity, "arrives": a.arrives} for a in found.arrivals if a.unit in visible
        ],
        "kept": [
            {
                "agreement": it.agreement.pk,
                "provider": it.agreement.provider_id,
                "beneficiaries": list(it.agreement.parties[1:]),
                "pieces": it.pieces,
                "short": it.short,
            }
            for it in kept(actor, max(wanted or clock.now(), clock.now()), [capability])
        ],
    }
