"""What people do with standing permissions: enter one, end it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from steun.core.deliver.movement.clearance import CLEARANCE, SOUND
from steun.core.kernel.errors import Fault, Malformed
from steun.core.kernel.text.folding import folded
from steun.web.deliver.clearance.model import Clearance
from steun.web.deliver.clearance.shape import ClearanceIn
from steun.web.kernel.actor import Actor
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, faults_of, plain, seen, step
from steun.web.know.road.read import register

AUDIENCE = "national"
COLUMNS = tuple(ClearanceIn.model_fields)
FIELDS = {
    "clearance-is-of-a-permission": "permission", "clearance-lasts-a-day": "last_day",
    "clearance-lies-ahead": "last_day",
}  # fmt: skip
"""At which field it is said that a rule is not met."""


@once("clearance.enter-clearance")
def enter(shape: ClearanceIn, *, by: Actor, id: UUID | None = None) -> Clearance:
    """Bids from now on that lie within it need no answer of their own."""
    it = Clearance(id=id or new_key(), organisation_id=by.organisation)
    for name in COLUMNS:
        setattr(it, name, getattr(shape, name))
    known = {link.road for link in register().links.values()}
    faults = [
        Fault(f"roads.{n}", "unknown-code", {"value": road}) for n, road in enumerate(it.roads) if road not in known
    ]
    facts = it.facts()
    faults += faults_of(SOUND, facts, FIELDS)
    if faults:
        raise Malformed(faults)
    it.search = folded(f"{it.name} {it.reference} {' '.join(it.roads)}")
    born(it, CLEARANCE, "enter-clearance", by=by, facts=facts, data=contents(it), id=id, audience=AUDIENCE)
    return it


@once("clearance.end-clearance")
def end(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Clearance:
    """It does not hold any more: bids from now on ask anew. Answers that rest on it stand."""
    it = seen(Clearance, pk, by)
    step(it, CLEARANCE, "end-clearance", by=by, facts=it.facts(reason), reason=reason, id=id, audience=AUDIENCE)
    it.save()
    return it


def contents(it: Clearance) -> dict[str, Any]:
    """What an entry tells of it."""
    return {"organisation_id": it.organisation_id, **{name: plain(getattr(it, name)) for name in COLUMNS}}
