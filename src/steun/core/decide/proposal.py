"""The life of a proposal: asked for, made by the planner, adopted or overruled by a person. Advice until then."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from steun.core.kernel.machine import CLOCK, NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
OLD = 30
"""Minutes after which a proposal warns that the world may have moved on."""


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """What the rules of a proposal look at."""

    roles: Roles = field(default_factory=Roles)
    policy_in_force: bool = True  # made with the policy that is in force now
    chosen: int = 0  # lines to be adopted or overruled now
    decided: tuple[str, ...] = ()  # chosen lines that were adopted or overruled before
    changed: tuple[str, ...] = ()  # requests that ask for something else, or for nothing, since
    unagreed: tuple[str, ...] = ()  # requests that lose what was promised, and nobody's consent is on record
    own: tuple[str, ...] = ()  # requests that gain by another's loss, asked by the person who now adopts
    leaning: tuple[str, ...] = ()  # requests whose requirement would take a promise that stays
    staying: tuple[str, ...] = ()  # those promises: it was decided otherwise than proposed, so they stay
    violations: int = 0  # that the separate check found in the plan
    minutes: int = 0  # since it was ready
    reason: str = ""


def makers(facts: ProposalFacts) -> Seats:
    """Who divides what is scarce, or advises on it: the roles that the rules of the country name."""
    return frozenset(facts.roles.makers)


def adopters(facts: ProposalFacts) -> Seats:
    """Whoever keeps the means of Defence. A civil body decides on its own means at the request itself: it does not see
    all needs."""
    return frozenset(facts.roles.planners)


def overrulers(facts: ProposalFacts) -> Seats:
    """Whoever may adopt, and who coordinates (LOCC), who judges between competing needs."""
    return adopters(facts) | frozenset(facts.roles.coordinators)


def something_is_chosen(facts: ProposalFacts) -> Verdict:
    """To adopt nothing is no decision. Source: logic."""
    return Verdict(facts.chosen > 0, "lines-are-chosen", SOURCE)


def policy_is_in_force(facts: ProposalFacts) -> Verdict:
    """A trial with another policy shows what it would cost; an authority sets it first. Source: planner's model."""
    return Verdict(facts.policy_in_force, "policy-is-in-force", SOURCE)


def lines_are_undecided(facts: ProposalFacts) -> Verdict:
    """What was decided once is not decided again here. Source: logic."""
    return Verdict(not facts.decided, "lines-are-undecided", SOURCE, {"requests": ", ".join(facts.decided)})


def requests_stand(facts: ProposalFacts) -> Verdict:
    """A request that changed or ended since is planned anew. Source: logic."""
    return Verdict(not facts.changed, "requests-stand", SOURCE, {"requests": ", ".join(facts.changed)})


def displaced_agreed(facts: ProposalFacts) -> Verdict:
    """Nobody loses a promise unless those who decided on it agree, on record. Source: Awb 10:1; policy."""
    return Verdict(not facts.unagreed, "displaced-agreed", SOURCE, {"requests": ", ".join(facts.unagreed)})


def displaced_for_another(facts: ProposalFacts) -> Verdict:
    """Who signed or sent a request takes for it nothing that was promised to others, whoever is said to agree.

    Source: Awb 2:4 (no personal interest), as design norm; policy of Steun (two pairs of eyes).
    """
    return Verdict(not facts.own, "displaced-for-another", SOURCE, {"requests": ", ".join(facts.own)})


def kept_promises_are_left(facts: ProposalFacts) -> Verdict:
    """A promise that was decided to stay is not taken by a requirement after all. Source: Awb 3:49; logic."""
    words = {"requests": ", ".join(facts.leaning), "promises": ", ".join(facts.staying)}
    return Verdict(not facts.staying, "kept-promises-are-left", SOURCE, words)


def plan_is_sound(facts: ProposalFacts) -> Verdict:
    """A plan in which the separate check finds a fault is not adopted, whoever made it. Source: planner's model."""
    return Verdict(facts.violations == 0, "plan-is-sound", SOURCE, {"faults": facts.violations})


def proposal_is_fresh(facts: ProposalFacts) -> Verdict:
    """An old proposal only warns: what does not fit any more is refused line by line. Source: policy."""
    return Verdict(facts.minutes <= OLD, "proposal-is-fresh", SOURCE, {"minutes": facts.minutes}, binding=False)


def reason_is_given(facts: ProposalFacts) -> Verdict:
    """Who departs from advice says why. Source: Awb 3:49, 3:50."""
    return Verdict(bool(facts.reason.strip()), "reason-is-given", "Awb 3:50")


WORKER: Seats = frozenset({CLOCK})
ADOPTABLE = (
    something_is_chosen, plan_is_sound, policy_is_in_force, lines_are_undecided, kept_promises_are_left,
    requests_stand, displaced_agreed, displaced_for_another, proposal_is_fresh,
)  # fmt: skip

PROPOSAL: Machine[ProposalFacts] = Machine("proposal", [
    Move("make",     NEW,        "queued",    by=makers),
    Move("begin",    "queued",   "running",   by=WORKER),
    Move("cancel",   "queued",   "cancelled", by=makers),
    Move("stop",     "running",  "stopping",  by=makers),
    Move("finish",   "running",  "ready",     by=WORKER),
    Move("finish",   "stopping", "ready",     by=WORKER),
    Move("fail",     "queued",   "failed",    by=WORKER),
    Move("fail",     "running",  "failed",    by=WORKER),
    Move("fail",     "stopping", "failed",    by=WORKER),
    Move("adopt",    "ready",    "ready",     by=adopters, when=ADOPTABLE),
    Move("overrule", "ready",    "ready",     by=overrulers, when=(something_is_chosen, lines_are_undecided,
                                                                    reason_is_given)),
])  # fmt: skip
IN_PROGRESS = ("queued", "running", "stopping")


@dataclass(frozen=True, slots=True)
class Use:
    """Pieces of a unit in a window, for a line of a proposal. Minutes; half open."""

    line: str
    unit: str
    start: int
    end: int


def leaning_on(chosen: Sequence[str], gains: Sequence[Use], losses: Sequence[Use]) -> tuple[str, ...]:
    """The displaced lines on whose means the chosen lines lean: same unit, overlapping time. They are decided together.

    >>> leaning_on(["a"], [Use("a", "u", 0, 60)], [Use("x", "u", 30, 90), Use("y", "u", 60, 90), Use("z", "v", 0, 9)])
    ('x',)
    """
    needed = [use for use in gains if use.line in chosen]
    return tuple(dict.fromkeys(lost.line for lost in losses if any(clash(use, lost) for use in needed)))


def clash(a: Use, b: Use) -> bool:
    """The same unit at the same time."""
    return a.unit == b.unit and a.start < b.end and b.start < a.end
