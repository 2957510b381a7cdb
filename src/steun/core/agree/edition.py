"""The life of an edition: the multidisciplinary publication of what one can count on, numbered, by both sides.

One side compiles it, the other publishes it: so each has said yes to what it tells of them. Once published it stands
for ever; what changed since is told by the next one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from steun.core.kernel.journal import kept
from steun.core.kernel.machine import NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
CIVIL, DEFENCE = "civil", "defence"
COMPARED = {
    "capabilities": (
        "classes", "effects", "owner", "owners", "reaction_formal", "reaction_observed", "texts", "season_from",
        "season_until", "held_ready", "source", "year", "historic", "valid_until", "stale",
    ),
    "agreements": ("agreements", "quantity", "fastest", "slowest", "sustained", "until", "tested"),
    "needs": ("needs", "quantity", "covered"),
}  # fmt: skip
"""What is compared of each row of a chapter, in the order in which it is read."""
NAMED = ("id", "nl", "en")


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """What the rules of an edition look at."""

    capabilities: int = 0  # that stand in it
    maker_side: str = ""  # of who compiled it last: civil (which the national desks are too), defence
    side: str = ""  # of who acts
    follows_last: bool = False  # what changed is told since the edition that was published last
    reason: str = ""
    roles: Roles = field(default_factory=Roles)


def publishers(facts: EditionFacts) -> Seats:
    return frozenset(facts.roles.publishers)


def side_of(side: str) -> str:
    """Defence, or all that is civil.

    >>> side_of("national"), side_of("defence")
    ('civil', 'defence')
    """
    return DEFENCE if side == DEFENCE else CIVIL


def holds_something(facts: EditionFacts) -> Verdict:
    """Without a capability there is nothing to publish. Source: logic."""
    return Verdict(facts.capabilities > 0, "edition-holds-something", SOURCE)


def published_by_other_side(facts: EditionFacts) -> Verdict:
    """It tells what civil bodies and Defence have agreed on, so neither publishes it alone. Source: policy of Steun."""
    met = bool(facts.side) and bool(facts.maker_side) and side_of(facts.side) != side_of(facts.maker_side)
    return Verdict(met, "edition-published-by-other-side", SOURCE)


def follows_the_last(facts: EditionFacts) -> Verdict:
    """Another was published meanwhile: what changed since is to be told. Source: logic."""
    return Verdict(facts.follows_last, "edition-follows-the-last", SOURCE)


def discarding_is_argued(facts: EditionFacts) -> Verdict:
    """Somebody made it. Source: policy of Steun."""
    return Verdict(bool(facts.reason.strip()), "edition-step-is-argued", SOURCE)


PUBLISHED = (holds_something, published_by_other_side, follows_the_last)

EDITION: Machine[EditionFacts] = Machine("edition", [
    Move("compile",         NEW,        "compiled",  by=publishers, when=(holds_something,)),
    Move("compile-anew",    "compiled", "compiled",  by=publishers, when=(holds_something,)),
    Move("publish-edition", "compiled", "published", by=publishers, when=PUBLISHED),
    Move("discard",         "compiled", "discarded", by=publishers, when=(discarding_is_argued,)),
])  # fmt: skip

Chapter = Sequence[Mapping[str, Any]]


def changed(before: Mapping[str, Chapter], now: Mapping[str, Chapter]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """By chapter, what changed between two editions."""
    return {part: kept.changes(before[part], now[part], COMPARED[part], NAMED) for part in COMPARED}
