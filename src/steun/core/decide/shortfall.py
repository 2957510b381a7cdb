"""Who falls short when a unit has fewer pieces than it promised, and who is made good when it has more again.

Nothing is hidden and nothing is taken back in silence: a promise keeps its quantity, and its `short` says how much of
it no longer stands. Quantities are pieces of the unit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from steun.core.decide.promise import Span, peak


@dataclass(frozen=True, slots=True)
class Promised:
    """One active commitment of a unit, as a shortage sees it. `arrival` is the promised one."""

    key: str
    start: datetime
    end: datetime
    quantity: int
    short: int
    committed: bool  # False = held
    arrival: datetime

    @property
    def net(self) -> int:
        return self.quantity - self.short


def falls(
    promises: Sequence[Promised], away: Sequence[Span], capacity: int, now: datetime, *, divisible: bool = True
) -> dict[str, int]:
    """Pieces that each promise must be short of, so that what is left never exceeds the stock: only those that change.

    Holds fall before commitments, and the latest promised arrival first: there is most time to find other means. Time
    that has passed does not count. An indivisible unit falls short as a whole.
    """
    standing = {p.key: p for p in promises}
    for promise in sorted(promises, key=_order, reverse=True):
        over = _load(standing.values(), away, promise, now) - capacity
        if over > 0:
            cut = min(over, promise.net) if divisible else promise.net
            standing[promise.key] = replace(promise, short=promise.short + cut)
    return _changed(promises, standing)


def lifts(
    promises: Sequence[Promised], away: Sequence[Span], capacity: int, now: datetime, *, divisible: bool = True
) -> dict[str, int]:
    """Pieces that each promise is still short of when stock allows more again: only those that change.

    In the reverse order of `falls`: commitments before holds, the oldest promise (earliest promised arrival) first.
    """
    standing = {p.key: p for p in promises}
    for promise in sorted(promises, key=_order):
        room = capacity - _load(standing.values(), away, promise, now)
        given = min(room, promise.short) if divisible or room >= promise.short else 0
        standing[promise.key] = replace(promise, short=promise.short - max(0, given))
    return _changed(promises, standing)


def owed(short: Sequence[Span], taken: Sequence[Span], capacity: int) -> list[Span]:
    """What fell short is made good first when pieces come back: nothing new is promised in its place.

    So it occupies, as far as there is room beside what is `taken`; the database counts a new promise the same way.
    """
    ends = sorted({moment for span in (*short, *taken) for moment in (span.start, span.end)})
    found = []
    for start, end in pairwise(ends):
        room = capacity - peak(taken, start, end)
        if (quantity := min(room, peak(short, start, end))) > 0:
            found.append(Span(start, end, quantity))
    return found


def _order(promise: Promised) -> tuple[bool, datetime, str]:
    """The order in which promises are kept."""
    return not promise.committed, promise.arrival, promise.key


def _load(standing: Iterable[Promised], away: Iterable[Span], over: Promised, now: datetime) -> int:
    """The most pieces in use at any moment of this promise's window that is still to come; 0 when it has passed."""
    start = max(over.start, now)
    if start >= over.end:
        return 0
    return peak([*(Span(p.start, p.end, p.net) for p in standing), *away], start, over.end)


def _changed(before: Sequence[Promised], after: dict[str, Promised]) -> dict[str, int]:
    return {p.key: after[p.key].short for p in before if after[p.key].short != p.short}
