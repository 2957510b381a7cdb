"""The request form: what was typed becomes a `RequestIn`; every fault comes back at its field; nothing typed is lost.

*Filled* is the form as people see it, the same from a row and from a post: texts as typed, moments of the Netherlands,
rows in their order. Only names that were posted are in it, so what a page does not show stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from babel.numbers import format_decimal
from django.http import QueryDict
from pydantic import BaseModel, ValidationError

from steun.core.kernel.errors import Fault, Unreadable
from steun.core.kernel.law_facts import ANY
from steun.rules.load import law
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import RECEPTION, Evidence, LastResort, LineIn, RequestIn, SituationIn
from steun.web.kernel import words
from steun.web.kernel.failure.problems import malformed
from steun.web.kernel.input.degrees import AXES, point
from steun.web.kernel.input.numbers import decimal, language, whole
from steun.web.kernel.moments import Typed, parsed

Filled = dict[str, Any]
Shape = TypeVar("Shape", bound=BaseModel)

TEXTS = ("title", "place", "reason", "task", "special_case", *RECEPTION)
CODES = ("incident", "task_kind", "effect", "addressee", "priority")
MOMENTS = ("starts_at", "ends_at", "latest_at")
ROW = ("capability", "quantity", "minimum", "note")
TRIED = tuple(LastResort.model_fields)
"""Own means, neighbours, market, trade statement, others: the order in which the law asks for them."""
ANSWERS = tuple(SituationIn.model_fields)
TICKS = frozenset(q.code for q in law().questions if q.is_yes_or_no and q.presumed(ANY))
"""Questions with a box to tick, because one answer is usual."""
SEVERAL = frozenset(q.code for q in law().questions if q.kept_in)
YES_NO_OR_UNKNOWN = frozenset(q.code for q in law().questions if q.is_yes_or_no) - TICKS
"""Questions that stay open until somebody answers yes or no."""
ANSWER = {"1": True, "yes": True, "no": False, "": None}
FARTHEST_KM = 500
SAYING = (*TEXTS, "effect", "addressee", "municipalities", "lines", *MOMENTS, "lon", "lat", "radius_m")
"""Fields that say what a request is about."""
NEVER_EMPTY = frozenset({"task_kind", "priority", "urgent"})
"""Fields that always have a value: empty means that nobody touched them."""


def typed(post: QueryDict) -> Filled:
    """The form as it was posted. A box that can be unticked is preceded by a hidden "0", so absent is not "no"."""
    filled: Filled = {name: post[name] for name in (*TEXTS, *CODES, *AXES, "radius_km") if name in post}
    filled |= {name: Typed.sent(post, name) for name in MOMENTS if name in post}
    if "urgent" in post:
        filled["urgent"] = post["urgent"] == "1"
    if "municipalities" in post:
        filled["municipalities"] = [code for code in post.getlist("municipalities") if code]
    if "line_capability" in post:
        columns = [post.getlist(f"line_{name}") for name in ROW]
        length = max(map(len, columns))
        padded = [column + [""] * (length - len(column)) for column in columns]
        filled["lines"] = [dict(zip(ROW, row, strict=True)) for row in zip(*padded, strict=True)]
    tried = {kind: evidence(post, kind) for kind in TRIED if f"last_resort.{kind}.answer" in post}
    if tried:
        filled["last_resort"] = tried
    answers = {name: post.getlist(f"situation.{name}") for name in ANSWERS if f"situation.{name}" in post}
    if answers:
        filled["situation"] = {name: answer(name, given) for name, given in answers.items()}
    return filled


def answer(name: str, given: list[str]) -> object:
    if name in SEVERAL:
        return [code for code in given if code]
    if name in TICKS:
        return given[-1] == "1"
    return ANSWER.get(given[-1]) if name in YES_NO_OR_UNKNOWN else given[-1]


def evidence(post: QueryDict, kind: str) -> dict[str, Any]:
    name = f"last_resort.{kind}"
    when = Typed.sent(post, f"{name}.when")
    return {"tried": post.get(f"{name}.tried") == "1", "answer": post[f"{name}.answer"], "when": when}


def stored(request: Request) -> Filled:
    """The form as the row has it."""
    filled: Filled = {name: getattr(request, name) for name in TEXTS}
    filled |= {name: number(getattr(request, name)) for name in AXES}
    filled |= {name: Typed.of(getattr(request, name)) for name in MOMENTS}
    return {
        **filled,
        "task_kind": request.task_kind,
        "priority": str(request.priority),
        "urgent": request.urgent,
        "incident": str(request.incident_id or ""),
        "effect": request.effect_id or "",
        "addressee": request.addressee_id or "",
        "radius_km": "" if request.radius_m is None else number(request.radius_m / 1000),
        "municipalities": [m.pk for m in request.municipalities.all()],
        "lines": [
            {
                "capability": line.capability_id,
                "quantity": str(line.quantity),
                "note": line.note,
                "minimum": "" if line.minimum == 1 else str(line.minimum),
            }
            for line in request.own_lines
        ],
        "last_resort": {kind: evidence_fields(request.last_resort.get(kind, {})) for kind in TRIED},
        "situation": {**SituationIn().model_dump(), **request.situation},
    }


def evidence_fields(stored: Mapping[str, Any]) -> dict[str, Any]:
    when = stored.get("when")
    moment = parsed(when) if isinstance(when, str) else None
    return {"tried": bool(stored.get("tried")), "answer": stored.get("answer", ""), "when": Typed.of(moment)}


def number(value: float | None) -> str:
    """A number as the reader types it: no exponent, no thousands, no zeros at the end."""
    if value is None:
        return ""
    return format_decimal(round(value, 6), "0.######", locale=language(), group_separator=False)


def read(filled: Filled, request: Request | None = None) -> tuple[RequestIn, list[Fault]]:
    """What can be saved, and every fault at its field. A faulty field is left out: it stays what it was."""
    faults: list[Fault] = []
    raw: dict[str, Any] = {name: filled[name] for name in TEXTS if name in filled}
    touched = (name for name in CODES if name in filled and (filled[name] or name not in NEVER_EMPTY))
    raw |= {name: filled[name] or None for name in touched}
    raw |= {name: filled[name] for name in ("urgent", "municipalities") if name in filled}
    found, wrong = point({name: filled[name] for name in AXES if name in filled})
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


def texts_by_field(faults: Iterable[Fault]) -> dict[str, str]:
    """Per field, what is wrong, in the reader's language."""
    texts: dict[str, list[str]] = {}
    for fault in faults:
        field = fault.field if re.match(r"lines\.\d+\.|last_resort\.", fault.field) else fault.field.partition(".")[0]
        texts.setdefault(field, []).append(words.sentence("fault", fault.code, fault.facts))
    return {field: " ".join(dict.fromkeys(said)) for field, said in texts.items()}


