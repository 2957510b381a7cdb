"""In time, or not: what was asked beside what can be there, is promised, or came. One rule for all who say it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from steun.core.kernel.units import minutes_between

IN_TIME, UNKNOWN, LATE, PARTLY, TOO_LATE = "in-time", "unknown", "late", "partly", "too-late"
CODES = (IN_TIME, UNKNOWN, LATE, PARTLY, TOO_LATE)
"""From best to worst: a request is as much in time as the worst served of its requirements."""
NOTHING_PROMISED, NO_START, TOO_FEW, LESS_GRANTED = "nothing-promised", "no-start", "too-few", "less-granted"
"""Why: nothing was promised; nobody said from when; fewer than the least that helps; the decision grants less."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: from when, until when, when it is too late, and how many (0: nobody said).

    minimum: the least that still helps. Where nobody said when it is too late, help is of use until the end.
    """

    begins: datetime | None
    latest: datetime | None = None
    ends: datetime | None = None
    quantity: int = 0
    minimum: int = 1

    def helps(self, at: datetime) -> bool:
        """Is help that comes at this moment still of use?"""
        return (self.latest is None or at <= self.latest) and (self.ends is None or at < self.ends)


@dataclass(frozen=True, slots=True)
class Help:
    """Pieces that are on the spot from a moment on; without `until` they stay to the end."""

    at: datetime
    quantity: int
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Timeliness:
    """minutes: how late what helps is there; 0 = in time, or unknown. quantity: pieces of those asked that are there
    from `at`; `asked` = 0 when nobody said how many. why: a code, where the code alone does not tell it."""

    code: str
    minutes: int = 0
    quantity: int = 0
    asked: int = 0
    at: datetime | None = None
    why: str = ""

    @property
    def comes(self) -> bool:
        """Is anything promised, possible or there at all?"""
        return self.quantity > 0

    @property
    def full(self) -> bool:
        """Is it all that was asked, when it was asked?"""
        return self.code == IN_TIME


def timeliness(asked: Asked, help: Sequence[Help], now: datetime | None = None) -> Timeliness:
    """What some help is worth beside what was asked. `now`: where nothing comes, it is late from then on."""
    coming = [it for it in help if it.quantity > 0]
    if asked.begins is None:
        most = max((n for _, n in together(asked, coming)), default=0)
        return Timeliness(UNKNOWN, quantity=most, asked=asked.quantity, why=NO_START)
    if not coming:
        return awaited(asked, asked.begins, now)
    counts = together(asked, coming)
    wanted = max(asked.quantity, 1)
    for at, quantity in counts:
        if quantity >= wanted:
            late = after(asked.begins, at)
            return Timeliness(LATE if late else IN_TIME, late, asked.quantity or quantity, asked.quantity, at)
    if not counts:
        first = min(it.at for it in coming)
        pieces = sum(it.quantity for it in coming if it.at == first)
        return Timeliness(TOO_LATE, after(asked.begins, first), pieces, asked.quantity, first)
    at, most = max(counts, key=lambda count: count[1])  # of equal ones the first
    few = TOO_FEW if most < asked.minimum else ""
    return Timeliness(PARTLY, after(asked.begins, at), most, asked.quantity, at, few)


def awaited(asked: Asked, begins: datetime, now: datetime | None) -> Timeliness:
    """Nothing comes yet: unknown, until the moment has passed at which it was needed."""
    late = after(begins, now) if now else 0
    code = UNKNOWN if now is None or not late else LATE if asked.helps(now) else TOO_LATE
    return Timeliness(code, late, asked=asked.quantity, why=NOTHING_PROMISED)


def together(asked: Asked, help: Sequence[Help]) -> list[tuple[datetime, int]]:
    """How many are on the spot together, at each moment at which more come and still help; none before it is asked.

    >>> from datetime import UTC
    >>> t = lambda h: datetime(2021, 7, 15, h, tzinfo=UTC)
    >>> counts = together(Asked(t(10), ends=t(18)), [Help(t(8), 4, t(12)), Help(t(11), 2), Help(t(19), 9)])
    >>> [(at.hour, n) for at, n in counts]
    [(10, 4), (11, 6)]
    """
    moments = {max(it.at, asked.begins or it.at) for it in help}
    return [
        (at, sum(it.quantity for it in help if it.at <= at and (it.until is None or at < it.until)))
        for at in sorted(moments)
        if asked.helps(at)
    ]


def after(begins: datetime, at: datetime) -> int:
    """Whole minutes after the moment that was asked; 0 when not after it."""
    return max(0, minutes_between(begins, at))


def worst(found: Iterable[Timeliness]) -> Timeliness:
    """Of several requirements of one request: as the worst served. Where others are promised, nothing is part of it."""
    every = list(found)
    if any(it.comes for it in every):
        every = [replace(it, code=PARTLY) if it.why == NOTHING_PROMISED and it.code != TOO_LATE else it for it in every]
    return max(every, key=lambda it: (CODES.index(it.code), it.minutes, -it.quantity))


LESS = frozenset({"partial", "later"})
"""Decisions that grant fewer, or not so soon."""


def as_granted(found: Timeliness, extent: str) -> Timeliness:
    """A decision that grants a part is never all of it, whatever was promised on it."""
    return replace(found, code=PARTLY, why=LESS_GRANTED) if extent in LESS and found.full else found


def standing(state: str, extent: str, found: Timeliness | None, *, lost: bool) -> str:
    """What a request is called: *granted* only when nothing that was granted is less, later or lost.

    lost: a promise fell short, or was taken back, after it was made.

    >>> standing("granted", "full", Timeliness(PARTLY, quantity=4, asked=6), lost=False)
    'partly-granted'
    """
    if state != "granted" or found is None:
        return state
    if lost and (found.code in {PARTLY, TOO_LATE} or found.why == NOTHING_PROMISED):
        return "promise-lost"
    less = extent in LESS or found.code == PARTLY or (found.comes and found.code in {LATE, TOO_LATE})
    return "partly-granted" if less else state


LIVES, OVERDUE, URGENT = "lives", "overdue", "urgent"
URGENCIES = (LIVES, OVERDUE, URGENT, "")
"""What comes first in a list, and looks it. Policy of Steun: no deadline of a lower class goes before a life."""


def urgency(priority: int, *, urgent: bool, goes_on: bool, due: datetime | None, now: datetime) -> str:
    """Lives at stake, then what is overdue, then what was called urgent. What has ended saves nobody any more."""
    if priority == 1 and goes_on:
        return LIVES
    if due is not None and due < now:
        return OVERDUE
    return URGENT if urgent and goes_on else ""
