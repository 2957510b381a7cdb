"""The life of a movement of allied forces: stated, bid, permitted, credited, under way, passed, closed.

Who plans movements states what an ally needs, finds a way and its times on the road register, asks the permissions that
route and load demand, and gives the credit: the right to that route at those times. Whoever is asked for a permission
answers it; what others answered on paper is entered with its reference.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from steun.core.kernel.machine import NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles, at_each
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
LONGEST = timedelta(days=14)
"""From the first moment to the last of one movement."""
SHARED = ("credited", "under-way", "passed", "closed", "cancelled")
"""States in which those along the way know of it."""
HOLDS = ("credited", "under-way")
"""States in which it holds its roads."""


@dataclass(frozen=True, slots=True)
class MovementFacts:
    """What the rules of a movement look at."""

    organisation: str = ""  # who plans it
    origin: str = ""
    destination: str = ""
    packet_size: int = 0  # vehicles
    packet_least: int = 0
    packet_most: int = 0
    earliest: datetime | None = None
    latest: datetime | None = None
    departs: datetime | None = None  # the first vehicle, as planned
    now: datetime | None = None
    no_way: str = ""  # why no way was found for some packet
    answerers: Seats = frozenset()  # who answers the permission in question
    answered: bool = False  # it was answered already
    known: bool = False  # it is one that this movement needs
    open: tuple[str, ...] = ()  # permissions that nobody answered
    denied: tuple[str, ...] = ()
    in_the_way: str = ""  # what holds its roads at its times now
    changes: bool = False
    reference: str = ""
    reason: str = ""
    evaluation: str = ""
    supports: bool = False  # it is one that the rules know, and nobody asked it yet
    roles: Roles = field(default_factory=Roles)


def movers(facts: MovementFacts) -> Seats:
    """Who plans movements, in the organisation that plans this one."""
    return at_each(facts.roles.movers, (facts.organisation,) if facts.organisation else ())


def answerers(facts: MovementFacts) -> Seats:
    """Whoever is asked, and who plans it: by what was answered outside Steun."""
    return facts.answerers | movers(facts)


def goes_somewhere(facts: MovementFacts) -> Verdict:
    """Source: logic."""
    return Verdict(facts.origin != facts.destination, "movement-goes-somewhere", SOURCE)


def has_time(facts: MovementFacts) -> Verdict:
    """Source: logic."""
    met = facts.earliest is not None and facts.latest is not None and facts.earliest < facts.latest
    return Verdict(met, "movement-has-time", SOURCE)


def lies_within_two_weeks(facts: MovementFacts) -> Verdict:
    """A longer one is stated as several. Source: policy of Steun."""
    long = facts.earliest and facts.latest and facts.latest - facts.earliest > LONGEST
    return Verdict(not long, "movement-lasts-two-weeks", SOURCE)


def lies_ahead(facts: MovementFacts) -> Verdict:
    """Nobody bids for a time that is over. Source: logic."""
    over = facts.latest and facts.now and facts.latest <= facts.now
    return Verdict(not over, "movement-lies-ahead", SOURCE)


def packets_fit(facts: MovementFacts) -> Verdict:
    """A march unit is 10 to 25 vehicles. Source: policy of Steun, after the handbook of Defence."""
    least, most = facts.packet_least, facts.packet_most
    met = least <= facts.packet_size <= most
    return Verdict(met, "packets-fit", SOURCE, {} if met else {"least": least, "most": most})


def requirements_change(facts: MovementFacts) -> Verdict:
    """Source: logic."""
    return Verdict(facts.changes, "requirements-say-something-else", SOURCE)


def a_way_is_found(facts: MovementFacts) -> Verdict:
    """Every packet has a way and its times. Source: logic."""
    return Verdict(not facts.no_way, "a-way-is-found", SOURCE, {"why_not": facts.no_way} if facts.no_way else {})


def permission_is_asked(facts: MovementFacts) -> Verdict:
    """Only what this movement needs is answered. Source: logic."""
    return Verdict(facts.known, "permission-is-asked", SOURCE)


def answer_is_new(facts: MovementFacts) -> Verdict:
    """An answer stands; other times ask anew. Source: logic."""
    return Verdict(not facts.answered, "permission-is-not-answered-yet", SOURCE)


def answer_has_a_reference(facts: MovementFacts) -> Verdict:
    """Where the answer can be read, or what it says. Source: policy of Steun."""
    return Verdict(bool(facts.reference.strip()), "permission-has-a-reference", SOURCE)


def every_permission_is_given(facts: MovementFacts) -> Verdict:
    """Source: policy of Steun."""
    number = len(facts.open)
    return Verdict(not number, "permissions-are-answered", SOURCE, {"number": number} if number else {})


def no_permission_is_denied(facts: MovementFacts) -> Verdict:
    """Source: policy of Steun."""
    number = len(facts.denied)
    return Verdict(not number, "no-permission-is-denied", SOURCE, {"number": number} if number else {})


def times_still_fit(facts: MovementFacts) -> Verdict:
    """No closure and no other credit lies over them since the bid. Source: logic."""
    met = not facts.in_the_way
    return Verdict(met, "times-still-fit", SOURCE, {} if met else {"what": facts.in_the_way})


def departure_lies_ahead(facts: MovementFacts) -> Verdict:
    """Nobody gets a right to roads from an hour ago. Source: logic."""
    late = facts.departs and facts.now and facts.departs < facts.now
    return Verdict(not late, "departure-lies-ahead", SOURCE)


def step_is_argued(facts: MovementFacts) -> Verdict:
    """Others counted on it. Source: policy of Steun."""
    return Verdict(bool(facts.reason.strip()), "movement-step-is-argued", SOURCE)


def is_evaluated(facts: MovementFacts) -> Verdict:
    """Nothing closes without an evaluation. Source: policy of Steun."""
    return Verdict(bool(facts.evaluation.strip()), "movement-is-evaluated", SOURCE)


def support_is_new(facts: MovementFacts) -> Verdict:
    """What was asked once goes on in its request. Source: policy of Steun."""
    return Verdict(facts.supports, "support-is-new", SOURCE)


SOUND = (goes_somewhere, has_time, lies_within_two_weeks, lies_ahead, packets_fit)
BIDDING = (lies_ahead, a_way_is_found)
ANSWERING = (permission_is_asked, answer_is_new)
CREDITING = (every_permission_is_given, no_permission_is_denied, times_still_fit, departure_lies_ahead)
ARGUED = (step_is_argued,)

MOVEMENT: Machine[MovementFacts] = Machine("movement", [
    Move("state-requirements",  NEW,         "stated",    by=movers,    when=SOUND),
    Move("change-requirements", "stated",    "stated",    by=movers,    when=(*SOUND, requirements_change)),
    Move("change-requirements", "bid",       "stated",    by=movers,    when=(*SOUND, requirements_change)),
    Move("bid",                 "stated",    "bid",       by=movers,    when=BIDDING),
    Move("plan-again",          "bid",       "bid",       by=movers,    when=BIDDING),
    Move("plan-again",          "credited",  "bid",       by=movers,    when=BIDDING),
    Move("permit",              "bid",       "bid",       by=answerers, when=(*ANSWERING, answer_has_a_reference)),
    Move("deny",                "bid",       "bid",       by=answerers, when=(*ANSWERING, step_is_argued)),
    Move("credit-again",        "credited",  "credited",  by=movers,    when=(times_still_fit,)),
    Move("credit-again",        "under-way", "under-way", by=movers,    when=(times_still_fit,)),
    Move("credit",              "bid",       "credited",  by=movers,    when=CREDITING),
    Move("ask-civil",           "bid",       "bid",       by=movers,    when=(support_is_new,)),
    Move("ask-civil",           "credited",  "credited",  by=movers,    when=(support_is_new,)),
    Move("ask-civil",           "under-way", "under-way", by=movers,    when=(support_is_new,)),
    Move("refuse",              "bid",       "refused",   by=movers,    when=ARGUED),
    Move("withdraw",            "stated",    "withdrawn", by=movers,    when=ARGUED),
    Move("withdraw",            "bid",       "withdrawn", by=movers,    when=ARGUED),
    Move("cancel",              "credited",  "cancelled", by=movers,    when=ARGUED),
    Move("depart",              "credited",  "under-way", by=movers),
    Move("report-point",        "under-way", "under-way", by=movers),
    Move("end-march",           "under-way", "passed",    by=movers),
    Move("close",               "passed",    "closed",    by=movers,    when=(is_evaluated,)),
])  # fmt: skip
