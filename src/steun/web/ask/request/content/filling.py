"""Filling in a request: what a shape puts on its row, and on the rows that hang on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Field

from steun.core.ask.request import REQUEST
from steun.core.ask.rules import RequestFacts
from steun.core.kernel.errors import Fault, Malformed, Refused
from steun.core.kernel.machine import NEW
from steun.core.kernel.verdict import Verdict
from steun.web.ask.gate.seats import askable
from steun.web.ask.incident.model import Incident
from steun.web.ask.request.model import Line, Request
from steun.web.ask.request.search.terms import find_by
from steun.web.ask.request.shape import COLUMNS, RequestIn
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.degrees import half
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability, Effect

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
    for name in COLUMNS:
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
    is_new = not request.version
    request.forget("municipalities", *(() if is_new else ("lines",)))
    if places := links.get("municipalities"):
        (request.municipalities.add(*places) if is_new else request.municipalities.set(places))
    elif "municipalities" in links and not is_new:
        request.municipalities.clear()
    if is_new and len(places or ()) < 2:  # of more, only the database knows the order
        request.remember("municipalities", places or ())
    if "lines" in links:
        if not is_new:
            request.lines.filter(addition=None).delete()
        made = Line.objects.bulk_create(
            [
                Line(request=request, capability=c, quantity=w.quantity, minimum=w.minimum, note=w.note)
                for c, w in links["lines"]
            ]
        )
        if is_new:
            request.remember("lines", sorted(made, key=lambda line: line.pk))
