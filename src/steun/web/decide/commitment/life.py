"""The life of a commitment, declared."""

from __future__ import annotations

from typing import Any

from steun.core.decide.commitment import COMMITMENT
from steun.web.decide.commitment import acts
from steun.web.decide.commitment.api import CommitmentOut, router, shown
from steun.web.decide.commitment.guards import of_stock
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.commitment.shape import ProlongIn, ReserveIn
from steun.web.kernel.input.shape import ReasonIn
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life.declaration import CLOCK, Act, Life
from steun.web.kernel.life.journalled import Values


def derived(entry: Entry) -> Values:
    """A promise is what was recorded at its birth, for ever; what is granted is held no more."""
    if entry.action in {"commitment.hold", "commitment.commit"}:
        promised = {"promised_quantity": entry.data.get("quantity"), "promised_arrival": entry.data.get("arrives_at")}
        return {**promised, "request_id": entry.case}
    return {"hold_until": None} if entry.action == "commitment.confirm" else {}


def reads(commitment: Any) -> Values:
    return {"unit": commitment.unit.code, "capability": commitment.capability_id}


LIFE = Life(
    COMMITMENT, Commitment,
    acts=(
        Act(
            "reserve", ReserveIn, acts.reserve, ("hold", "commit"), about="request",
            path="/requests/{uuid:pk}/commitments", status=201,
        ),
        Act("release", ReasonIn, acts.release),
        Act("prolong", ProlongIn, acts.prolong),
    ),
    follows={
        "confirm": "gate.pass", "extend": "request.extend", "shorten": "request.shorten",
        "complete": "deployment.return", "fall-short": "unit.recount", "remind": CLOCK,
    },
    recorded=(
        "unit", "capability", "quantity", "short", "starts_at", "arrives_at", "leaves_at", "ends_at", "hold_until",
    ), guards=of_stock,
    derived=derived, reads=reads, related=("unit",),
    path="/commitments/{uuid:pk}/moves/", response=CommitmentOut, show=shown, router=router,
)  # fmt: skip