def places(faults: Iterable[Fault]) -> list[dict[str, str]]:
    """Each fault with the control that it is about and the name of its field, for a list of links."""
    found = []
    for field, text in texts_by_field(faults).items():
        parts = field.split(".")
        row = f" {int(parts[1]) + 1}" if parts[0] == "lines" and len(parts) > 1 else ""
        names = [words.word("field", part) for part in parts if not part.isdigit()]
        at = "-".join(["line" if part == "lines" else part for part in parts])
        label = f"{names[0][:1].upper()}{names[0][1:]}{row}" + "".join(f", {name}" for name in names[1:])
        found.append({"field": field, "at": at, "label": label, "text": text})
    return found


def rows(
    lines: Iterable[Mapping[str, str]], faults: Iterable[Fault], counted: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The rows with what is wrong in each, and what is counted."""
    texts = texts_by_field(faults)
    return [
        {
            **row,
            "wrong": {name: texts.get(f"lines.{n}.{name}", "") for name in ROW},
            "counted": counted.get(row.get("capability", ""), ""),
        }
        for n, row in enumerate(lines)
    ]


def attempts(given: Mapping[str, Mapping[str, Any]], faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """What was tried before, in the order of the law, with what is wrong in each."""
    texts = texts_by_field(faults)
    nothing = {"tried": False, "answer": "", "when": Typed()}
    found = []
    for kind in TRIED:
        wrong = {name: texts.get(f"last_resort.{kind}.{name}", "") for name in nothing}
        found.append({"kind": kind, **nothing, **given.get(kind, {}), "wrong": wrong})
    return found
