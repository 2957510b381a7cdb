"""Evaluations for machines."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field

from steun.web.ask.request.acts import see
from steun.web.ask.request.api import RequestOut, shown
from steun.web.kernel.actor import Actor
from steun.web.kernel.paging import After, Limit, Page, page
from steun.web.kernel.router import Room
from steun.web.kernel.shape import Shape, Short, Text
from steun.web.learn.evaluation import acts as actions
from steun.web.learn.evaluation.model import Evaluation

router = Room()
Answer = Literal["yes", "partly", "no", "unknown"]


class LessonShape(Shape):
    text: Text
    points_at: Short = ""


class EvaluationIn(Shape):
    id: UUID | None = None
    effect_reached: Answer
    in_time: Answer
    promise_kept: Answer
    explanation: Text = ""
    lessons: Annotated[list[LessonShape], Field(max_length=50)] = []


class EvaluationOut(Shape):
    request: UUID
    number: str | None
    state: str
    due_at: datetime
    given_at: datetime | None
    effect_reached: str
    in_time: str
    promise_kept: str
    explanation: str
    lessons: list[LessonShape]


class CloseIn(Shape):
    id: UUID | None = None


def evaluation_out(it: Evaluation) -> dict[str, Any]:
    plain = ("state", "due_at", "given_at", "effect_reached", "in_time", "promise_kept", "explanation")
    return {
        "request": it.request_id,
        "number": it.request.number,
        **{name: getattr(it, name) for name in plain},
        "lessons": [{"text": x.text, "points_at": x.points_at} for x in it.lessons.all()],
    }


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
    return evaluation_out(actions.evaluation_of(pk, Actor.of(http)))


@router.put("/requests/{uuid:pk}/evaluation", response=EvaluationOut)
def evaluate(http: HttpRequest, pk: UUID, evaluation: EvaluationIn) -> dict[str, Any]:
    """Give or amend the evaluation: effect, time, promise, lessons."""
    actor = Actor.of(http)
    given = evaluation.model_dump(exclude={"lessons"})
    lessons = [(x.text, x.points_at) for x in evaluation.lessons]
    actions.evaluate(pk, by=actor, lessons=lessons, **given)
    return evaluation_out(actions.evaluation_of(pk, actor))


@router.post("/requests/{uuid:pk}/close", response=RequestOut)
def close(http: HttpRequest, pk: UUID, act: CloseIn) -> dict[str, Any]:
    """Close a request; only with an evaluation."""
    actor = Actor.of(http)
    actions.close(pk, by=actor, id=act.id)
    return shown(see(pk, actor, lock=False), actor)
