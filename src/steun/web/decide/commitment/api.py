"""Gates, holds, commitments and available-to-promise for machines."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Status

from steun.core.kernel.errors import Fault, Malformed
from steun.rules.indication import areas
from steun.web.ask.request.api import GateOut, gate_out
from steun.web.ask.request.model import Gate
from steun.web.ask.request.place import point_doubts
from steun.web.decide.commitment import acts as commitments
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.gate import acts as gates
from steun.web.decide.promise import indication
from steun.web.kernel.actor import Actor
from steun.web.kernel.degrees import LAT, LON, half
from steun.web.kernel.offers import VerdictOut, verdict_out
from steun.web.kernel.paging import After, Limit, Page, page
from steun.web.kernel.router import Room
from steun.web.kernel.shape import Along, Code, Count, Letters, Moment, Shape, Short, Text
from steun.web.know.unit.model import Unit

router = Room()


class ActIn(Shape):
    """An act on a gate. `extent` and `note`: how much is granted, by whoever decides."""

    id: UUID | None = None
    reason: Text = ""
    signatory: Short = ""
    phoned_person: Annotated[str, Letters(120)] = ""
    extent: Literal["", "full", "partial", "other-means"] = ""
    note: Text = ""
    happened_at: Moment | None = None


class ReserveIn(Shape):
    """Means for a request: held until `hold_until`, or committed when that is absent."""

    id: UUID | None = None
    unit: Code
    capability: Code
    quantity: Count
    hold_until: Moment | None = None
    arrives: Moment | None = None
    until: Moment | None = None


class CommitmentOut(Shape):
    id: UUID
    request: UUID
    unit: str
    capability: str
    quantity: int
    short: int
    state: str
    starts_at: datetime
    arrives_at: datetime
    leaves_at: datetime
    ends_at: datetime
    hold_until: datetime | None


class CommitmentMove(Shape):
    id: UUID | None = None
    reason: Text = ""
    until: Moment | None = None


class Step(Shape):
    at: datetime
    quantity: int


class ArrivalOut(Shape):
    unit: str
    quantity: int
    arrives: datetime


class Promise(Shape):
    """`warnings`: what speaks against the point that was asked about; then it counted as unknown.

    `exact`: false for who may not know exactly. Then `quantity` is the highest class that is surely reached at a
    moment, the moments are the ends of blocks of the day, and the point counts as its `region`."""

    capability: str
    exact: bool
    region: str | None
    warnings: list[VerdictOut]
    profile: list[Step]
    arrivals: list[ArrivalOut]


def commitment_out(it: Commitment) -> dict[str, Any]:
    plain = ("quantity", "short", "state", "starts_at", "arrives_at", "leaves_at", "ends_at", "hold_until")
    told = {name: getattr(it, name) for name in plain}
    return {"id": it.pk, "request": it.request_id, "unit": it.unit.code, "capability": it.capability_id, **told}


@router.post("/gates/{uuid:pk}/acts/{name}", response=GateOut)
def gate_act(
    http: HttpRequest, pk: UUID, name: Literal["pass", "phone", "attest", "confirm", "refuse"], act: ActIn
) -> dict[str, Any]:
    """Pass a gate, tell that it was passed by phone, confirm that as a second person or in writing, or refuse.

    What was told by phone is said, not yet confirmed: nobody is ordered on it before somebody else confirms it.
    """
    actor = Actor.of(http)
    gates.act(pk, name, by=actor, **act.model_dump())
    return gate_out(Gate.objects.select_related("part", "request").get(pk=pk), actor)


@router.get("/gates/waiting", response=Page[GateOut])
def gates_waiting(http: HttpRequest, after: After = "", limit: Limit = 50) -> dict[str, Any]:
    """Gates that wait for you; `due_at` says which presses most."""
    actor = Actor.of(http)
    rows = Gate.objects.visible_to(actor).waiting_for(actor).select_related("part")
    return page(rows, lambda gate: gate_out(gate, actor), after, limit)


@router.get("/requests/{uuid:pk}/commitments", response=Page[CommitmentOut])
def commitment_list(http: HttpRequest, pk: UUID, after: After = "", limit: Limit = 100) -> dict[str, Any]:
    """Means held and committed for one request, as far as you may see them."""
    actor = Actor.of(http)
    rows = Commitment.objects.visible_to(actor).filter(request=pk).select_related("unit")
    return page(rows, commitment_out, after, limit)


@router.post("/requests/{uuid:pk}/commitments", response={201: CommitmentOut})
def reserve(http: HttpRequest, pk: UUID, means: ReserveIn) -> Status[dict[str, Any]]:
    """Hold or commit a quantity of a unit. 409 when it is not free: what is promised twice is delivered once."""
    actor = Actor.of(http)
    unit = Unit.objects.visible_to(actor).filter(code=means.unit).first()
    if unit is None:
        raise Malformed([Fault("unit", "unknown-code", {"value": means.unit})])
    words_given = means.model_dump(exclude={"unit", "capability", "quantity"})
    made = commitments.reserve(pk, unit.pk, means.capability, means.quantity, by=actor, **words_given)
    return Status(201, commitment_out(made))


@router.post("/commitments/{uuid:pk}/moves/{name}", response=CommitmentOut)
def commitment_move(
    http: HttpRequest, pk: UUID, name: Literal["release", "prolong"], move: CommitmentMove
) -> dict[str, Any]:
    """Give means back, or keep them aside for longer."""
    actor = Actor.of(http)
    if name == "release":
        return commitment_out(commitments.release(pk, by=actor, reason=move.reason, id=move.id))
    if move.until is None:
        raise Malformed([Fault("until", "required")])
    return commitment_out(commitments.prolong(pk, move.until, by=actor, id=move.id))


@router.get("/promises/{capability}", response=Promise)
def promise(
    http: HttpRequest,
    capability: str,
    lon: Annotated[Annotated[float, Along(LON)] | None, Query()] = None,
    lat: Annotated[Annotated[float, Along(LAT)] | None, Query()] = None,
    wanted: Moment | None = None,
    ends: Moment | None = None,
) -> dict[str, Any]:
    """Available-to-promise: how many can be there by when. Exactly, and by which units, is told to Defence and LOCC; to
    others in classes of quantity and time, from the region that the point lies in. A point that cannot be right is not
    counted with: `warnings` says so, and the answer is the one for a place that nobody knows."""
    actor = Actor.of(http)
    if faults := half(lon, lat):
        raise Malformed(faults)
    wrong = point_doubts(lon, lat) if lon is not None and lat is not None else ()
    lon, lat = (None, None) if wrong else (lon, lat)
    told = indication.of(capability, actor, lon=lon, lat=lat, wanted=wanted, ends=ends)
    codes = [a.unit for a in told.arrivals]
    visible = set(Unit.objects.visible_to(actor).filter(code__in=codes).values_list("code", flat=True))
    return {
        "capability": capability,
        "exact": told.exact,
        "region": areas().region(lon, lat) or None if lon is not None and lat is not None else None,
        "warnings": [verdict_out(v) for v in wrong],
        "profile": [{"at": at, "quantity": n} for at, n in told.profile],
        "arrivals": [
            {"unit": a.unit, "quantity": a.quantity, "arrives": a.arrives} for a in told.arrivals if a.unit in visible
        ],
    }
