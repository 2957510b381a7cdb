"""Which readiness agreements an evaluated deployment put to the test: *last tested* is set by this alone."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from steun.core.kernel.units import minutes_between
from steun.web.agree.agreement import acts as agreements
from steun.web.agree.agreement.model import Agreement
from steun.web.agree.agreement.read import drawn_on
from steun.web.ask.request.model import Request
from steun.web.deliver.deployment.model import Deployment
from steun.web.kernel import clock, moments
from steun.web.kernel.actor import Actor


def agreements_tested(request: Request, by: Actor) -> None:
    """Each agreement on which the request drew, and of which the provider's own means were there: when, how many, and
    how soon after the request was sent. Means that never arrived test nothing: the evaluation says so."""
    there: dict[str, list[tuple[Agreement, Deployment, datetime]]] = defaultdict(list)
    rows = request.deployments.exclude(arrived_at=None).select_related("commitment__unit__organisation")
    day = moments.day_of(request.starts_at or clock.now())
    for deployment in rows.order_by("arrived_at", "pk"):
        commitment = deployment.commitment
        for agreement in drawn_on(request.requester_id, day, commitment.capability_id):
            if agreement.given_by(commitment.unit) and deployment.arrived_at:
                there[str(agreement.pk)].append((agreement, deployment, deployment.arrived_at))
    for key in sorted(there):
        agreement, _, first = there[key][0]
        minutes = max(0, minutes_between(request.sent_at, first)) if request.sent_at else None
        pieces = sum(deployment.quantity for _, deployment, _ in there[key])
        agreements.tested(
            agreement.pk, on=moments.day_of(first), pieces=pieces, minutes=minutes, case=request.pk, by=by
        )
