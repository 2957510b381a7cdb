"""The life of a merge: needs of several organisations in one poll that are one need, and count once in its result.

Who leads the poll proposes it, and each organisation whose need it is consents or refuses. A need that is said anew or
withdrawn leaves its merge: nobody consented to that.
"""

from dataclasses import dataclass, field

from steun.core.kernel.machine import NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles, at_each, seats_for
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
STANDS = ("proposed", "agreed")
"""States in which a need is taken."""


@dataclass(frozen=True, slots=True)
class MergeFacts:
    """What the rules of a merge look at."""

    leader: str = ""  # the organisation that opened the poll
    owners: frozenset[str] = frozenset()  # organisations whose needs these are
    consented: frozenset[str] = frozenset()
    means: frozenset[str] = frozenset()  # what is needed, by code
    counts: bool = False  # the need that is to count is one of these
    answers: bool = False  # each is named in an answer of the poll, which was not withdrawn
    alone: bool = False  # none is in another merge that stands
    causes: Seats = frozenset()  # who said one of these needs anew, or withdrew it
    reason: str = ""
    roles: Roles = field(default_factory=Roles)


def leaders(facts: MergeFacts) -> Seats:
    return seats_for(facts.roles.pollers, facts.leader) if facts.leader else frozenset()


def owners(facts: MergeFacts) -> Seats:
    return at_each(facts.roles.drafters, sorted(facts.owners))


def waited_for(facts: MergeFacts) -> Seats:
    return at_each(facts.roles.drafters, sorted(facts.owners - facts.consented))


def those_who_may_separate(facts: MergeFacts) -> Seats:
    return leaders(facts) | owners(facts)


def causes(facts: MergeFacts) -> Seats:
    return facts.causes


def needs_are_of_several(facts: MergeFacts) -> Verdict:
    """Who said one need twice revises it. Source: logic."""
    return Verdict(len(facts.owners) > 1, "merge-is-of-several", SOURCE)


def needs_are_of_one_means(facts: MergeFacts) -> Verdict:
    """What is needed is the same. Source: logic."""
    return Verdict(len(facts.means) == 1, "merge-is-of-one-means", SOURCE)


def needs_are_answers(facts: MergeFacts) -> Verdict:
    """A merge is within one poll. Source: logic."""
    return Verdict(facts.answers, "merge-needs-are-answers", SOURCE)


def one_of_them_counts(facts: MergeFacts) -> Verdict:
    """Source: logic."""
    return Verdict(facts.counts, "merge-names-what-counts", SOURCE)


def needs_are_in_no_other(facts: MergeFacts) -> Verdict:
    """A need counts once, not less. Source: logic."""
    return Verdict(facts.alone, "merge-stands-alone", SOURCE)


def every_owner_consented(facts: MergeFacts) -> Verdict:
    """Source: logic."""
    return Verdict(bool(facts.owners) and facts.consented >= facts.owners, "merge-has-every-consent", SOURCE)


def step_is_argued(facts: MergeFacts) -> Verdict:
    """Others counted with it. Source: policy of Steun."""
    return Verdict(bool(facts.reason.strip()), "merge-step-is-argued", SOURCE)


SOUND = (
    needs_are_of_several, needs_are_of_one_means, needs_are_answers, one_of_them_counts, needs_are_in_no_other,
)  # fmt: skip
ARGUED = (step_is_argued,)

MERGE: Machine[MergeFacts] = Machine("merge", [
    Move("propose",  NEW,        "proposed",  by=leaders,            when=SOUND),
    Move("consent",  "proposed", "proposed",  by=waited_for),
    Move("conclude", "proposed", "agreed",    by=owners,             when=(every_owner_consented,)),
    Move("refuse",   "proposed", "refused",   by=owners,             when=ARGUED),
    Move("withdraw", "proposed", "withdrawn", by=leaders,            when=ARGUED),
    Move("separate", "agreed",   "separated", by=those_who_may_separate, when=ARGUED),
    Move("lapse",    "proposed", "lapsed",    by=causes),
    Move("lapse",    "agreed",   "lapsed",    by=causes),
])  # fmt: skip
