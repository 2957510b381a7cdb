"""The life of an incident, declared."""

from __future__ import annotations

from typing import Any

from steun.core.ask.incident import INCIDENT
from steun.web.ask.incident import acts
from steun.web.ask.incident.api import IncidentOut, router, shown
from steun.web.ask.incident.model import Incident, microdegrees
from steun.web.ask.incident.shape import CloseIn, IncidentIn, NoteIn, OpenIn, ReopenIn, ScaleIn
from steun.web.kernel.input.shape import UndoIn
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life.declaration import Act, Life
from steun.web.kernel.life.journalled import Values


def derived(entry: Entry) -> Values:
    if entry.action != "incident.open":
        return {}
    return {"opened_by_id": entry.organisation, "regions": sorted(entry.data.get("regions", []))}


def reads(incident: Any) -> Values:
    return {"regions": sorted(region.pk for region in incident.regions.all()), **microdegrees(incident)}


LIFE = Life(
    INCIDENT, Incident,
    acts=(
        Act("open", OpenIn, acts.open_incident, whole=IncidentIn, path="/incidents", status=201),
        Act("scale", ScaleIn, acts.scale),
        Act("note", NoteIn, acts.note),
        Act("undo", UndoIn, acts.undo, box="story"),
        Act("close", CloseIn, acts.close),
        Act("reopen", ReopenIn, acts.reopen),
    ),
    follows={"resume": "request.submit"},
    recorded=("name", "place", "kind", "description", "started_at", "grip", "lon_microdegrees", "lat_microdegrees"),
    case="id",
    derived=derived, reads=reads, related=("regions",),
    path="/incidents/{uuid:pk}/moves/", response=IncidentOut, show=shown, router=router,
)  # fmt: skip
