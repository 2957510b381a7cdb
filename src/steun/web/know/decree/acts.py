"""What people do with decrees and special powers: enter them, say how they were used, end them, take back a mistake."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from steun.core.kernel.errors import Fault, Malformed
from steun.core.know.decree import DECREE
from steun.rules.policy.powers import powers
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import apply_move
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, seen
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
    born(decree, DECREE, "enter", by=by, facts=decree.facts(), basis=decree.power, data=contents(decree))
    return decree


@once("decree.use")
def use(pk: UUID, how: str, *, by: Actor, id: UUID | None = None, happened_at: datetime | None = None) -> Decree:
    """Say how the power was used, and when: each use is an entry of its own."""
    decree = seen(Decree, pk, by)
    move(decree, "use", by, data={"used": True}, id=id, happened_at=happened_at, reason=how, how=how)
    decree.used = True
    decree.save()
    return decree


@once("decree.end")
def end(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Decree:
    """It holds no longer, from this moment."""
    decree = seen(Decree, pk, by)
    decree.ended_at = move(decree, "end", by, data={}, id=id, reason=reason).happened_at
    decree.save()
    return decree


@once("decree.take-back")
def take_back(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Decree:
    """It was entered by mistake: it never held. What was entered stays on record."""
    decree = seen(Decree, pk, by)
    move(decree, "take-back", by, data={}, id=id, reason=reason)
    decree.save()
    return decree


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
