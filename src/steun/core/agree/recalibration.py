"""The life of a recalibration (herijking): what can we count on, what is missing, what would it take?

Somebody starts it, a worker makes it, in parts that are kept: what was stopped or failed goes on where it was. It is
advice; agreements are proposed from it by people.
"""

from dataclasses import dataclass, field

from steun.core.kernel.machine import CLOCK, NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
IN_PROGRESS = ("queued", "running", "stopping")
BEING_MADE = ("running", "stopping")


@dataclass(frozen=True, slots=True)
class RecalibrationFacts:
    """What the rules of a recalibration look at."""

    needs: int = 0  # that are stated, or were asked in the past
    units: int = 0  # that could serve
    roles: Roles = field(default_factory=Roles)


def starters(facts: RecalibrationFacts) -> Seats:
    """Who knows the means of both sides exactly: LOCC, and who keeps the means of Defence."""
    return frozenset((*facts.roles.coordinators, *facts.roles.planners))


def something_is_needed(facts: RecalibrationFacts) -> Verdict:
    """Without a need there is nothing to be ready for. Source: logic."""
    return Verdict(facts.needs > 0, "something-is-needed", SOURCE)


def somebody_has_means(facts: RecalibrationFacts) -> Verdict:
    """Without means every need is unmet; that is an answer, so it only warns. Source: logic."""
    return Verdict(facts.units > 0, "somebody-has-means", SOURCE, binding=False)


WORKER: Seats = frozenset({CLOCK})
SOUND = (something_is_needed, somebody_has_means)

RECALIBRATION: Machine[RecalibrationFacts] = Machine("recalibration", [
    Move("start",  NEW,        "queued",   by=starters, when=SOUND),
    Move("begin",  "queued",   "running",  by=WORKER),
    Move("cancel", "queued",   "stopped",  by=starters),
    Move("stop",   "running",  "stopping", by=starters),
    Move("halt",   "stopping", "stopped",  by=WORKER),
    Move("resume", "stopped",  "queued",   by=starters),
    Move("resume", "failed",   "queued",   by=starters),
    Move("finish", "running",  "ready",    by=WORKER),
    Move("finish", "stopping", "ready",    by=WORKER),
    Move("fail",   "running",  "failed",   by=WORKER),
    Move("fail",   "stopping", "failed",   by=WORKER),
])  # fmt: skip
