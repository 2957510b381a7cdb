"""The page of the auditor's five questions, and the cases behind its numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from steun.core.kernel.errors import Unknown
from steun.rules.load import law
from steun.web.desks.audit import questions
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filters import choice_in, day_in, page_in, rows_in
from steun.web.learn.indicator.figures import WHICH
from steun.web.learn.indicator.page import line, pages

CODES = ("who", "ground", "delivered", "in-time", "learned")
SIZE, DEEPEST = 25, 40


def period_of(http: HttpRequest) -> tuple[date, date, dict[str, Any]]:
    """From and until which day; this year unless the address says otherwise. What cannot be read is said."""
    today = clock.today()
    first, wrong = day_in(http, "first")
    last, false = day_in(http, "last")
    begins, ends = first or date(today.year, 1, 1), last or today
    return begins, ends, {"first": begins, "last": ends, "first_fault": wrong, "last_fault": false}


def grounds(codes: str) -> str:
    """Legal bases by their names, as an entry keeps their codes; a code that the law has no more stands as it is."""
    known = {basis.code: basis for basis in law().bases}
    return "; ".join(words.named(known[code]) if code in known else code for code in codes.split(",") if code)


@require_GET
def overview(http: HttpRequest) -> HttpResponse:
    """The five answers."""
    actor = Actor.of(http)
    first, last, said = period_of(http)
    context = {
        "answers": questions.answers(actor, first, last), "sees_all": actor.sees_all_cases, **said,
        "roles": [(words.word("role", code), n) for code, n in questions.by("role", actor, first, last)],
        "bases": [(grounds(codes), n) for codes, n in questions.by("basis", actor, first, last)],
    }  # fmt: skip
    return render(http, "desks/audit/questions.html", context)


@require_GET
def behind(http: HttpRequest) -> HttpResponse:
    """The cases behind one number. Raises `Unknown` for a question that nobody asks."""
    actor, code = Actor.of(http), http.GET.get("question", "")
    if code not in CODES:
        raise Unknown("question", code)
    first, last, said = period_of(http)
    which = choice_in(http, "which", WHICH) or "whole"
    number, size = page_in(http, DEEPEST), rows_in(http, SIZE)
    rows = questions.cases(actor, code, which, first, last)
    found = list(rows[(number - 1) * size : number * size + 1])
    context = {
        "rows": [line(it) for it in found[:size]], "code": code, "which": which, **said,
        **pages(number, more=len(found) > size),
    }  # fmt: skip
    return render(http, "desks/audit/answered.html", context)


urlpatterns = [path("audit", overview, name="audit"), path("audit/cases", behind, name="audit_cases")]
