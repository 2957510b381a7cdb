"""Evaluations for machines."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest

from steun.web.ask.timeliness.words import TimelinessOut
from steun.web.ask.timeliness.words import out as timeliness_out
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape
from steun.web.learn.evaluation import acts as actions
from steun.web.learn.evaluation.model import Evaluation
from steun.web.learn.evaluation.shape import LessonIn

router = Room()


class EvaluationOut(Shape):
    """`timeliness`: as the reports say it, beside the hour that was asked; `in_time` is the answer of people."""

    request: UUID
    number: str | None
    state: str
    due_at: datetime
    given_at: datetime | None
    effect_reached: str
    in_time: str
    promise_kept: str
    explanation: str
    lessons: list[LessonIn]
    timeliness: TimelinessOut | None


def evaluation_out(it: Evaluation) -> dict[str, Any]:
    columns = ("state", "due_at", "given_at", "effect_reached", "in_time", "promise_kept", "explanation")
    return {
        "request": it.request_id,
        "number": it.request.number,
        "timeliness": timeliness_out(it.request.timeliness),
        **{name: getattr(it, name) for name in columns},
        "lessons": [{"text": x.text, "points_at": x.points_at} for x in it.lessons.all()],
    }


def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
    """The evaluation of the request of a key. Raises `Unknown`."""
    return evaluation_out(actions.evaluation_of(pk, actor))


@router.get("/evaluations", response=Page[EvaluationOut])
def evaluation_list(
    http: HttpRequest, state: Literal["due", "given"] | None = None, after: After = "", limit: Limit = 50
) -> dict[str, Any]:
    """Evaluations that you may see; `due_at` says which presses most."""
    rows = Evaluation.objects.visible_to(Actor.of(http)).select_related("request").prefetch_related("lessons")
    rows = rows.filter(state=state) if state else rows
    return page(rows, evaluation_out, after, limit)


@router.get("/requests/{uuid:pk}/evaluation", response=EvaluationOut)
def evaluation_show(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """The evaluation of one request."""
    return shown(pk, Actor.of(http))
