"""What one may choose from in the request form: effects, places, means, incidents, and whom Defence may ask."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language

from steun.core.kernel.text.folding import folded
from steun.web.ask.gate.seats import askable, region_of
from steun.web.ask.incident.model import Incident
from steun.web.ask.request.model import Request
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.kernel.keys import parse_key
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability, Effect

MOST_INCIDENTS = 50


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `search`: the words by which a hurried hand finds it. `more`: the region of an organisation, or what
    is counted of a capability."""

    code: str
    name: str
    search: str
    chosen: bool = False
    more: str = ""


def effects(chosen: str) -> list[Option]:
    """All effects, the chosen one first. Searching finds inside compounds: *stroom* finds *noodstroom*."""
    rows = sorted(Effect.objects.all(), key=words.named)
    return first(Option(e.code, words.named(e), f"{folded(words.named(e))} {e.search}", e.code == chosen) for e in rows)


def municipalities_depend_on(request: Request, chosen: list[str]) -> tuple[object, ...]:
    """What the list of municipalities depends on: once written out it is kept for a minute."""
    region = region_of(request)
    return (get_language(), region and region.pk, *sorted(chosen))


def municipalities(request: Request, chosen: list[str]) -> list[Option]:
    """All municipalities: the chosen ones first, then those of the region of the case."""
    region = region_of(request)
    rows = list(Organisation.objects.filter(kind="municipality").select_related("region"))
    rows.sort(key=lambda m: (m.pk not in chosen, not region or m.region_id != region.pk, m.name_nl))
    return [place(m, m.pk in chosen, with_region=not region or m.region_id != region.pk) for m in rows]


def place(row: Organisation, chosen: bool, with_region: bool = True) -> Option:
    """An organisation; its region is named where it is not the obvious one."""
    region = words.named(row.region) if row.region else ""
    return Option(
        row.pk, words.named(row), folded(f"{row.name_nl} {row.name_en} {region}"), chosen, region if with_region else ""
    )


def addressees(request: Request, chosen: str) -> list[Option]:
    """Who in particular may be asked, the chosen one first, then organisations of which there are few."""
    rows = list(askable(request).select_related("region"))
    rows.sort(key=lambda o: (o.pk != chosen, o.kind == "municipality", o.name_nl))
    return [place(o, o.pk == chosen) for o in rows]


def incidents(actor: Actor, chosen: str) -> list[Option]:
    """Open incidents that the actor may see, latest first, and the chosen one whatever its state."""
    rows = open_incidents(actor)
    key = parse_key(chosen)  # as typed: a form with a fault is shown again with whatever was in it
    if key and all(i.pk != key for i in rows):
        rows += list(Incident.objects.visible_to(actor).filter(pk=key))
    return [Option(str(i.pk), f"{i.name} ({i.place})", folded(i.search), i.pk == key) for i in rows]


def open_incidents(actor: Actor) -> list[Incident]:
    """The open incidents that the actor may see, latest first."""
    return list(Incident.objects.visible_to(actor).filter(state="open").order_by("-started_at")[:MOST_INCIDENTS])


def capabilities(effect: str, chosen: Collection[str]) -> dict[str, list[Option]]:
    """Capabilities that achieve the effect, and the others, each with what is counted of it. What was withdrawn from
    the catalogue is there only as long as it is chosen."""
    found = Capability.objects.filter(Q(withdrawn_on=None) | Q(pk__in=chosen)).prefetch_related("effects")
    rows = sorted(found, key=words.named)
    fit: dict[str, list[Option]] = {"fitting": [], "other": []}
    for row in rows:
        matches = any(e.pk == effect for e in row.effects.all())
        fit["fitting" if matches else "other"].append(
            Option(row.code, words.named(row), row.search, more=words.counted(row))
        )
    return fit


def first(options: Any) -> list[Option]:
    """The chosen ones on top, the rest in their order."""
    return sorted(options, key=lambda option: not option.chosen)
