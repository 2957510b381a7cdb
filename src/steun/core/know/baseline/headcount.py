"""The life of a headcount: how many people an organisation counts with, and how many of them somebody else counts with
too. No names: numbers that it states of itself, with a day. Who stands in two registers is one person.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from steun.core.kernel.machine import NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles, seats_for
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
ELSEWHERE = ("reservists", "fire_volunteers", "others")
"""Where people stand too: with Defence, with a fire service, in a register that is named in words."""


@dataclass(frozen=True, slots=True)
class HeadcountFacts:
    """What the rules of a headcount look at. Numbers are people."""

    organisation: str = ""
    people: int = 0
    reservists: int = 0
    fire_volunteers: int = 0
    others: int = 0
    other_register: str = ""  # where the others stand
    counted_on: date | None = None
    again_by: date | None = None  # when they are counted anew at the latest
    today: date | None = None
    changes: bool = False  # what a revision says differs from what stands
    reason: str = ""
    roles: Roles = field(default_factory=Roles)


@dataclass(frozen=True, slots=True)
class Counted:
    """People of one or more headcounts. One person may stand in several places elsewhere: so two borders.

    at_least, at_most: those of whom nobody else counts with.
    """

    people: int
    elsewhere: int
    most: int

    @property
    def at_least(self) -> int:
        return max(0, self.people - self.elsewhere)

    @property
    def at_most(self) -> int:
        return self.people - self.most


def counted(facts: HeadcountFacts) -> Counted:
    """The people of one headcount, once.

    >>> found = counted(HeadcountFacts(people=40, reservists=6, fire_volunteers=4))
    >>> found.at_least, found.at_most
    (30, 34)
    """
    kinds = [getattr(facts, name) for name in ELSEWHERE]
    return Counted(facts.people, sum(kinds), max(kinds))


def together(rows: Iterable[Counted]) -> Counted:
    """All of them: who stands in two of these registers may be counted with twice, so both borders add up."""
    found = list(rows)
    least = sum(it.at_least for it in found)
    people = sum(it.people for it in found)
    return Counted(people, people - least, sum(it.most for it in found))


def called_up_percent(rows: Iterable[HeadcountFacts]) -> int | None:
    """Of a hundred people, so many are gone when reservists are called up, rounded up; None = nobody stated any people.

    >>> called_up_percent([HeadcountFacts(people=40, reservists=6), HeadcountFacts(people=20)])
    10
    """
    found = list(rows)
    people = sum(it.people for it in found)
    return -(-100 * sum(it.reservists for it in found) // people) if people else None


def counters(facts: HeadcountFacts) -> Seats:
    return seats_for(facts.roles.drafters, facts.organisation) if facts.organisation else frozenset()


def elsewhere_within_people(facts: HeadcountFacts) -> Verdict:
    """Nobody stands elsewhere who does not stand here. Source: logic."""
    most = max(getattr(facts, name) for name in ELSEWHERE)
    return Verdict(most <= facts.people, "elsewhere-within-people", SOURCE, {"people": facts.people, "most": most})


def register_is_named(facts: HeadcountFacts) -> Verdict:
    """Where others stand is said, so that it can be counted there. Source: policy of Steun."""
    return Verdict(facts.others == 0 or bool(facts.other_register.strip()), "register-is-named", SOURCE)


def was_counted(facts: HeadcountFacts) -> Verdict:
    """Nobody counts ahead of the day. Source: logic."""
    day, today = facts.counted_on, facts.today
    return Verdict(day is None or today is None or day <= today, "counted-by-today", SOURCE)


def is_counted_again(facts: HeadcountFacts) -> Verdict:
    """A count gets old: a day by which it is made anew, after the day on which it was made. Source: logic."""
    first, last = facts.counted_on, facts.again_by
    return Verdict(first is None or last is None or last > first, "counted-again-later", SOURCE)


def headcount_changes(facts: HeadcountFacts) -> Verdict:
    """A revision says something else. Source: logic."""
    return Verdict(facts.changes, "revision-says-something-else", SOURCE)


def withdrawal_is_argued(facts: HeadcountFacts) -> Verdict:
    """Others may have counted with it. Source: policy of Steun."""
    return Verdict(bool(facts.reason.strip()), "withdrawal-is-argued", SOURCE)


SOUND = (elsewhere_within_people, register_is_named, was_counted, is_counted_again)

HEADCOUNT: Machine[HeadcountFacts] = Machine("headcount", [
    Move("state",    NEW,      "stated",    by=counters, when=SOUND),
    Move("revise",   "stated", "stated",    by=counters, when=(*SOUND, headcount_changes)),
    Move("withdraw", "stated", "withdrawn", by=counters, when=(withdrawal_is_argued,)),
])  # fmt: skip
