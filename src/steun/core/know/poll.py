"""The life of a poll of needs (behoeftepeiling): a round in which organisations are asked what they would need.

Each answers with the needs that it stated, or says that it has none. Days are days of the Netherlands.
"""

from dataclasses import dataclass, field
from datetime import date

from steun.core.kernel.machine import CLOCK, NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles, at_each, seats_for
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"


@dataclass(frozen=True, slots=True)
class PollFacts:
    """What the rules of a poll look at."""

    opener: str = ""
    asked: tuple[str, ...] = ()
    closes_on: date | None = None
    today: date | None = None
    needs: int = 0  # that an answer names
    none: bool = False  # the answer is that there are none
    reason: str = ""
    roles: Roles = field(default_factory=Roles)


def openers(facts: PollFacts) -> Seats:
    return seats_for(facts.roles.pollers, facts.opener) if facts.opener else frozenset()


def those_asked(facts: PollFacts) -> Seats:
    return at_each(facts.roles.drafters, facts.asked)


def somebody_is_asked(facts: PollFacts) -> Verdict:
    """Source: logic."""
    return Verdict(bool(facts.asked), "poll-asks-somebody", SOURCE)


def closes_ahead(facts: PollFacts) -> Verdict:
    """Who is asked has a day at least. Source: logic."""
    met = facts.closes_on is not None and facts.today is not None and facts.closes_on > facts.today
    return Verdict(met, "poll-closes-ahead", SOURCE)


def is_not_over(facts: PollFacts) -> Verdict:
    """The last day counts. Source: logic."""
    met = facts.closes_on is not None and facts.today is not None and facts.closes_on >= facts.today
    return Verdict(met, "poll-is-not-over", SOURCE)


def answer_is_one(facts: PollFacts) -> Verdict:
    """An answer names needs, or says that there are none: silence is no answer. Source: policy of Steun."""
    return Verdict((facts.needs > 0) != facts.none, "poll-answer-is-one", SOURCE)


def end_of_poll_is_argued(facts: PollFacts) -> Verdict:
    """Who breaks off what others work on says why. Source: policy of Steun."""
    return Verdict(bool(facts.reason.strip()), "poll-end-is-argued", SOURCE)


POLL: Machine[PollFacts] = Machine("poll", [
    Move("open",     NEW,    "open",      by=openers,     when=(somebody_is_asked, closes_ahead)),
    Move("answer",   "open", "open",      by=those_asked, when=(is_not_over, answer_is_one)),
    Move("remind",   "open", "open",      by=frozenset({CLOCK})),
    Move("expire",   "open", "closed",    by=frozenset({CLOCK})),
    Move("close",    "open", "closed",    by=openers),
    Move("withdraw", "open", "withdrawn", by=openers,     when=(end_of_poll_is_argued,)),
])  # fmt: skip
