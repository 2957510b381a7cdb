"""What people do with decrees and special powers: enter them, say how they were used, end them, take back a mistake."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from steun.core.kernel.errors import Fault, Malformed, Unknown
from steun.core.kernel.machine import NEW
from steun.core.know.decree import DECREE
from steun.rules.policy.powers import powers
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import apply_move, record
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.people.models import Organisation
from steun.web.know.decree.model import Decree
from steun.web.know.decree.shape import DecreeIn

PLACES = ("safety-region", "municipality", "province", "island", "police-unit")
"""Kinds of organisation whose place can be an area."""


@once("decree.enter")
def enter(shape: DecreeIn, *, by: Actor, id: UUID | None = None) -> Decree:
    """Say that law that slept is in force, or that a special power was taken in use: from now on it counts."""
    codes = list(dict.fromkeys(shape.area))
    known = Organisation.objects.filter(kind__in=PLACES).in_bulk(codes)
    faults = [Fault(f"area.{n}", "unknown-code", {"value": c}) for n, c in enumerate(codes) if c not in known]
    if shape.power not in powers():
        faults.append(Fault("power", "unknown-code", {"value": shape.power}))
    if faults:
        raise Malformed(faults)
    decree = Decree(
        id=id or new_key(), power=shape.power, reference=shape.reference, area=codes, starts_on=shape.starts_on,
        ends_on=shape.ends_on,
    )  # fmt: skip
    decree.state = DECREE.check(NEW, "enter", by, decree.facts()).target
    data = {"to": decree.state, **contents(decree)}
    decree.entry = record("decree.enter", subject=decree.key, case=decree.case, by=by, basis=decree.power, data=data)
    decree.save(force_insert=True)
    return decree


@once("decree.use")
def use(pk: UUID, how: str, *, by: Actor, id: UUID | None = None, happened_at: datetime | None = None) -> Decree:
    """Say how the power was used, and when: each use is an entry of its own."""
    decree = see(pk, by)
    move(decree, "use", by, data={"used": True}, id=id, happened_at=happened_at, reason=how, how=how)
    decree.used = True
    decree.save()
    return decree


@once("decree.end")
def end(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Decree:
    """It holds no longer, from this moment."""
    decree = see(pk, by)
    decree.ended_at = move(decree, "end", by, data={}, id=id, reason=reason).happened_at
    decree.save()
    return decree


@once("decree.take-back")
def take_back(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Decree:
    """It was entered by mistake: it never held. What was entered stays on record."""
    decree = see(pk, by)
    move(decree, "take-back", by, data={}, id=id, reason=reason)
    decree.save()
    return decree


def see(pk: UUID, by: Actor) -> Decree:
    """The decree, locked. Raises `Unknown`."""
    found = Decree.objects.visible_to(by).select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if found is None:
        raise Unknown("decree", pk)
    return found


def move(
    decree: Decree, name: str, by: Actor, *, data: Mapping[str, Any], id: UUID | None = None, reason: str = "",
    happened_at: datetime | None = None, how: str = "",
) -> Entry:  # fmt: skip
    """One step, recorded. The caller changes the rest and saves."""
    facts = decree.facts(how=how, reason=reason)
    return apply_move(
        decree, DECREE, name, by=by, facts=facts, basis=decree.power, reason=reason, data=dict(data), id=id,
        happened_at=happened_at,
    )  # fmt: skip


def contents(decree: Decree) -> dict[str, Any]:
    """What an entry tells of a decree."""
    return {
        "power": decree.power,
        "reference": decree.reference,
        "area": list(decree.area),
        "starts_on": decree.starts_on.isoformat(),
        "ends_on": decree.ends_on.isoformat() if decree.ends_on else None,
    }
