"""From an incident to what its rules look at."""

from __future__ import annotations

from typing import Any

from steun.core.ask.incident import IncidentFacts
from steun.rules.load import law, roles
from steun.web.ask.incident.model import Incident
from steun.web.ask.request.model import Request
from steun.web.kernel.actor import Actor


def incident_facts(incident: Incident) -> IncidentFacts:
    """The facts of an incident as it stands."""
    asked = incident.requests.open()
    return IncidentFacts(
        opener=incident.opened_by_id,
        regions=tuple(incident.regions.values_list("code", flat=True)),
        municipalities=municipalities_of(incident),
        grip=incident.grip,
        open_requests=asked.exclude(state="draft").count(),
        drafts=asked.filter(state="draft").count(),
        **levels(),
    )


def new_incident_facts(by: Actor, regions: tuple[str, ...]) -> IncidentFacts:
    """The facts of an incident that is about to be opened."""
    places = (by.organisation,) if by.kind == "municipality" else ()
    return IncidentFacts(
        opener=by.organisation, opener_seats=by.seats, regions=regions, municipalities=places, **levels()
    )


def levels() -> dict[str, Any]:
    """Who opens one, the levels from low to high, and who sets each: the rules of the country."""
    grip = law().grip
    return {
        "roles": roles(),
        "grip_levels": tuple(x.code for x in grip),
        "grip_set_by": {x.code: x.set_by for x in grip},
    }


def municipalities_of(incident: Incident) -> tuple[str, ...]:
    """The municipality that opened it, and those for which help was asked under it."""
    asked = Request.municipalities.through.objects.filter(request__incident=incident, request__sent_at__isnull=False)
    found = set(asked.values_list("organisation_id", flat=True))
    return tuple(sorted(found | ({incident.opened_by_id} if incident.opened_by.kind == "municipality" else set())))
