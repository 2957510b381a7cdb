"""The rules of a commitment. F: three pieces of ten, for a request that was granted."""

from typing import Any

from steun.core.ask.rules import RequestFacts
from steun.core.decide import commitment as c
from steun.core.decide.commitment import CommitmentFacts
from tests.core.tables.samples import MINUTE, NOON
from tests.core.tables.truth import WARNS, row, table

STATES = ("draft", "asked", "granted", "ordered", "deployed", "ended", "closed", "refused", "withdrawn", "joined")
STANDING = ("granted", "ordered", "deployed")


def facts(state: str = "granted", **given: Any) -> CommitmentFacts:
    return CommitmentFacts(RequestFacts(), state, **{"quantity": 3, "offered": 10, "capacity": 10, "free": 10} | given)


def window(*minutes: int | None) -> CommitmentFacts:
    starts, arrives, leaves, ends = (None if m is None else NOON + m * MINUTE for m in minutes)
    return facts(starts_at=starts, arrives_at=arrives, leaves_at=leaves, ends_at=ends)


TABLES = [
    table(
        c.unit_offers_it, "unit-offers-it", "Steun",
        met=[row(facts(quantity=10), asked=10, offered=10), facts(quantity=1)],
        unmet=[row(facts(quantity=11), asked=11, offered=10), row(facts(quantity=0), asked=0, offered=10),
               row(facts(quantity=1, offered=0), asked=1, offered=0)],
    ),
    table(
        c.whole_if_indivisible, "unit-goes-whole", "Steun",
        met=[row(facts(quantity=10, divisible=False), capacity=10), facts()],
        unmet=[row(facts(quantity=9, divisible=False), capacity=10),
               row(facts(quantity=11, divisible=False), capacity=10)],
    ),
    table(
        c.unit_is_free, "unit-is-free", "Steun",
        met=[row(facts(free=3), asked=3, free=3)], unmet=[row(facts(free=2), asked=3, free=2)],
    ),
    table(
        c.window_is_forward, "window-is-forward", "Steun",
        met=[window(0, 0, 1, 1), window(0, 5, 7, 9)],
        unmet=[window(None, 5, 7, 9), window(0, None, 7, 9), window(0, 5, None, 9), window(0, 5, 7, None),
               window(1, 0, 7, 9), window(0, 5, 5, 9), window(0, 5, 4, 9), window(0, 5, 7, 6)],
    ),
    table(
        c.arrival_is_possible, "arrival-is-possible", "Steun", unmet_is=WARNS,
        met=[facts(), facts(arrives_at=NOON), facts(earliest=NOON), facts(arrives_at=NOON, earliest=NOON)],
        unmet=[facts(arrives_at=NOON - MINUTE, earliest=NOON)],
    ),
    table(
        c.arrival_still_helps, "arrival-still-helps", "Steun", unmet_is=WARNS,
        met=[facts(), facts(arrives_at=NOON), facts(latest=NOON), facts(arrives_at=NOON, latest=NOON)],
        unmet=[facts(arrives_at=NOON + MINUTE, latest=NOON)],
    ),
    table(
        c.request_may_be_held_for, "request-was-sent", "Steun",
        met=[facts(s) for s in ("asked", *STANDING)], unmet=[facts(s) for s in STATES if s not in ("asked", *STANDING)],
    ),
    table(
        c.request_is_granted, "request-is-granted", "Steun",
        met=[facts(s) for s in STANDING], unmet=[facts(s) for s in STATES if s not in STANDING],
    ),
    table(
        c.hold_has_an_end, "hold-has-an-end", "Steun",
        met=[facts(hold_until=NOON), facts(hold_until=NOON + MINUTE, now=NOON)],
        unmet=[facts(), facts(now=NOON), facts(hold_until=NOON, now=NOON), facts(hold_until=NOON - MINUTE, now=NOON)],
    ),
    table(c.not_under_way, "unit-is-not-under-way", "Steun", met=[facts()], unmet=[facts(deployed=True)]),
]  # fmt: skip
