"""Whom the level of an incident alarms, each in the seat of this incident: its regions, what they belong to, its
municipalities; and the country's desks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from steun.rules.load import law
from steun.web.ask.incident.facts import municipalities_of
from steun.web.ask.incident.model import Incident
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.people.notices import Message, send

REGION = "safety-region"


def alarm(incident: Incident, entry: Entry) -> None:
    """A message to each seat that the present level alarms, whether it was set later or stood there from the first."""
    level = next((known for known in law().grip if known.code == incident.grip), None)
    if level is None or not level.alarms:
        return
    regions = incident.regions.select_related("parent", "police_unit", "rmc")
    wide = {it.pk: it for region in regions for it in (region, region.parent, region.police_unit, region.rmc) if it}
    towns = Organisation.objects.in_bulk(municipalities_of(incident))
    facts = {"number": "", "title": incident.name, "grip": incident.grip}
    path = f"/incidents/{incident.pk}"
    send([
        Message("alarmed", (role,), organisation, entry, path, facts)
        for role in level.alarms
        for organisation in held_at(role, wide.values(), towns.values())
    ])  # fmt: skip


def held_at(role: str, *places: Iterable[Organisation]) -> Iterator[str | None]:
    """Where this role is held for the incident: in its regions, else in its towns; None of a role that one desk of the
    country has."""
    authority = law().authorities.get(role)
    kinds = authority.organisation_kinds if authority else ()
    found = next((fit for of in places if (fit := [place.pk for place in of if place.kind in kinds])), [])
    yield from found
    if not found and authority and authority.side != "civil" and REGION not in kinds:
        yield None
