"""What people do with flows: say what was seen on a road, count again, say that it is over. Regions there are told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from steun.core.kernel.errors import Fault, Malformed
from steun.core.kernel.text.folding import folded
from steun.core.know.roads.flow import FLOW, SOUND
from steun.rules.load import roles
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, differences, plain, seen, step
from steun.web.kernel.people.notices import Message, send
from steun.web.know.flow.model import Flow
from steun.web.know.flow.shape import SeenIn
from steun.web.know.road.read import stretches

FIELDS = {
    "flow-drives-towards-an-end": "towards", "flow-ends-after-it-was-seen": "ends_at", "flow-lies-ahead": "ends_at",
}  # fmt: skip
"""At which field it is said that a rule is not met."""
COLUMNS = ("link", "towards", "cars_per_hour", "why", "seen_at", "ends_at")


@once("flow.report-flow")
def report(shape: SeenIn, *, by: Actor, id: UUID | None = None) -> Flow:
    """Cars drive there that nobody planned: who plans counts with them."""
    it = Flow(id=id or new_key(), organisation_id=by.organisation)
    put(it, shape)
    notify_regions(it, "flow-seen", born(it, FLOW, "report-flow", by=by, facts=it.facts(), data=contents(it), id=id))
    return it


@once("flow.count-again")
def count(pk: UUID, shape: SeenIn, *, by: Actor, id: UUID | None = None) -> Flow:
    """More, fewer, or elsewhere on the same way."""
    it = seen(Flow, pk, by)
    FLOW.check(it.state, "count-again", by, it.facts(changes=True))
    before = contents(it)
    put(it, shape)
    changes = differences(before, contents(it))
    facts = it.facts(changes=bool(changes))
    entry = step(it, FLOW, "count-again", by=by, facts=facts, data={"changes": changes}, id=id)
    it.save()
    notify_regions(it, "flow-seen", entry)
    return it


@once("flow.end-flow")
def end(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Flow:
    """The road is as free as it was."""
    it = seen(Flow, pk, by)
    entry = step(it, FLOW, "end-flow", by=by, facts=it.facts(reason=reason), reason=reason, id=id)
    it.save()
    notify_regions(it, "flow-over", entry)
    return it


def notify_regions(it: Flow, kind: str, entry: Entry) -> None:
    """The regions along it, each in its own name, and who plans movements."""
    path, facts = f"/flows/{it.pk}", {"title": it.name}
    regions = it.stretch.regions if it.stretch else ()
    rows = [Message(kind, roles().desks, region, entry, path, facts) for region in regions]
    send([*rows, Message(kind, roles().movers, None, entry, path, facts)])


def put(it: Flow, shape: SeenIn) -> None:
    """What was said, into the row. Raises `Malformed` with every fault at its field."""
    for name in COLUMNS:
        setattr(it, name, getattr(shape, name))
    faults = [] if shape.link in stretches() else [Fault("link", "unknown-code", {"value": shape.link})]
    facts = it.facts()
    wrong = [verdict for rule in SOUND if not (verdict := rule(facts))]
    faults += [Fault(FIELDS[v.code], v.code, v.facts) for v in wrong if not (faults and FIELDS[v.code] == "towards")]
    if faults:
        raise Malformed(faults)
    it.search = folded(f"{it.road} {it.end_name} {it.why}")


def contents(it: Flow) -> dict[str, Any]:
    """What an entry tells of a flow."""
    return {"organisation_id": it.organisation_id, **{name: plain(getattr(it, name)) for name in COLUMNS}}
