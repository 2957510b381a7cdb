"""What was typed becomes a `RequestIn`; every fault comes back at its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from steun.core.kernel.errors import Fault, Unreadable
from steun.rules.load import law
from steun.web.ask.form.fields.filled import (
    ANSWER,
    CODES,
    MOMENTS,
    TEXTS,
    Filled,
)
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import Evidence, LineIn, RequestIn
from steun.web.kernel.failure.problems import malformed
from steun.web.kernel.input.numbers import decimal, whole
from steun.web.kernel.input.points import point, shown
from steun.web.kernel.input.typed import Typed
from steun.web.kernel.moments import parsed

Shape = TypeVar("Shape", bound=BaseModel)
FARTHEST_KM = 500
SAYING = (*TEXTS, "effect", "addressee", "municipalities", "lines", *MOMENTS, "lon", "lat", "radius_m")
"""Fields that say what a request is about."""
NEVER_EMPTY = frozenset({"task_kind", "priority", "urgent"})
"""Fields that always have a value: empty means that nobody touched them."""


def read(filled: Filled, request: Request | None = None) -> tuple[RequestIn, list[Fault]]:
    """What can be saved, and every fault at its field. A faulty field is left out: it stays what it was."""
    faults: list[Fault] = []
    raw: dict[str, Any] = {name: filled[name] for name in TEXTS if name in filled}
    touched = (name for name in CODES if name in filled and (filled[name] or name not in NEVER_EMPTY))
    raw |= {name: filled[name] or None for name in touched}
    raw |= {name: filled[name] for name in ("urgent", "municipalities") if name in filled}
    untouched = request is not None and filled.get("point") == shown(request.lon, request.lat)
    found, wrong = ({}, []) if untouched else point(filled)
    raw |= found
    faults += wrong
    if "radius_km" in filled:
        metres(filled["radius_km"], raw, faults)
    if "priority" in raw:
        raw["priority"] = int(raw["priority"]) if raw["priority"] in {"1", "2", "3", "4", "5"} else 0
    for name in MOMENTS:
        if name in filled:
            moment(filled[name], getattr(request, name, None), name, raw, faults)
    if "lines" in filled:
        raw["lines"] = lines(filled["lines"], faults)
    if "last_resort" in filled:
        stored = request.last_resort if request else {}
        raw["last_resort"] = {**stored, **tried(filled["last_resort"], stored, faults)}
    if "situation" in filled:
        raw["situation"] = answered(filled["situation"], request)
    return keep_valid(RequestIn, raw, faults), faults


def answered(given: Mapping[str, Any], request: Request | None) -> dict[str, Any]:
    """The answers of the row with those given over them. A presumed answer that the form shows where the row has none
    is left out: nobody gave it, and what was signed stays what it was."""
    if request is None:
        return dict(given)
    stored: Mapping[str, Any] = request.situation
    presumed = {q.code: q.presumed(request.task_kind) for q in law().questions}
    usual = {code: ANSWER.get(said, said) for code, said in presumed.items() if said}
    untouched = {name for name in usual if stored.get(name) in (None, "") and given.get(name) == usual[name]}
    return {**stored, **{name: value for name, value in given.items() if name not in untouched}}


def says_something(shape: RequestIn) -> bool:
    """Did somebody write or choose what the request is about? A kind of task or a priority alone says nothing."""
    values = [getattr(shape, name) for name in SAYING if name in shape.model_fields_set]
    tried = shape.last_resort.model_dump().values() if shape.last_resort else ()
    return any(value not in (None, "", []) for value in (*values, *(row["answer"] for row in tried)))


def metres(text: str, raw: dict[str, Any], faults: list[Fault]) -> None:
    """Kilometres as typed, with a comma or a point, to whole metres."""
    try:
        found = decimal(text)
    except Unreadable as wrong:
        faults.append(wrong.at("radius_m"))
        return
    if found is not None and found > FARTHEST_KM:
        faults.append(Fault("radius_m", "number-out-of-range", {"least": 0, "most": FARTHEST_KM}))
        return
    raw["radius_m"] = None if found is None else round(found * 1000)


def moment(typed: Typed, stored: datetime | None, field: str, raw: dict[str, Any], faults: list[Fault]) -> None:
    """What a field of time says, or its fault. What nobody touched stays what it is, to the microsecond."""
    try:
        raw[field.rpartition(".")[2]] = typed.read(stored)
    except ValueError as error:
        faults.append(Fault(field, str(error)))


def lines(rows: list[dict[str, str]], faults: list[Fault]) -> list[dict[str, Any]]:
    """Rows that say something; an empty row is none. A row outlives what is wrong beside its means and number."""
    found = []
    for n, row in enumerate(rows):
        if not any(value.strip() for value in row.values()):
            continue
        given: dict[str, Any] = {name: value.strip() for name, value in row.items() if value.strip() or name == "note"}
        unread = counts(given, f"lines.{n}.")
        faults += unread
        try:
            found.append(LineIn.model_validate(given).model_dump())
        except ValidationError as error:
            wrong = malformed(error, f"lines.{n}.").faults
            named_already = {fault.field for fault in unread}
            faults += [fault for fault in wrong if fault.field not in named_already]
            right = without(given, (fault.field.removeprefix(f"lines.{n}.") for fault in wrong))
            if {"capability", "quantity"} <= right.keys():
                found.append(LineIn.model_validate(right).model_dump())
    return found


def counts(row: dict[str, Any], prefix: str) -> list[Fault]:
    """Read the numbers of a row in the reader's notation; one that cannot be read leaves the row."""
    faults = []
    for name in [name for name in ("quantity", "minimum") if name in row]:
        try:
            row[name] = whole(row[name])
        except Unreadable as wrong:
            faults.append(wrong.at(f"{prefix}{name}"))
            row.pop(name)
    return faults


