"""Filling in a request: which fields a shape touches, what the row shows, and what a change does to signatures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Field

from steun.core.ask.request import REQUEST
from steun.core.ask.rules import RequestFacts
from steun.core.kernel.errors import Fault, Malformed, Refused
from steun.core.kernel.machine import NEW
from steun.core.kernel.verdict import Verdict
from steun.rules.load import law
from steun.web.ask.gate.seats import askable
from steun.web.ask.incident.model import Incident
from steun.web.ask.request.model import Line, Request
from steun.web.ask.request.search.terms import find_by
from steun.web.ask.request.shape import RECEPTION, RequestIn, SituationIn
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.degrees import half
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability, Effect

PLAIN = (
    "task_kind", "title", "place", "lon", "lat", "radius_m", "starts_at", "ends_at", "latest_at", "priority", "urgent",
    "reason", "task", "special_case", *RECEPTION,
)  # fmt: skip
LATER = frozenset({"ends_at", "incident", *RECEPTION})
"""What may still be filled in after sending: policy asks it, and the order waits for it."""

Links = dict[str, list[Any]]


def may_edit(request: Request, by: Actor, facts: RequestFacts) -> None:
    """Drafts are edited by the requester and its adviser. Raises `NotYours`, or `Refused` when it was sent."""
    REQUEST.check(NEW, "draft", by, replace(facts, bases=()))
    if request.state != "draft":
        raise Refused([Verdict(False, "draft-is-open", "Steun", {"state": request.state})])


def apply(request: Request, shape: RequestIn, by: Actor) -> Links:
    """Put the given fields on the (unsaved) row. Returns what must be linked after saving. Raises `Malformed`."""
    given = shape.model_fields_set
    faults: list[Fault] = []
    for name in PLAIN:
        if name in given:
            value = getattr(shape, name)
            setattr(request, name, empty(request, name) if value is None else value)
    faults += late(request, given)
    faults += half(request.lon, request.lat) if given & {"lon", "lat"} else []
    if "last_resort" in given and shape.last_resort:
        request.last_resort = shape.last_resort.model_dump(mode="json", exclude_defaults=True)
    if "situation" in given and shape.situation:
        request.situation = shape.situation.model_dump(mode="json")
    if "incident" in given:
        was = request.incident_id
        request.incident = one(Incident.objects.visible_to(by), shape.incident, "incident", faults)
        if request.incident and request.incident.state != "open" and request.incident_id != was:
            faults.append(Fault("incident", "incident-is-closed"))
    if "effect" in given:
        request.effect = one(Effect.objects.all(), shape.effect, "effect", faults)
    if "addressee" in given:
        request.addressee = one(askable(request), shape.addressee, "addressee", faults)
    links: Links = {}
    if "municipalities" in given:
        places = Organisation.objects.filter(kind="municipality")
        links["municipalities"] = many(places, shape.municipalities or [], "municipalities", faults)
    if "lines" in given:
        wanted = shape.lines or []
        known = many(Capability.objects.all(), [line.capability for line in wanted], "lines", faults)
        by_code = {c.code: c for c in known}
        links["lines"] = [(by_code[w.capability], w) for w in wanted if w.capability in by_code]
    if faults:
        raise Malformed(faults)
    find_by(request, links.get("municipalities"), links.get("lines"))
    return links


def late(request: Request, given: set[str]) -> Iterable[Fault]:
    """*Too late after* lies between the wanted arrival and the end. The fault stands at the field that was given."""
    latest, start, end = request.latest_at, request.starts_at, request.ends_at
    if latest and start and latest < start and given & {"latest_at", "starts_at"}:
        yield Fault("latest_at" if "latest_at" in given else "starts_at", "latest-before-start")
    if latest and end and latest >= end and given & {"latest_at", "ends_at"}:
        yield Fault("latest_at" if "latest_at" in given else "ends_at", "latest-after-end")


def empty(request: Request, name: str) -> object:
    field = request._meta.get_field(name)
    return field.get_default() if isinstance(field, Field) and not field.null else None


def one(rows: Any, key: object, field: str, faults: list[Fault]) -> Any:
    if not key:
        return None
    found = rows.filter(pk=key).first()
    if found is None:
        faults.append(Fault(field, "unknown-code", {"value": str(key)}))
    return found


def many(rows: Any, keys: Iterable[str], field: str, faults: list[Fault]) -> list[Any]:
    wanted = list(dict.fromkeys(keys))
    found = rows.in_bulk(wanted) if wanted else {}
    faults += [Fault(f"{field}.{n}", "unknown-code", {"value": k}) for n, k in enumerate(wanted) if k not in found]
    return [found[k] for k in wanted if k in found]


def link(request: Request, links: Links) -> None:
    """Write the rows that hang on the saved request."""
    request.forget("municipalities", "lines")
    if "municipalities" in links:
        request.municipalities.set(links["municipalities"])
    if "lines" in links:
        if request.version:
            request.lines.filter(addition=None).delete()
        Line.objects.bulk_create(
            [
                Line(request=request, capability=c, quantity=w.quantity, minimum=w.minimum, note=w.note)
                for c, w in links["lines"]
            ]
        )


def as_journal(shape: RequestIn) -> dict[str, Any]:
    """What was sent, as the journal keeps it: whole numbers only, so places are in microdegrees."""
    content = shape.model_dump(mode="json", exclude_unset=True)
    for name in ("lon", "lat"):
        if content.get(name) is not None:
            content[f"{name}_microdegrees"] = round(content.pop(name) * 1_000_000)
    return content


def shown(request: Request) -> dict[str, Any]:
    """The row as its form shows it, and as the journal keeps it when it is sent."""
    content: dict[str, Any] = {name: getattr(request, name) for name in PLAIN if name not in {"lon", "lat"}}
    for name in ("starts_at", "ends_at", "latest_at"):
        content[name] = plain(content[name])
    for name in ("lon", "lat"):
        value = getattr(request, name)
        content[f"{name}_microdegrees"] = None if value is None else round(value * 1_000_000)
    return {
        **content,
        "effect": request.effect_id,
        "incident": str(request.incident_id) if request.incident_id else None,
        "addressee": request.addressee_id,
        "last_resort": request.last_resort,
        "situation": situation(request),
        "municipalities": sorted(m.pk for m in request.municipalities.all()),
        "lines": [
            {
                "capability": line.capability_id,
                "quantity": line.quantity,
                "minimum": line.minimum,
                "note": line.note,
            }
            for line in request.own_lines
        ],
        "bases": [p.basis for p in request.parts.all() if p.outcome != "withdrawn"],
    }


def situation(request: Request) -> dict[str, Any]:
    """The answers, as entries tell them: what was *no* before anybody could leave it open is no until told."""
    answers = SituationIn.model_validate(request.situation).model_dump(mode="json")
    return answers | {q.code: False for q in law().questions if q.recorded and answers[q.code] is None}


def shown_names() -> tuple[str, ...]:
    """The names under which `shown` shows a request."""
    places = ("lon_microdegrees", "lat_microdegrees")
    links = ("effect", "incident", "addressee", "last_resort", "situation", "municipalities", "lines", "bases")
    return (*(name for name in PLAIN if name not in {"lon", "lat"}), *places, *links)


def values(shape: RequestIn) -> dict[str, Any]:
    """The fields that are given, as `shown` would show them; None is what nobody filled in."""
    given = {name: getattr(shape, name) for name in shape.model_fields_set & LATER}
    return {name: plain(value) for name, value in given.items()}


def plain(value: Any) -> Any:
    """One value as the journal keeps it: moments in UTC, keys as text."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case UUID():
            return str(value)
        case _:
            return value


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Field by field what it was and what it is, as the journal keeps it; what stayed is left out."""
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
