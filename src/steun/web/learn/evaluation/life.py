"""The life of an evaluation, declared; and how a request ends and closes."""

from __future__ import annotations

from functools import partial
from typing import Any

from steun.core.learn.evaluation import EVALUATION
from steun.web.deliver.deployment.shape import ReportIn
from steun.web.kernel.input.shape import ActIn, ReasonIn
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life.declaration import Act, Acts, Life
from steun.web.kernel.life.journalled import Values
from steun.web.learn.evaluation.acts import close, evaluate
from steun.web.learn.evaluation.api import EvaluationOut, router, shown
from steun.web.learn.evaluation.endings import end, report
from steun.web.learn.evaluation.model import Evaluation
from steun.web.learn.evaluation.shape import EvaluationIn


def derived(entry: Entry) -> Values:
    if entry.action == "evaluation.await":
        return {"request_id": entry.case}
    return {"given_at": entry.recorded_at}


def reads(evaluation: Any) -> Values:
    return {"lessons": [{"text": it.text, "points_at": it.points_at} for it in evaluation.lessons.all()]}


LIFE = Life(
    EVALUATION, Evaluation,
    acts=(
        Act(
            "give", EvaluationIn, evaluate, ("give", "amend"), about="request",
            path="/requests/{uuid:pk}/evaluation", method="PUT",
        ),
    ),
    follows={"await": "request.end"},
    recorded=("effect_reached", "in_time", "promise_kept", "explanation", "lessons", "due_at"),
    derived=derived, reads=reads, related=("lessons",),
    response=EvaluationOut, show=shown, router=router,
)  # fmt: skip
ON_REQUESTS = Acts("request", (
    Act("end", ReasonIn, end),
    Act("close", ActIn, close, box="evaluation", path="/requests/{uuid:pk}/close"),
))  # fmt: skip
ON_DEPLOYMENTS = Acts(
    "deployment", tuple(Act(name, ReportIn, partial(report, name=name)) for name in ("return", "cancel"))
)
