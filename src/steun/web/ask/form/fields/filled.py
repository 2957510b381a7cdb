"""The request form as people see it, the same from a row and from a post: texts as typed, moments of the Netherlands,
rows in their order. Only names that were posted are in it, so what a page does not show stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from babel.numbers import format_decimal
from django.http import QueryDict

from steun.core.kernel.law_facts import ANY
from steun.rules.load import law
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import RECEPTION, LastResort, SituationIn
from steun.web.kernel.input.numbers import language
from steun.web.kernel.input.points import shown
from steun.web.kernel.input.typed import Typed
from steun.web.kernel.moments import parsed

Filled = dict[str, Any]

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


def typed(post: QueryDict) -> Filled:
    """The form as it was posted. A box that can be unticked is preceded by a hidden "0", so absent is not "no"."""
    filled: Filled = {name: post[name] for name in (*TEXTS, *CODES, "point", "radius_km") if name in post}
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
    filled |= {name: Typed.of(getattr(request, name)) for name in MOMENTS}
    return {
        **filled,
        "task_kind": request.task_kind,
        "priority": str(request.priority),
        "urgent": request.urgent,
        "incident": str(request.incident_id or ""),
        "effect": request.effect_id or "",
        "addressee": request.addressee_id or "",
        "point": shown(request.lon, request.lat),
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
