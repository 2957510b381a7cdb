"""What people do with stock: count a unit anew, say that pieces are away, say that they are back.

When stock falls below what is promised, the promises over it are marked short in the same act, on record, and those who
counted on it are notified: never hidden. When stock rises again they are made good, in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from steun.core.decide.commitment import COMMITMENT
from steun.core.decide.promise import Span, peak
from steun.core.decide.shortfall import Promised, falls, lifts
from steun.core.kernel.errors import Changed, Fault, Malformed, NotYours, Refused, Unknown
from steun.core.kernel.machine import NEW
from steun.core.kernel.verdict import Verdict
from steun.core.know.absence import ABSENCE, AbsenceFacts
from steun.core.know.stock import stock_covers_absences, stock_keepers
from steun.rules.load import roles
from steun.web.ask.gate.seats import asking_roles
from steun.web.decide.commitment.acts import facts_of
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.locks import lock_means
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import apply_move, record
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.people.notices import notify
from steun.web.know.unit.model import Absence, Unit

MOST = 1_000_000
Rule = Callable[..., dict[str, int]]


def see(pk: UUID, by: Actor) -> Unit:
    """The unit and its promises, locked. Raises `Unknown`, `NotYours`."""
    unit = Unit.objects.visible_to(by).select_related("site", "organisation").filter(pk=pk).first()
    if unit is None:
        raise Unknown("unit", pk)
    needed = stock_keepers(roles(), unit.side, unit.organisation_id)
    if not needed & by.seats:
        raise NotYours(needed)
    lock_means(Commitment.objects.filter(unit=unit).active(), [unit.pk])
    return unit


@once("unit.recount")
def recount(unit_pk: UUID, capacity: int, *, by: Actor, reason: str = "", id: UUID | None = None) -> Unit:
    """Say how many pieces a unit has from now on. Who no longer gets what was promised is marked short and notified."""
    unit = see(unit_pk, by)
    check(reason, number={"capacity": capacity})
    refuse(stock_covers_absences(capacity, most_away(unit, clock.now())))
    entry = put_on_record(unit, "recount", by, reason, {"capacity": capacity, "was": unit.capacity}, id)
    settle(unit, capacity, falls, by, entry)
    unit.capacity = capacity
    unit.save()
    settle(unit, capacity, lifts, by, entry)
    return unit


@once("absence.plan")
def away(
    unit_pk: UUID, quantity: int, starts_at: datetime, ends_at: datetime, *, by: Actor, reason: str,
    id: UUID | None = None,
) -> Absence:  # fmt: skip
    """Say that pieces are away in a window. Who no longer gets what was promised is marked short and notified."""
    unit = see(unit_pk, by)
    faults = [Fault("ends_at", "end-lies-after-start")] if ends_at <= starts_at else []
    if not faults and ends_at <= clock.now():
        faults = [Fault("ends_at", "lies-in-the-past")]
    check(reason, number={"quantity": quantity}, least=1, faults=faults)
    absence = Absence(
        id=id or new_key(), unit=unit, quantity=quantity, starts_at=starts_at, ends_at=ends_at, reason=reason
    )
    facts = replace(facts_of_absence(absence), away=quantity + peak(absences(unit), starts_at, ends_at))
    absence.state = ABSENCE.check(NEW, "plan", by, facts).target
    window = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
    data = {"to": absence.state, "unit": unit.code, "quantity": quantity, **window}
    absence.entry = record(
        "absence.plan", subject=absence.key, by=by, reason=reason, data=data, audience=unit.audience, id=id
    )
    settle(unit, unit.capacity, falls, by, absence.entry, [Span(starts_at, ends_at, quantity)])
    absence.save(force_insert=True)
    return absence


@once("absence.back")
def back(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Absence:
    """Say that pieces are back: it ends now, or is cancelled when it had not begun. Shortages are made good."""
    absence = one(pk)
    unit = absence.unit = see(absence.unit_id, by)
    moment = clock.now()
    name = "cancel" if absence.starts_at >= moment else "end"
    data: dict[str, Any] = {"unit": unit.code, "quantity": absence.quantity}
    if name == "end":
        data["changes"] = {"ends_at": [absence.ends_at.isoformat(), moment.isoformat()]}
    entry = move(absence, name, by, reason=reason, data=data, id=id)
    if name == "end":
        absence.ends_at = moment
    absence.save()
    settle(unit, unit.capacity, lifts, by, entry)
    return absence


def move(
    absence: Absence, name: str, by: Actor, *, data: Mapping[str, Any], reason: str = "", id: UUID | None = None
) -> Entry:
    """One step of an absence, recorded."""
    facts = facts_of_absence(absence)
    return apply_move(
        absence, ABSENCE, name, by=by, facts=facts, audience=absence.unit.audience, data=data, reason=reason, id=id
    )


def facts_of_absence(absence: Absence) -> AbsenceFacts:
    unit = absence.unit
    return AbsenceFacts(
        side=unit.side, organisation=unit.organisation_id, capacity=unit.capacity, starts_at=absence.starts_at,
        ends_at=absence.ends_at, now=clock.now(), roles=roles(),
    )  # fmt: skip


def one(pk: UUID | None) -> Absence:
    """The absence. Raises `Unknown`."""
    found = Absence.objects.filter(pk=pk).first() if pk else None
    if found is None:
        raise Unknown("absence", pk)
    return found


def check(reason: str, *, number: Mapping[str, int], least: int = 0, faults: Sequence[Fault] = ()) -> None:
    """Numbers that can be true, and a reason that fits. Raises `Malformed` with every fault."""
    found = list(faults)
    for field, value in number.items():
        if not least <= value <= MOST:
            found.append(Fault(field, "number-out-of-range", {"least": least, "most": MOST}))
    if not reason.strip():
        found.append(Fault("reason", "required"))
    if len(reason) > 200:
        found.append(Fault("reason", "text-too-long", {"max_length": 200, "given": len(reason)}))
    if found:
        raise Malformed(found)


def refuse(verdict: Verdict) -> None:
    if verdict.blocks:
        raise Refused([verdict])


def put_on_record(unit: Unit, name: str, by: Actor, reason: str, data: dict[str, Any], id: UUID | None) -> Entry:
    """Put it on record, and the record on the (unsaved) unit. What a unit of Defence has is for Defence and LOCC.

    Raises `Changed` when somebody else counted the same unit in the meantime.
    """
    content = {"unit": unit.code, **data}
    audience = unit.audience
    entry = record(f"unit.{name}", subject=unit.key, by=by, reason=reason, data=content, audience=audience, id=id)
    stands = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    if stands.version != unit.version:
        raise Changed({"capacity": stands.capacity}, data, stands.version)
    unit.entry, unit.version = entry, unit.version + 1
    return entry


def active(unit: Unit) -> QuerySet[Commitment]:
    """The promises that count on the unit, locked when read."""
    return Commitment.objects.filter(unit=unit).active().select_for_update(of=("self",), no_key=True)


def absences(unit: Unit) -> list[Span]:
    return [Span(a.starts_at, a.ends_at, a.quantity) for a in unit.absences.all()]


def most_away(unit: Unit, moment: datetime) -> int:
    """The most pieces away at any moment from now on."""
    spans = absences(unit)
    return peak(spans, moment, max((s.end for s in spans), default=moment))


def settle(unit: Unit, capacity: int, rule: Rule, by: Actor, cause: Entry, more: Sequence[Span] = ()) -> None:
    """Mark who falls short, or make good who was: one entry per promise, and word to those who counted on it."""
    standing = {str(c.pk): c for c in active(unit).select_related("request__requester", "unit__site")}
    promises = [
        Promised(key, c.starts_at, c.ends_at, c.quantity, c.short, c.state == "committed", c.promised_arrival)
        for key, c in standing.items()
    ]
    spans = [*absences(unit), *more]
    shorts = rule(promises, spans, capacity, clock.now(), divisible=unit.divisible)
    for key, short in shorts.items():
        fall_short(standing[key], short, by, cause)


def fall_short(commitment: Commitment, short: int, by: Actor, cause: Entry) -> None:
    """Say how many pieces of a promise do not stand (more than before, or fewer), and notify the requester and LOCC.

    The reason of the count stays with those for whom the unit's readiness is; `by_entry` points at it.
    """
    held, was = commitment.state == "held", commitment.short
    data = {"quantity": commitment.quantity, "short": short, "was": was, "by_entry": cause.number}
    facts = facts_of(commitment, caused_by=by.seats)
    entry = apply_move(
        commitment, COMMITMENT, "fall-short", by=by.following, facts=facts, data=data,
        reason=cause.reason if cause.audience == "all" else "", audience="defence" if held else "all",
    )  # fmt: skip
    commitment.short = short
    commitment.save()
    request = commitment.request
    kind = "fell-short" if short > was else "made-good"
    word = {
        "number": request.number or "", "title": request.title, "short": short, "quantity": commitment.quantity,
    }  # fmt: skip
    path = f"/requests/{request.pk}"
    notify(kind, roles().coordinators, None, entry=entry, path=path, facts=word)
    if not held:
        notified = asking_roles(request.requester.kind)
        notify(kind, notified, request.requester_id, entry=entry, path=path, facts=word)
