"""The life of a commitment: means kept aside (held) before the grant, committed after it, released in the end."""

from dataclasses import dataclass
from datetime import datetime

from steun.core.ask import states
from steun.core.ask.request import planners
from steun.core.ask.rules import RequestFacts, bases_of
from steun.core.kernel.machine import CLOCK, NEW, Machine, Move, Seats
from steun.core.kernel.seats import at_each
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"


@dataclass(frozen=True, slots=True)
class CommitmentFacts:
    """What the rules of a commitment look at. Quantities in pieces of the unit."""

    request: RequestFacts
    request_state: str
    provider: str = ""  # organisation of the unit
    offered: int = 0  # what the unit offers of this capability; 0 = nothing
    capacity: int = 0
    divisible: bool = True
    quantity: int = 0
    free: int = 0  # pieces free over the whole window
    starts_at: datetime | None = None
    arrives_at: datetime | None = None
    leaves_at: datetime | None = None  # of the place where it helped
    ends_at: datetime | None = None
    earliest: datetime | None = None  # now + notice + travel
    latest: datetime | None = None  # too late after, as the requester said
    hold_until: datetime | None = None
    now: datetime | None = None
    deployed: bool = False
    spent: int = 0  # pieces that the same mandate keeps for this request already
    caused_by: Seats = frozenset()  # seats whose own act (a grant, a withdrawal) brings this step about


def keepers(facts: CommitmentFacts) -> Seats:
    """DOPS and TOC for means of Defence; a civil provider for its own means."""
    return planners(facts.request) | at_each(facts.request.roles.suppliers, [facts.provider])


def followers(facts: CommitmentFacts) -> Seats:
    """The keepers, and whoever's decision has this step as its consequence: a grant confirms, a withdrawal releases."""
    return keepers(facts) | facts.caused_by


def unit_offers_it(facts: CommitmentFacts) -> Verdict:
    """Nobody is sent to do what the unit cannot. Source: catalogue (know)."""
    met = 0 < facts.quantity <= facts.offered
    return Verdict(met, "unit-offers-it", SOURCE, {"asked": facts.quantity, "offered": facts.offered})


def whole_if_indivisible(facts: CommitmentFacts) -> Verdict:
    """An indivisible unit goes as a whole. Source: planner's model."""
    met = facts.divisible or facts.quantity == facts.capacity
    return Verdict(met, "unit-goes-whole", SOURCE, {"capacity": facts.capacity})


def unit_is_free(facts: CommitmentFacts) -> Verdict:
    """What is promised twice is delivered once. The database holds this too. Source: planner's model."""
    return Verdict(facts.quantity <= facts.free, "unit-is-free", SOURCE, {"asked": facts.quantity, "free": facts.free})


def window_is_forward(facts: CommitmentFacts) -> Verdict:
    """Sets out, arrives, leaves, ends: in that order, or its pieces would count as free too soon. Source: logic."""
    starts, arrives, leaves, ends = facts.starts_at, facts.arrives_at, facts.leaves_at, facts.ends_at
    there = starts is not None and arrives is not None and starts <= arrives
    back = arrives is not None and leaves is not None and ends is not None and arrives < leaves <= ends
    met = there and back
    return Verdict(met, "window-is-forward", SOURCE)


def arrival_is_possible(facts: CommitmentFacts) -> Verdict:
    """Not sooner than notice and travel allow; it only warns: a commander may know better. Source: catalogue."""
    met = facts.arrives_at is None or facts.earliest is None or facts.arrives_at >= facts.earliest
    return Verdict(met, "arrival-is-possible", SOURCE, binding=False)


def arrival_still_helps(facts: CommitmentFacts) -> Verdict:
    """Later than *too late after* only warns: late help may be better than none. Source: the requester."""
    met = facts.arrives_at is None or facts.latest is None or facts.arrives_at <= facts.latest
    return Verdict(met, "arrival-still-helps", SOURCE, binding=False)


def request_may_be_held_for(facts: CommitmentFacts) -> Verdict:
    """Means are kept aside for a request that was sent or granted. Source: policy of Defence."""
    return Verdict(facts.request_state in states.OPEN, "request-was-sent", SOURCE)


def request_is_granted(facts: CommitmentFacts) -> Verdict:
    """A commitment follows the decision. Source: law of the basis (the gates)."""
    return Verdict(facts.request_state in states.GRANTED, "request-is-granted", SOURCE)


def hold_has_an_end(facts: CommitmentFacts) -> Verdict:
    """Kept aside until T, never for ever. Source: GLOSSARY (hold)."""
    met = facts.hold_until is not None and (facts.now is None or facts.hold_until > facts.now)
    return Verdict(met, "hold-has-an-end", SOURCE)


def not_under_way(facts: CommitmentFacts) -> Verdict:
    """What is under way returns first. Source: policy of Defence."""
    return Verdict(not facts.deployed, "unit-is-not-under-way", SOURCE)


def pieces_kept(facts: CommitmentFacts) -> int:
    """What one mandate keeps for a request: three times five is fifteen."""
    return facts.quantity + facts.spent


SOUND = (
    unit_offers_it,
    whole_if_indivisible,
    window_is_forward,
    arrival_is_possible,
    arrival_still_helps,
    unit_is_free,
)
CLOCKWORK: Seats = frozenset({CLOCK})


def stock_keepers(facts: CommitmentFacts) -> Seats:
    """Whoever counted the unit: checked there (`core.know.stock.stock_keepers`), this step is the consequence."""
    return facts.caused_by


COMMITMENT: Machine[CommitmentFacts] = Machine("commitment", [
    Move("hold",    NEW,         "held",      by=keepers, when=(request_may_be_held_for, hold_has_an_end, *SOUND),
                                                      spends=pieces_kept),
    Move("commit",  NEW,         "committed", by=keepers, when=(request_is_granted, *SOUND), spends=pieces_kept),
    Move("confirm", "held",      "committed", by=followers, when=(request_is_granted,)),
    Move("prolong", "held",      "held",      by=keepers, when=(hold_has_an_end,), spends=pieces_kept),
    Move("remind",  "held",      "held",      by=CLOCKWORK),
    Move("release", "held",      "released",  by=followers),
    Move("release", "committed", "released",  by=followers, when=(not_under_way,)),
    Move("extend",  "committed", "committed", by=followers, when=(unit_is_free, window_is_forward)),
    Move("shorten", "committed", "committed", by=followers, when=(window_is_forward,)),
    Move("fall-short", "held",      "held",      by=stock_keepers),
    Move("fall-short", "committed", "committed", by=stock_keepers),
    Move("complete", "committed", "completed", by=followers),
], rests_on=lambda facts: bases_of(facts.request))  # fmt: skip

ACTIVE = ("held", "committed")
"""States that occupy the unit."""
