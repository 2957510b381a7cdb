"""The life of a deployment, declared; and the order to the units of a request."""

from functools import partial

from steun.core.deliver.deployment import DEPLOYMENT
from steun.web.deliver.deployment.acts import correct, order, report
from steun.web.deliver.deployment.api import DeploymentOut, router, shown
from steun.web.deliver.deployment.model import Deployment
from steun.web.deliver.deployment.shape import CorrectionIn, OrderIn, ReportIn
from steun.web.kernel.lives import Act, Acts, Life

REPORTS = ("depart", "arrive", "report", "release")
"""Reports that leave the request under way; the last to come home, or to be called off, ends it (`learn`)."""

LIFE = Life(
    DEPLOYMENT, Deployment,
    acts=(
        *(Act(name, ReportIn, partial(report, name=name)) for name in REPORTS),
        Act("correct", CorrectionIn, correct, path="/deployments/{uuid:pk}/corrections"),
    ),
    follows={"order": "request.order"},
    recorded=("quantity",),
    path="/deployments/{uuid:pk}/reports/", response=DeploymentOut, show=shown, router=router,
)  # fmt: skip
ON_REQUESTS = Acts("request", (
    Act("order", OrderIn, order, ("order", "reinforce"), box="order", path="/requests/{uuid:pk}/order"),
))  # fmt: skip
