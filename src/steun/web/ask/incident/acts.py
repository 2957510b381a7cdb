"""What people do with incidents: open, scale along GRIP, note, close. Their acts are the time line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from steun.core.ask.incident import INCIDENT
from steun.core.kernel.errors import Changed, Fault, Malformed, Unknown
from steun.core.kernel.machine import NEW
from steun.core.kernel.mending.merge import merge
from steun.core.kernel.text.folding import folded
from steun.core.kernel.units import Metres, distance
from steun.rules.load import law
from steun.web.ask.incident.alarm import alarm
from steun.web.ask.incident.facts import incident_facts, new_incident_facts
from steun.web.ask.incident.model import Incident, microdegrees
from steun.web.ask.incident.shape import IncidentIn
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.degrees import half
from steun.web.kernel.journal import slips
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import apply_move, record
from steun.web.kernel.keys import new_key
from steun.web.kernel.life import edits
from steun.web.kernel.life.once import once
from steun.web.kernel.people.models import Organisation
from steun.web.know.place import point_doubts

SAME_SPOT = Metres(1_000)
"""Policy of Steun: nearer than this, two reports of one kind are likely of one event."""
MOST_COMPARED = 200


@once("incident.open")
def open_incident(
    shape: IncidentIn,
    *,
    by: Actor,
    id: UUID | None = None,
    knowingly: bool = False,
    happened_at: datetime | None = None,
) -> Incident:
    """Put an incident on the board. The same id twice gives the same incident.

    One that is open already under that name, or at that very place, is opened again only `knowingly`; so is one whose
    point is swapped or abroad.
    """
    codes = list(dict.fromkeys(shape.regions or ([by.region] if by.region else [])))
    regions = Organisation.objects.filter(kind="safety-region").in_bulk(codes)
    faults = [Fault(f"regions.{n}", "unknown-code", {"value": c}) for n, c in enumerate(codes) if c not in regions]
    if shape.grip not in {level.code for level in law().grip}:
        faults.append(Fault("grip", "unknown-code", {"value": shape.grip}))
    faults += half(shape.lon, shape.lat)
    if faults:
        raise Malformed(faults)
    names = tuple(f"{it.name} ({it.place})" for it in open_already(shape, codes, by))
    wrong = () if shape.lon is None or shape.lat is None else point_doubts(shape.lon, shape.lat)
    facts = replace(
        new_incident_facts(by, tuple(codes)),
        wanted_grip=shape.grip,
        like=names,
        point_doubts=wrong,
        knowingly=knowingly,
    )
    INCIDENT.check(NEW, "open", by, facts)
    incident = Incident(
        id=id or new_key(),
        name=shape.name,
        kind=shape.kind,
        description=shape.description,
        place=shape.place,
        lon=shape.lon,
        lat=shape.lat,
        grip=shape.grip,
        started_at=min(shape.started_at or clock.now(), clock.now()),
        opened_by_id=by.organisation,
        state="open",
        search=folded(f"{shape.name} {shape.place} {shape.description}"),
    )
    data = {
        "to": "open",
        "name": shape.name,
        "place": shape.place,
        "kind": shape.kind,
        "grip": shape.grip,
        "regions": codes,
        "description": shape.description,
        "started_at": incident.started_at.isoformat(),
        **microdegrees(incident),
    }
    incident.entry = record(
        "incident.open", subject=incident.key, case=incident.pk, by=by, data=data, happened_at=happened_at
    )
    incident.save(force_insert=True)
    incident.regions.set(regions.values())
    alarm(incident, incident.entry)
    return incident


def open_already(shape: IncidentIn, regions: Iterable[str], by: Actor) -> list[Incident]:
    """Open incidents that this one may repeat, as far as the actor sees them: in one of its regions (or in none, as
    it), of the same name, or of the same kind and within `SAME_SPOT`."""
    rows = Incident.objects.visible_to(by).filter(state="open").prefetch_related("regions").order_by("-started_at")
    wanted, name = set(regions), comparable(shape.name)
    found = []
    for other in rows[:MOST_COMPARED]:
        theirs = {region.pk for region in other.regions.all()}
        together = bool(wanted & theirs) or not (wanted or theirs)
        if together and (comparable(other.name) == name or (other.kind == shape.kind and one_spot(shape, other))):
            found.append(other)
    return found


def comparable(text: str) -> str:
    return " ".join(folded(text).split())


def one_spot(one: IncidentIn, other: Incident) -> bool:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return comparable(one.place) == comparable(other.place)
    return distance(one.lon, one.lat, other.lon, other.lat) <= SAME_SPOT


def see(pk: UUID, by: Actor) -> Incident:
    """The incident, locked. Raises `Unknown` when it is not there for this actor."""
    found = (
        Incident.objects.select_for_update(no_key=True)
        .filter(pk__in=Incident.objects.visible_to(by).values("pk"), pk=pk)
        .first()
    )
    if found is None:
        raise Unknown("incident", pk)
    return found


def move(
    pk: UUID,
    name: str,
    *,
    by: Actor,
    id: UUID | None,
    happened_at: datetime | None,
    data: Mapping[str, object] | None = None,
    reason: str = "",
    wanted_grip: str = "",
    text: str = "",
    knowingly: bool = False,
) -> tuple[Incident, Entry]:
    """One step of an incident. The caller changes the rest and saves."""
    incident = see(pk, by)
    known = replace(incident_facts(incident), reason=reason, wanted_grip=wanted_grip, text=text, knowingly=knowingly)
    entry = apply_move(
        incident, INCIDENT, name, by=by, facts=known, data=data or {}, reason=reason, id=id, happened_at=happened_at
    )
    return incident, entry


@once("incident.scale")
def scale(
    pk: UUID,
    grip: str,
    *,
    by: Actor,
    reason: str,
    seen: int | None = None,
    knowingly: bool = False,
    id: UUID | None = None,
    happened_at: datetime | None = None,
) -> Incident:
    """Set the GRIP level, with a reason; who must be alarmed at that level gets word (RMOA at GRIP 2).

    Down only `knowingly`: it is asked once. `seen`: the last act on it when it was shown. Raises `Changed` when another
    level was set since.
    """
    stands = {"grip": see(pk, by).grip}
    later = edits.since_entry(f"incident:{pk}", seen) if seen is not None else []
    if merge(later, stands, {"grip": grip}, chosen=["grip"]).clashes:
        raise Changed(stands, {"grip": grip}, 0)
    data = {"grip": grip, "changes": {"grip": [stands["grip"], grip]}}
    incident, entry = move(
        pk, "scale", by=by, id=id, happened_at=happened_at, data=data, reason=reason, wanted_grip=grip,
        knowingly=knowingly,
    )  # fmt: skip
    incident.grip = grip
    incident.save()
    alarm(incident, entry)
    return incident


@once("incident.note")
def note(
    pk: UUID, text: str, *, by: Actor, id: UUID | None = None, happened_at: datetime | None = None, source: str = ""
) -> Incident:
    """Add to the time line: a fact, an observation. `source` says where it was seen."""
    data = {"text": text.strip(), "source": source}
    incident, _ = move(pk, "note", by=by, id=id, happened_at=happened_at, data=data, text=text)
    incident.save()
    return incident


@once("incident.undo")
def undo(pk: UUID, entry: int, *, by: Actor, id: UUID | None = None) -> Incident:
    """Take back one's own note of a moment ago, a slip of the hand. What it said stays on record, and is shown so."""
    incident = see(pk, by)
    slip, taken = slips.slip_of(incident.key, entry, by)
    data = {"undoes": taken.number, "act": taken.action}
    apply_move(incident, INCIDENT, "undo", by=by, facts=replace(incident_facts(incident), slip=slip), data=data, id=id)
    incident.save()
    return incident


@once("incident.close")
def close(
    pk: UUID, *, by: Actor, knowingly: bool = False, id: UUID | None = None, happened_at: datetime | None = None
) -> Incident:
    """Close an incident whose requests have all ended; drafts stay behind under it only `knowingly`."""
    incident, _ = move(pk, "close", by=by, id=id, happened_at=happened_at, knowingly=knowingly)
    incident.save()
    return incident


@once("incident.reopen")
def reopen(pk: UUID, *, by: Actor, id: UUID | None = None, happened_at: datetime | None = None) -> Incident:
    """Open it again: it was not over."""
    incident, _ = move(pk, "reopen", by=by, id=id, happened_at=happened_at)
    incident.save()
    return incident


def resume(incident: Incident, by: Actor, happened_at: datetime | None = None) -> None:
    """It was closed, and a request is sent under it: open again by that act. Called inside it, with the row locked."""
    apply_move(
        incident,
        INCIDENT,
        "resume",
        by=by,
        facts=replace(incident_facts(incident), senders=by.seats),
        happened_at=happened_at,
    )
    incident.save()
