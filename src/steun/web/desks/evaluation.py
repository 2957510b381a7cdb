"""Learning: what is still to be evaluated, the evaluation itself beside the computed facts, and closing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from steun.core.kernel.errors import Malformed, Refused
from steun.core.kernel.machine import Offer
from steun.core.learn.evaluation import ANSWERS, EVALUATION, EvaluationFacts
from steun.core.learn.lesson import learners
from steun.rules.load import roles
from steun.web.ask.request.facts import request_facts
from steun.web.ask.request.model import Request
from steun.web.ask.request.read import PAGE
from steun.web.desks.case.page import back
from steun.web.desks.case.read import MeansRow, case, count_up_to, means, offers
from steun.web.desks.work.tasks import desk
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filling import filled
from steun.web.kernel.input.filters import page_in, rows_in
from steun.web.kernel.input.forms import FormError, Posted, form_error, page_with
from steun.web.kernel.people.seats import seats_in_words
from steun.web.learn.evaluation.model import Evaluation
from steun.web.learn.evaluation.shape import EvaluationIn
from steun.web.learn.lesson.model import Lesson
from steun.web.lives import LIVES

QUESTIONS = ("effect_reached", "in_time", "promise_kept")
DEEPEST = 40
SPARE_ROWS = 2


@require_GET
def due(http: HttpRequest) -> HttpResponse:
    """Requests that ended and were not evaluated, those that are late first; and evaluated ones that can be closed."""
    actor = Actor.of(http)
    number, size = page_in(http, DEEPEST), rows_in(http, PAGE)
    state = http.GET.get("state", "due")
    rows = Evaluation.objects.visible_to(actor)
    rows = rows.filter(state="given", request__state="ended") if state == "given" else rows.filter(state="due")
    if http.GET.get("whose") == "mine":
        mine = desk(actor)
        rows = rows.filter(request__in=Request.objects.filter(mine)) if mine is not None else rows.none()
    total = count_up_to(rows)
    found = list(
        rows.select_related("request__requester").order_by("due_at", "pk")[(number - 1) * size : number * size + 1]
    )
    context = {
        "rows": found[:size],
        "total": total,
        "state": state,
        "whose": http.GET.get("whose", ""),
        "number": number,
        "previous": number - 1,
        "next": number + 1 if len(found) > size and number < DEEPEST else 0,
        "now": clock.now(),
    }
    return render(http, "desks/evaluation/due.html", context)


@require_http_methods(["GET", "POST"])
def evaluate(http: HttpRequest, pk: UUID) -> HttpResponse:
    """The evaluation of one request: answers, why, and lessons; what Steun can compute stands beside it."""
    actor = Actor.of(http)
    wrong = None
    if http.method == "POST":
        sent: dict[str, Any] = {**http.POST.dict(), "lessons": lessons_of(http)}
        form = Posted(sent)
        try:
            LIVES["evaluation"].act("give")(pk, filled(EvaluationIn, form), by=actor)
            return back(http, pk, "learn:evaluate")
        except (Malformed, Refused) as error:
            wrong = form_error(http, "evaluation", error)
    return page(http, pk, wrong)


def lessons_of(http: HttpRequest) -> list[dict[str, str]]:
    """The lessons as they were typed, row by row; empty rows do not count."""
    pairs = zip(http.POST.getlist("lesson"), http.POST.getlist("points_at"), strict=False)
    return [{"text": text, "points_at": at} for text, at in pairs if text.strip()]


def page(http: HttpRequest, pk: UUID, wrong: FormError | None = None) -> HttpResponse:
    actor = Actor.of(http)
    request = case(pk, actor)
    facts = request_facts(request)
    evaluation: Evaluation | None = getattr(request, "evaluation", None)
    request.evaluated = evaluation is not None and evaluation.state == "given"
    moves = offers(request, actor, facts)
    rows = means(request, actor, facts)
    giving = offer(evaluation, actor, facts)
    context = {
        "it": request,
        "evaluation": evaluation,
        "giving": giving,
        "answering": bool(evaluation and (evaluation.state == "given" or (giving and giving.permitted))),
        "givers": seats_in_words(giving.needed) if giving and not giving.permitted else [],
        "close": moves.get("close"),
        "means": rows,
        "computed": computed(rows),
        "questions": [(name, answer(name, evaluation, wrong)) for name in QUESTIONS],
        "answers": ANSWERS,
        "explanation": wrong.typed.get("explanation", "") if wrong else evaluation.explanation if evaluation else "",
        "lessons": lesson_rows(http, evaluation, wrong),
        "made": Lesson.objects.visible_to(actor).filter(request=request).whole(),
        "may_learn": actor.role in learners(roles()),
        "now": clock.now(),
        "form_error": wrong,
    }
    return page_with(http, "desks/evaluation/evaluation.html", context, wrong)


def offer(evaluation: Evaluation | None, actor: Actor, facts: Any) -> Offer[EvaluationFacts] | None:
    """May this actor give or amend it? As if the form were filled in."""
    if evaluation is None:
        return None
    unanswered = EvaluationFacts(facts, *("unknown",) * len(QUESTIONS))
    return next(iter(EVALUATION.offers(evaluation.state, actor, unanswered)), None)


def answer(name: str, evaluation: Evaluation | None, wrong: FormError | None) -> str:
    return str(wrong.typed.get(name, "")) if wrong else getattr(evaluation, name, "")


def lesson_rows(http: HttpRequest, evaluation: Evaluation | None, wrong: FormError | None) -> list[tuple[str, str]]:
    """Rows of the form: what was typed or stands, and some empty ones."""
    if wrong:
        rows = list(zip(http.POST.getlist("lesson"), http.POST.getlist("points_at"), strict=False))
    else:
        rows = [(lesson.text, lesson.points_at) for lesson in evaluation.lessons.all()] if evaluation else []
    return [*rows, *[("", "")] * (SPARE_ROWS if len(rows) < SPARE_ROWS else 1)]


def computed(rows: list[MeansRow]) -> dict[str, int]:
    """What the reports say: units arrived, as they were promised, as they were asked, complete, of all promised."""
    promised = [r for r in rows if r.commitment.state in {"committed", "completed"}]
    there = [r for r in promised if r.late is not None]
    return {
        "promised": len(promised),
        "arrived": len(there),
        "in_time": sum(1 for r in there if r.late is not None and r.late <= 0),
        "as_asked": sum(1 for r in there if r.timeliness and r.timeliness.full),
        "complete": sum(1 for r in there if not r.missing),
    }


urlpatterns = [
    path("evaluations", due, name="due"),
    path("requests/<uuid:pk>/evaluation", evaluate, name="evaluate"),
]
