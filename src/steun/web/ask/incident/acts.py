"""What people do with incidents: open, scale along GRIP, note, close. Their acts are the time line."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from steun.core.ask.incident import INCIDENT
from steun.core.kernel.errors import Fault, Malformed, Unknown
from steun.core.kernel.machine import NEW
from steun.rules.load import law
from steun.web.ask.incident.model import Incident
from steun.web.ask.incident.shape import IncidentIn
from steun.web.ask.request.facts import incident_facts
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import apply_move, record, repeated
from steun.web.kernel.keys import new_key
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.people.notices import notify
from steun.web.kernel.search import folded


@transaction.atomic
def open_incident(
    shape: IncidentIn, *, by: Actor, id: UUID | None = None, happened_at: datetime | None = None
) -> Incident:
    """Put an incident on the board. The same id twice gives the same incident."""
    if id and (known := Incident.objects.visible_to(by).filter(pk=id).first()):
        return known
    codes = list(dict.fromkeys(shape.regions or ([by.region] if by.region else [])))
    regions = Organisation.objects.filter(kind="safety-region").in_bulk(codes)
    faults = [Fault(f"regions.{n}", "unknown-code", {"value": c}) for n, c in enumerate(codes) if c not in regions]
    if shape.grip not in {level.code for level in law().grip}:
        faults.append(Fault("grip", "unknown-code", {"value": shape.grip}))
    if faults:
        raise Malformed(faults)
    INCIDENT.check(NEW, "open", by.seats, incident_facts(None, opener=by.organisation))
    incident = Incident(
        id=id or new_key(),
        name=shape.name,
        kind=shape.kind,
        description=shape.description,
        place=shape.place,
        lon=shape.lon,
        lat=shape.lat,
        grip=shape.grip,
        started_at=shape.started_at or clock.now(),
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
    }
    incident.entry = record(
        "incident.open", subject=incident.key, case=incident.pk, by=by, data=data, happened_at=happened_at
    )
    incident.save(force_insert=True)
    incident.regions.set(regions.values())
    return incident


def see(pk: UUID, by: Actor) -> Incident:
    """The incident, locked. Raises `Unknown` when it is not there for this actor."""
    found = (
        Incident.objects.select_for_update().filter(pk__in=Incident.objects.visible_to(by).values("pk"), pk=pk).first()
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
    data: dict[str, object],
    **facts: object,
) -> tuple[Incident, Entry | None]:
    incident = see(pk, by)
    if repeated(id, by):
        return incident, None
    entry = apply_move(
        incident,
        INCIDENT,
        name,
        by=by,
        facts=incident_facts(incident, **facts),
        data=data,
        id=id,
        happened_at=happened_at,
    )
    return incident, entry


@transaction.atomic
def scale(
    pk: UUID, level: str, *, by: Actor, id: UUID | None = None, reason: str = "", happened_at: datetime | None = None
) -> Incident:
    """Set the GRIP level; who must be alarmed at that level gets word (RMOA at GRIP 2)."""
    data = {"grip": level, "why": reason}
    incident, entry = move(pk, "scale", by=by, id=id, happened_at=happened_at, data=data, wanted_grip=level)
    if entry:
        incident.grip = level
        incident.save()
        known = next((g for g in law().grip if g.code == level), None)
        for region in incident.regions.all() if known else ():
            facts = {"number": "", "title": incident.name, "grip": level}
            notify("alarmed", known.alarms, region.pk, entry=entry, path=f"/incidents/{pk}", facts=facts)
    return incident


@transaction.atomic
def note(
    pk: UUID, text: str, *, by: Actor, id: UUID | None = None, happened_at: datetime | None = None, source: str = ""
) -> Incident:
    """Add to the time line: a fact, an observation. `source` tells where it was seen."""
    data = {"text": text.strip(), "source": source}
    incident, entry = move(pk, "note", by=by, id=id, happened_at=happened_at, data=data, text=text)
    if entry:
        incident.save()
    return incident


@transaction.atomic
def close(pk: UUID, *, by: Actor, id: UUID | None = None, happened_at: datetime | None = None) -> Incident:
    """Close an incident whose requests have all ended."""
    incident, entry = move(pk, "close", by=by, id=id, happened_at=happened_at, data={})
    if entry:
        incident.save()
    return incident


@transaction.atomic
def reopen(pk: UUID, *, by: Actor, id: UUID | None = None, happened_at: datetime | None = None) -> Incident:
    """Open it again: it was not over."""
    incident, entry = move(pk, "reopen", by=by, id=id, happened_at=happened_at, data={})
    if entry:
        incident.save()
    return incident
