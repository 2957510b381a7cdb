"""The life of a deployment, declared; and the order to the units of a request."""

from __future__ import annotations

from functools import partial
from typing import Any

from steun.core.deliver.deployment import DEPLOYMENT
from steun.web.deliver.deployment.acts import correct, order, report, undo
from steun.web.deliver.deployment.api import DeploymentOut, router, shown
from steun.web.deliver.deployment.model import TIMES, Deployment
from steun.web.deliver.deployment.shape import CorrectionIn, OrderIn, ReportIn
from steun.web.kernel.input.shape import UndoIn
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life.declaration import Act, Acts, Life
from steun.web.kernel.life.journalled import Values

REPORTS = ("depart", "arrive", "report", "release")
"""Reports that leave the request under way; the last to come home, or to be called off, ends it (`learn`)."""


def derived(entry: Entry) -> Values:
    """Each report says when its step happened; a correction replaces it."""
    name = entry.action.partition(".")[2]
    if name == "order":
        return {"ordered_at": entry.happened_at, "request_id": entry.case}
    if name == "correct":
        return {TIMES[entry.data["step"]]: entry.data["at"]}
    return {TIMES[name]: entry.happened_at} if name in TIMES else {}


def reads(deployment: Any) -> Values:
    return {"unit": deployment.commitment.unit.code}


LIFE = Life(
    DEPLOYMENT, Deployment,
    acts=(
        *(Act(name, ReportIn, partial(report, name=name)) for name in REPORTS),
        Act("correct", CorrectionIn, correct, path="/deployments/{uuid:pk}/corrections"),
        Act("undo", UndoIn, undo, box="story", path="/deployments/{uuid:pk}/undo"),
    ),
    follows={"order": "request.order"},
    recorded=("quantity", "unit", "orders"),
    derived=derived, reads=reads, related=("commitment__unit",),
    path="/deployments/{uuid:pk}/reports/", response=DeploymentOut, show=shown, router=router,
)  # fmt: skip
ON_REQUESTS = Acts("request", (
    Act("order", OrderIn, order, ("order", "reinforce"), box="order", path="/requests/{uuid:pk}/order"),
))  # fmt: skip
