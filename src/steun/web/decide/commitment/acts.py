"""Means kept aside and committed: a quantity of a unit over a window. The database refuses a second promise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction

from steun.core.decide.commitment import ACTIVE, COMMITMENT, CommitmentFacts
from steun.core.decide.promise import free
from steun.core.deliver.deployment import UNDER_WAY
from steun.core.kernel.errors import Fault, Malformed, Refused, Unknown
from steun.core.kernel.limits import pieces
from steun.core.kernel.machine import NEW, Seats
from steun.core.kernel.verdict import Verdict
from steun.web.ask.gate.gates import parties
from steun.web.ask.request import acts as ask
from steun.web.ask.request.facts import request_facts
from steun.web.ask.request.model import Request
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.commitment.read import source_of
from steun.web.decide.locks import lock_means
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.record import acts_of, apply_move, record
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.know.unit.model import Unit

DEFAULT_STAY = timedelta(hours=24)
HOLD_FOR = timedelta(hours=4)
"""How long means are kept aside for a request that is not granted yet, unless somebody says otherwise."""


def window(
    request: Request, unit: Unit, travel: int, arrives: datetime | None, until: datetime | None
) -> tuple[datetime, datetime, datetime, datetime]:
    """starts, arrives, leaves, ends of a job: home to home, recovery included."""
    now = clock.now()
    soonest = now + timedelta(minutes=unit.notice + travel)
    arrives = arrives or max(soonest, request.starts_at or soonest)
    leaves = until or request.ends_at or arrives + DEFAULT_STAY
    road = timedelta(minutes=travel)
    return arrives - road, arrives, leaves, leaves + road + timedelta(minutes=unit.rest)


@once("commitment.reserve")
def reserve(
    request_pk: UUID,
    *,
    unit: str,
    capability: str,
    quantity: int,
    by: Actor,
    kind: str = "",
    hold_until: datetime | None = None,
    arrives: datetime | None = None,
    until: datetime | None = None,
    id: UUID | None = None,
    happened_at: datetime | None = None,
    data: Mapping[str, Any] | None = None,
) -> Commitment:
    """Hold (with `hold_until`, before the grant) or commit (after it). `id` is the commitment's own.

    Raises `Refused` with every reason; when another was faster, *unit-is-free* is the reason.
    """
    request = ask.see(request_pk, by)
    seen = Unit.objects.visible_to(by).filter(code=unit).values_list("pk", flat=True).first()
    faults = [Fault("unit", "unknown-code", {"value": unit})] if seen is None else []
    faults += [Fault("hold_until", "required")] if kind == "hold" and hold_until is None else []
    if seen is None or faults:
        raise Malformed(faults)
    lock_means(Commitment.objects.none(), [seen])
    row = Unit.objects.select_related("site", "organisation").get(pk=seen)
    source = source_of(row, capability, *request.spot)
    starts, arrives, leaves, ends = window(request, row, source.travel, arrives, until)
    name = "hold" if hold_until else "commit"
    facts = CommitmentFacts(
        request=request_facts(request, by=by),
        request_state=request.state,
        provider=row.organisation_id,
        offered=source.offered,
        capacity=row.capacity,
        divisible=row.divisible,
        quantity=quantity,
        free=free(source, starts, ends) if ends > starts else 0,
        starts_at=starts,
        arrives_at=arrives,
        leaves_at=leaves,
        ends_at=ends,
        earliest=clock.now() + timedelta(minutes=row.notice + source.travel),
        latest=request.latest_at,
        hold_until=hold_until,
        now=clock.now(),
        spent=kept_by(request, by),
    )
    move = COMMITMENT.check(NEW, name, by, facts)
    commitment = Commitment(
        id=id or new_key(),
        request=request,
        unit=row,
        capability_id=capability,
        quantity=quantity,
        starts_at=starts,
        arrives_at=arrives,
        leaves_at=leaves,
        ends_at=ends,
        hold_until=hold_until,
        promised_quantity=quantity,
        promised_arrival=arrives,
        state=move.target,
        reconstructed=bool((data or {}).get("reconstructed")),
    )
    content = {"to": move.target, **as_journal(commitment), **(data or {})}
    commitment.entry = record(
        f"commitment.{name}", subject=commitment.key, case=request.pk, by=by, data=content, happened_at=happened_at,
        audience="defence" if name == "hold" else "all",
    )  # fmt: skip
    insert(commitment, facts)
    if row.side != "defence":
        parties({row.organisation}, request, "provider")
    return commitment


def kept_by(request: Request, by: Actor) -> int:
    """Pieces that this mandate keeps for this request already; asked only of a mandate that is limited to some."""
    if pieces(by.limits) is None:
        return 0
    mine = acts_of(by, request.pk, ["commitment.hold", "commitment.commit"])
    return sum(c.quantity for c in request.commitments.exclude(state="released") if c.key in mine)


def as_journal(commitment: Commitment) -> dict[str, Any]:
    """A commitment as the journal records it."""
    return {
        "unit": commitment.unit.code,
        "capability": commitment.capability_id,
        "quantity": commitment.quantity,
        "starts_at": commitment.starts_at.isoformat(),
        "arrives_at": commitment.arrives_at.isoformat(),
        "leaves_at": commitment.leaves_at.isoformat(),
        "ends_at": commitment.ends_at.isoformat(),
        "hold_until": commitment.hold_until.isoformat() if commitment.hold_until else None,
    }


def insert(commitment: Commitment, facts: CommitmentFacts) -> None:
    """Save; when the database refuses because another was faster, say so in words."""
    try:
        with transaction.atomic():
            commitment.save(force_insert=commitment._state.adding)
        commitment.request.forget("commitments")
    except IntegrityError as error:
        if "promised already" not in str(error):
            raise
        words = {"asked": commitment.quantity, "free": min(facts.free, commitment.quantity - 1)}
        raise Refused([Verdict(False, "unit-is-free", "Steun", words)]) from error


def see(pk: UUID, by: Actor) -> Commitment:
    """The commitment with its request, both locked. Raises `Unknown`."""
    found = Commitment.objects.visible_to(by).filter(pk=pk).values_list("request_id", flat=True).first()
    if found is None:
        raise Unknown("commitment", pk)
    request = ask.see(found, by)
    lock_means(Commitment.objects.filter(pk=pk))
    commitment = Commitment.objects.select_for_update(of=("self",), no_key=True).select_related("unit__site").get(pk=pk)
    commitment.request = request
    return commitment


class Brought(TypedDict, total=False):
    """What an act itself brings to the facts of a commitment."""

    leaves_at: datetime
    ends_at: datetime
    hold_until: datetime
    deployed: bool
    caused_by: Seats


def facts_of(commitment: Commitment, **brought: Unpack[Brought]) -> CommitmentFacts:
    """The facts of a commitment as it stands, and what the act brings in their place."""
    unit = commitment.unit
    source = source_of(unit, commitment.capability_id, *commitment.request.spot, [commitment.pk])
    ends = brought.get("ends_at", commitment.ends_at)
    facts = CommitmentFacts(
        request=request_facts(commitment.request),
        request_state=commitment.request.state,
        provider=unit.organisation_id,
        offered=source.offered,
        capacity=unit.capacity,
        divisible=unit.divisible,
        quantity=commitment.quantity - commitment.short,
        free=free(source, commitment.starts_at, ends),
        starts_at=commitment.starts_at,
        arrives_at=commitment.arrives_at,
        leaves_at=commitment.leaves_at,
        ends_at=ends,
        hold_until=commitment.hold_until,
        now=clock.now(),
        deployed=getattr(commitment, "deployment", None) is not None and commitment.deployment.state in UNDER_WAY,
    )
    return replace(facts, **brought)


def move(
    commitment: Commitment, name: str, by: Actor, *, reason: str = "", id: UUID | None = None,
    happened_at: datetime | None = None, data: Mapping[str, Any] | None = None, **brought: Unpack[Brought],
) -> Commitment:  # fmt: skip
    """One step of a commitment, recorded; the caller has locked it and changed what the step changes."""
    audience = "defence" if commitment.state == "held" and name != "confirm" else "all"
    facts = facts_of(commitment, **brought)
    apply_move(
        commitment, COMMITMENT, name, by=by, facts=facts, reason=reason, data=data, id=id, happened_at=happened_at,
        audience=audience,
    )  # fmt: skip
    return commitment


@once("commitment.release")
def release(
    pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None, happened_at: datetime | None = None,
    data: Mapping[str, Any] | None = None,
) -> Commitment:  # fmt: skip
    """Give means back before they are used."""
    commitment = see(pk, by)
    move(commitment, "release", by, reason=reason, id=id, happened_at=happened_at, data=data)
    commitment.save()
    return commitment


@once("commitment.prolong")
def prolong(pk: UUID, until: datetime, *, by: Actor, id: UUID | None = None) -> Commitment:
    """Keep means aside for longer."""
    commitment = see(pk, by)
    was = commitment.hold_until.isoformat() if commitment.hold_until else None
    data = {"hold_until": until.isoformat(), "changes": {"hold_until": [was, until.isoformat()]}}
    move(commitment, "prolong", by, id=id, data=data, hold_until=until)
    commitment.hold_until, commitment.reminded_at = until, None
    commitment.save()
    return commitment


def confirm_holds(request: Request, by: Actor, happened_at: datetime | None = None) -> None:
    """The grant makes what was held committed.

    The decision of the authority is the ground, the keeper's hold the means.
    """
    by = by.following
    for commitment in request.commitments.select_related("unit__site").filter(state="held"):
        commitment.request = request
        apply_move(
            commitment, COMMITMENT, "confirm", by=by, facts=following(commitment, by), happened_at=happened_at,
            data={"by_grant": True},
        )  # fmt: skip
        commitment.hold_until = None
        commitment.save()


def release_all(request: Request, by: Actor, reason: str, happened_at: datetime | None = None) -> None:
    """What was kept aside for a request that stops is free again, by the same act."""
    by = by.following
    for commitment in request.commitments.select_related("unit__site").filter(state__in=ACTIVE):
        commitment.request = request
        apply_move(
            commitment,
            COMMITMENT,
            "release",
            by=by,
            facts=following(commitment, by),
            reason=reason,
            happened_at=happened_at,
            audience="defence" if commitment.state == "held" else "all",
        )
        commitment.save()


def following(commitment: Commitment, by: Actor) -> CommitmentFacts:
    """Facts of a step that is the consequence of an act whose own permission was checked."""
    return facts_of(commitment, caused_by=by.seats)
