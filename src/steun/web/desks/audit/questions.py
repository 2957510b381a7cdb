"""The auditor's five questions over a period, answered from the journal: who decided, on what ground, was it
delivered, in time, and what was learned; with what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count as Counted
from django.db.models import Exists, OuterRef, Q

from steun.core.ask.gate import SAID
from steun.core.learn.indicator import Count
from steun.web.ask.gate.model import Gate
from steun.web.ask.request.model import Request
from steun.web.kernel import clock, moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.learn.evaluation.model import LessonLine
from steun.web.learn.indicator.figures import OVER, Figure, rows_of
from steun.web.learn.lesson.model import Lesson

DECISIONS = ("request.grant", "request.refuse")
DECIDING = ("decide", "agree")
"""Kinds of the acts that decide."""
SHOWN = 5
"""Cases of what is missing, on the page itself."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with its count, and the first cases of which the answer is missing."""

    code: str
    count: Count
    missing: list[Request]


def between(first: date, last: date) -> dict[str, Any]:
    """The period as entries know it, its last day included."""
    begins, ends = moments.midnight(first), moments.midnight(last + timedelta(days=1))
    return {"happened_at__gte": begins, "happened_at__lt": ends}


def decisions(first: date, last: date) -> Any:
    return Entry.objects.filter(action__in=DECISIONS, **between(first, last))


def questions(first: date, last: date) -> Mapping[str, Figure]:
    """What each question asks of a request that was decided in the period."""
    mine = Entry.objects.filter(case=OuterRef("pk"))
    by_word = Gate.objects.filter(request=OuterRef("pk"), kind__in=DECIDING, state__in=SAID)
    granted = Q(pk__in=Entry.objects.filter(action="request.grant", **between(first, last)).order_by().values("case"))
    decided = Q(pk__in=decisions(first, last).order_by().values("case"))
    there = mine.filter(action="deployment.arrive")
    came = Q(Exists(there))
    lines = Q(Exists(LessonLine.objects.filter(evaluation__request=OuterRef("pk"))))
    lessons = Q(Exists(Lesson.objects.filter(request=OuterRef("pk"))))
    to_come = Q(starts_at=None) | Q(starts_at__gt=clock.now())
    grounded = Q(Exists(mine.filter(action__in=DECISIONS).exclude(basis="")))
    return {
        "who": Figure(Request, decided, ~Q(Exists(by_word))),
        "ground": Figure(Request, decided, grounded),
        "delivered": Figure(Request, granted, came, ~came & to_come),
        "in-time": Figure(
            Request, granted & came, Q(Exists(there.filter(happened_at__lte=OuterRef("starts_at")))), Q(starts_at=None)
        ),
        "learned": Figure(Request, decided & Q(state__in=OVER), Q(evaluation__state="given") & (lines | lessons)),
    }  # fmt: skip


def answers(actor: Actor, first: date, last: date) -> list[Answer]:
    """All five, over what this reader may see."""
    rows = Request.objects.visible_to(actor)
    found = []
    for code, it in questions(first, last).items():
        whole = it.whole
        n = rows.aggregate(
            whole=Counted("pk", filter=whole), part=Counted("pk", filter=whole & it.part),
            unknown=Counted("pk", filter=whole & it.unknown),
        )  # fmt: skip
        count = Count(n["whole"], n["part"], n["unknown"])
        found.append(Answer(code, count, list(cases(actor, code, "rest", first, last)[:SHOWN]) if count.rest else []))
    return found


def cases(actor: Actor, code: str, which: str, first: date, last: date) -> Any:
    """The requests behind a number, the last first."""
    rows = rows_of(questions(first, last)[code], which, Request.objects.visible_to(actor))
    return rows.select_related("requester").order_by("-pk")


def by(column: str, actor: Actor, first: date, last: date) -> list[tuple[str, int]]:
    """How many decisions of the period by role or by legal basis, the most first."""
    seen = Request.objects.visible_to(actor).order_by().values("pk")
    rows = decisions(first, last).filter(case__in=seen).order_by().values(column).annotate(n=Counted("position"))
    return sorted(((row[column], row["n"]) for row in rows), key=lambda it: (-it[1], it[0]))
