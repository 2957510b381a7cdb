"""The life of an evaluation, declared; and how a request ends and closes."""

from functools import partial

from steun.core.learn.evaluation import EVALUATION
from steun.web.deliver.deployment.shape import ReportIn
from steun.web.kernel.lives import Act, Acts, Life
from steun.web.kernel.shape import ActIn, ReasonIn
from steun.web.learn.evaluation.acts import close, evaluate
from steun.web.learn.evaluation.api import EvaluationOut, router, shown
from steun.web.learn.evaluation.endings import end, report
from steun.web.learn.evaluation.model import Evaluation
from steun.web.learn.evaluation.shape import EvaluationIn

LIFE = Life(
    EVALUATION, Evaluation,
    acts=(
        Act(
            "give", EvaluationIn, evaluate, ("give", "amend"), about="request",
            path="/requests/{uuid:pk}/evaluation", method="PUT",
        ),
    ),
    follows={"await": "request.end"},
    recorded=("effect_reached", "in_time", "promise_kept", "explanation"),
    response=EvaluationOut, show=shown, router=router,
)  # fmt: skip
ON_REQUESTS = Acts("request", (
    Act("end", ReasonIn, end),
    Act("close", ActIn, close, box="evaluation", path="/requests/{uuid:pk}/close"),
))  # fmt: skip
ON_DEPLOYMENTS = Acts(
    "deployment", tuple(Act(name, ReportIn, partial(report, name=name)) for name in ("return", "cancel"))
)
