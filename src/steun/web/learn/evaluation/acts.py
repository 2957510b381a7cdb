"""Evaluations: due when a request ends, given by the requesting side, and only then may the request close."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from steun.core.kernel.errors import Refused, Unknown
from steun.core.kernel.machine import NEW
from steun.core.kernel.verdict import Verdict
from steun.core.learn.evaluation import EVALUATION, EvaluationFacts
from steun.rules.load import law
from steun.web.ask.gate.seats import asking_roles
from steun.web.ask.request import acts as ask
from steun.web.ask.request.facts import request_facts
from steun.web.ask.request.model import Request
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.record import apply_move, record
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.people.notices import notify
from steun.web.learn.evaluation.model import Evaluation, LessonLine
from steun.web.learn.evaluation.shape import LessonIn
from steun.web.learn.evaluation.tested import agreements_tested

DUE = "evaluation-due"


def await_evaluation(request: Request, by: Actor, happened_at: datetime | None = None) -> Evaluation:
    """From now on the evaluation is due; the requester is notified."""
    by = by.following
    EVALUATION.check(NEW, "await", by, EvaluationFacts(request=request_facts(request)))
    due = clock.now() + timedelta(minutes=law().deadlines[DUE].minutes)
    evaluation = Evaluation(id=new_key(), request=request, due_at=due, state="due")
    evaluation.entry = record(
        "evaluation.await",
        subject=evaluation.key,
        case=request.pk,
        by=by,
        data={"to": "due", "due_at": due.isoformat()},
        happened_at=happened_at,
    )
    evaluation.save(force_insert=True)
    facts = {"number": request.number or "", "title": request.title}
    roles = asking_roles(request.requester.kind)
    notify(
        "evaluation-due",
        roles,
        request.requester_id,
        entry=evaluation.entry,
        path=f"/requests/{request.pk}",
        facts=facts,
    )
    return evaluation


@once("evaluation.give")
def evaluate(
    pk: UUID,
    *,
    by: Actor,
    effect_reached: str,
    in_time: str,
    promise_kept: str,
    explanation: str = "",
    lessons: Sequence[LessonIn] = (),
    id: UUID | None = None,
) -> Evaluation:
    """Give, or amend, the evaluation of a request, with its lessons."""
    request = ask.see(pk, by)
    evaluation = Evaluation.objects.select_for_update(no_key=True).filter(request=request).first()
    if evaluation is None:
        raise Refused([Verdict(False, "request-has-ended", "Steun", {"state": request.state})])
    answers = {"effect_reached": effect_reached, "in_time": in_time, "promise_kept": promise_kept}
    facts = EvaluationFacts(request=request_facts(request), explanation=explanation, **answers)
    name = "give" if evaluation.state == "due" else "amend"
    recorded = [lesson.model_dump() for lesson in lessons if lesson.text]
    data = {**answers, "explanation": explanation, "lessons": recorded}
    apply_move(evaluation, EVALUATION, name, by=by, facts=facts, data=data, id=id)
    for field, answer in answers.items():
        setattr(evaluation, field, answer)
    evaluation.explanation, evaluation.given_at = explanation, evaluation.entry.recorded_at
    evaluation.save()
    evaluation.lessons.all().delete()
    LessonLine.objects.bulk_create([LessonLine(evaluation=evaluation, **lesson) for lesson in recorded])
    agreements_tested(request, by)
    return evaluation


@once("request.close")
def close(pk: UUID, *, by: Actor, id: UUID | None = None) -> Request:
    """Close a request: only with an evaluation."""
    seen = ask.see(pk, by)
    given = Evaluation.objects.filter(request=seen, state="given").exists()
    request, _ = ask.step(pk, "close", by=by, id=id, reason="", evaluated=given)
    request.save()
    return request


def evaluation_of(pk: UUID, by: Actor) -> Evaluation:
    found = Evaluation.objects.visible_to(by).filter(request_id=pk).first()
    if found is None:
        raise Unknown("evaluation", pk)
    return found
