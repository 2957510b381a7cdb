"""The life of a need: what an organisation would need of others, in figures, before it is urgent. Both ways: civil
bodies of Defence and of each other, Defence of civil bodies.

A need binds nobody. A readiness agreement that names it answers it, for as many pieces as were agreed.
"""

from dataclasses import dataclass, field

from steun.core.kernel.machine import CLOCK, NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles, seats_for
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
SHARED = ("stated", "answered")
"""States in which others see it, and in which it counts."""


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """What the rules of a need look at."""

    organisation: str = ""  # whose need it is
    causes: Seats = frozenset()  # who made the agreement by which it is answered, or ended it
    capability: str = ""
    effect: str = ""
    addressee: str = ""  # of whom it is needed; "" = of whoever can
    changes: bool = False  # what a revision says differs from what stands
    reason: str = ""
    roles: Roles = field(default_factory=Roles)  # who writes for an organisation what binds it to nothing yet


def keepers(facts: NeedFacts) -> Seats:
    return seats_for(facts.roles.drafters, facts.organisation) if facts.organisation else frozenset()


def causes(facts: NeedFacts) -> Seats:
    """Whoever concludes or ends an agreement; and the clock, on its last day."""
    return facts.causes | {CLOCK}


def something_is_named(facts: NeedFacts) -> Verdict:
    """A need is for an effect, or for a capability when one knows which. Source: logic."""
    return Verdict(bool(facts.capability or facts.effect), "need-names-something", SOURCE)


def of_somebody_else(facts: NeedFacts) -> Verdict:
    """What one needs of oneself is no need of others. Source: logic."""
    return Verdict(facts.addressee != facts.organisation or not facts.addressee, "need-is-of-somebody-else", SOURCE)


def need_changes(facts: NeedFacts) -> Verdict:
    """A revision says something else. Source: logic."""
    return Verdict(facts.changes, "revision-says-something-else", SOURCE)


def withdrawal_is_argued(facts: NeedFacts) -> Verdict:
    """Others may have counted with it. Source: policy of Steun."""
    return Verdict(bool(facts.reason.strip()), "withdrawal-is-argued", SOURCE)


SOUND = (something_is_named, of_somebody_else)

NEED: Machine[NeedFacts] = Machine("need", [
    Move("draft",    NEW,        "draft",     by=keepers, when=SOUND),
    Move("revise",   "draft",    "draft",     by=keepers, when=(*SOUND, need_changes)),
    Move("revise",   "stated",   "stated",    by=keepers, when=(*SOUND, need_changes)),
    Move("revise",   "answered", "stated",    by=keepers, when=(*SOUND, need_changes)),
    Move("state",    "draft",    "stated",    by=keepers),
    Move("answer",   "stated",   "answered",  by=causes),
    Move("answer",   "answered", "answered",  by=causes),
    Move("reopen",   "answered", "stated",    by=causes),
    Move("withdraw", "draft",    "withdrawn", by=keepers, when=(withdrawal_is_argued,)),
    Move("withdraw", "stated",   "withdrawn", by=keepers, when=(withdrawal_is_argued,)),
    Move("withdraw", "answered", "withdrawn", by=keepers, when=(withdrawal_is_argued,)),
])  # fmt: skip