def tried(given: Mapping[str, Mapping[str, Any]], stored: Mapping[str, Any], faults: list[Fault]) -> dict[str, Any]:
    """What was tried before, per kind. Who typed an answer has tried."""
    found = {}
    for kind, row in given.items():
        name = f"last_resort.{kind}"
        wrong: list[Fault] = []
        raw: dict[str, Any] = {"answer": row["answer"], "tried": row["tried"] or bool(row["answer"].strip())}
        was = stored.get(kind, {}).get("when")
        moment(row["when"], parsed(was) if was else None, f"{name}.when", raw, wrong)
        if wrong and was:
            raw["when"] = was
        faults += wrong
        found[kind] = keep_valid(Evidence, raw, faults, f"{name}.").model_dump(mode="json", exclude_unset=True)
    return found


def keep_valid(shape: type[Shape], raw: dict[str, Any], faults: list[Fault], prefix: str = "") -> Shape:
    """The shape without the fields that are wrong, whose faults are added."""
    while True:
        try:
            return shape.model_validate(raw)
        except ValidationError as error:
            found = malformed(error, prefix).faults
            faults += found
            raw = without(raw, (fault.field.removeprefix(prefix) for fault in found))


def without(raw: dict[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    """A copy that lacks these fields, each named by its path.

    >>> without({"a": {"b": 1, "c": 2}, "d": [3, 4]}, ["a.b", "d.0"])
    {'a': {'c': 2}, 'd': [4]}
    """
    valid: dict[str, Any] = {}
    valid |= {k: dict(v) if isinstance(v, dict) else list(v) if isinstance(v, list) else v for k, v in raw.items()}
    items: dict[str, set[int]] = {}
    for field in fields:
        head, _, rest = field.partition(".")
        step = rest.partition(".")[0]
        row = valid.get(head)
        if isinstance(row, dict) and step in row:
            del row[step]
        elif isinstance(row, list) and step.isdigit():
            items.setdefault(head, set()).add(int(step))
        else:
            valid.pop(head, None)
    for head, gone in items.items():
        valid[head] = [v for n, v in enumerate(valid[head]) if n not in gone]
    return valid
