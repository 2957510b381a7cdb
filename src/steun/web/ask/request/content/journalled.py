"""What a request says, as its entries keep it and its form shows it: whole numbers, codes, moments in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from steun.rules.load import law
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import COLUMNS, LATER, RECEPTION, RequestIn, SituationIn


def as_journal(shape: RequestIn) -> dict[str, Any]:
    """What was sent, as the journal keeps it: whole numbers only, so places are in microdegrees."""
    content = shape.model_dump(mode="json", exclude_unset=True)
    for name in ("lon", "lat"):
        if content.get(name) is not None:
            content[f"{name}_microdegrees"] = round(content.pop(name) * 1_000_000)
    return content


def shown(request: Request, links: Mapping[str, list[Any]] | None = None) -> dict[str, Any]:
    """The row as its form shows it, and as the journal keeps it when it is sent. `links`: with what is to be linked to
    it, as `filling.apply` says, in place of what is."""
    linked = links or {}
    places = linked.get("municipalities", request.municipalities.all())
    own = [(line.capability_id, line) for line in request.own_lines] if "lines" not in linked else []
    rows = [(capability.pk, asked) for capability, asked in linked.get("lines", ())] or own
    content: dict[str, Any] = {name: getattr(request, name) for name in COLUMNS if name not in {"lon", "lat"}}
    for name in ("starts_at", "ends_at", "latest_at"):
        content[name] = as_kept(content[name])
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
        "municipalities": sorted(m.pk for m in places),
        "lines": [
            {"capability": code, "quantity": line.quantity, "minimum": line.minimum, "note": line.note}
            for code, line in rows
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
    return (*(name for name in COLUMNS if name not in {"lon", "lat"}), *places, *links)


def values(shape: RequestIn) -> dict[str, Any]:
    """The fields that are given, as `shown` would show them; None is what nobody filled in."""
    given = {name: getattr(shape, name) for name in shape.model_fields_set & LATER}
    return {name: as_kept(value) for name, value in given.items()}


def without_silence(shape: RequestIn, request: Request) -> RequestIn:
    """Without what was left empty and is empty already: nobody says anything by it."""
    empty = {name for name in RECEPTION if not getattr(request, name)}
    silent = {name for name in shape.model_fields_set & empty if not getattr(shape, name)}
    return shape.model_construct(_fields_set=shape.model_fields_set - silent, **shape.__dict__) if silent else shape


def as_kept(value: Any) -> Any:
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
