"""What people do with closures: close a road, change the period, open it again. Regions along it are told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from steun.core.kernel.errors import Fault, Malformed
from steun.core.kernel.text.folding import folded
from steun.core.know.roads.closure import CLOSURE, SOUND
from steun.rules.load import roles
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, differences, faults_of, seen, step
from steun.web.kernel.people.notices import notify
from steun.web.know.closure.model import Closure
from steun.web.know.closure.shape import ClosureIn
from steun.web.know.road.read import stretches

FIELDS = {
    "closure-names-a-road": "links", "closure-ends-after-it-starts": "ends_at", "closure-lies-ahead": "ends_at",
}  # fmt: skip
"""At which field it is said that a rule is not met."""
COLUMNS = ("links", "cause", "why", "starts_at", "ends_at")


@once("closure.close-road")
def close(shape: ClosureIn, *, by: Actor, id: UUID | None = None) -> Closure:
    """Nobody can use these links in this period: who plans a way goes around them."""
    it = Closure(id=id or new_key(), organisation_id=by.organisation)
    put(it, shape)
    entry = born(it, CLOSURE, "close-road", by=by, facts=it.facts(), data=contents(it), id=id)
    notify_regions(it, "road-closed", entry)
    return it


@once("closure.change-closure")
def change(pk: UUID, shape: ClosureIn, *, by: Actor, id: UUID | None = None) -> Closure:
    """Other links, another period. Whoever may close it as it stood and as it is to stand."""
    it = seen(Closure, pk, by)
    CLOSURE.check(it.state, "change-closure", by, it.facts(changes=True))
    before = contents(it)
    put(it, shape)
    changes = differences(before, contents(it))
    facts = it.facts(changes=bool(changes))
    entry = step(it, CLOSURE, "change-closure", by=by, facts=facts, data={"changes": changes}, id=id)
    it.save()
    notify_regions(it, "closure-changed", entry)
    return it


@once("closure.lift")
def lift(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Closure:
    """The road is free again."""
    it = seen(Closure, pk, by)
    entry = step(it, CLOSURE, "lift", by=by, facts=it.facts(reason=reason), reason=reason, id=id)
    it.save()
    notify_regions(it, "road-opened", entry)
    return it


def notify_regions(it: Closure, what: str, entry: Entry) -> None:
    """The regions along it, each in its own name."""
    path, facts = f"/closures/{it.pk}", {"title": it.name}
    for region in dict.fromkeys(code for one in it.stretches for code in one.regions):
        notify(what, roles().desks, region, entry=entry, path=path, facts=facts)


def put(it: Closure, shape: ClosureIn) -> None:
    """What was said, into the row. Raises `Malformed` with every fault at its field."""
    codes = list(dict.fromkeys(shape.links))
    known = stretches()
    faults = [Fault(f"links.{n}", "unknown-code", {"value": c}) for n, c in enumerate(codes) if c not in known]
    it.links = [code for code in codes if code in known]
    it.cause, it.why, it.starts_at, it.ends_at = shape.cause, shape.why, shape.starts_at, shape.ends_at
    facts = it.facts()
    if not faults:
        faults = faults_of(SOUND, facts, FIELDS)
    if faults:
        raise Malformed(faults)
    it.search = folded(f"{' '.join(one.name for one in it.stretches)} {it.why}")


def contents(it: Closure) -> dict[str, Any]:
    """What an entry tells of a closure."""
    return {
        "organisation_id": it.organisation_id, "links": list(it.links), "cause": it.cause, "why": it.why,
        "starts_at": it.starts_at.isoformat(), "ends_at": it.ends_at.isoformat() if it.ends_at else None,
    }  # fmt: skip
