"""What everybody may know of what can be where when: classes of quantity and of time, from regions, never exact.

Exact answers, asked often enough, tell where a unit is at home, how fast it is ready and how many are held. Here the
*input* is made coarse before anything is counted: home, notice, recovery, and what occupies a unit. Whatever is asked,
and however often, the answer follows from the coarse input, so no question tells more than that.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from steun.core.decide.promise import Source, Span, free, window
from steun.core.kernel.units import Metres, Minutes

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Policy:
    """How coarse. Each list rises.

    quantities: of which the highest that is surely there is shown [pieces]. steps: moments after the wanted one for
    which an answer is given. block: the day is shown in blocks of this length. notices: from order to departure, and
    recovery, counted as the first of these that is not shorter. slack: sites lie this far outside the points of their
    area at most.
    """

    quantities: tuple[int, ...]
    steps: tuple[Minutes, ...]
    block: Minutes
    notices: tuple[Minutes, ...]
    slack: Metres
    area: str  # of homes: region, province, command

    def at_least(self, quantity: int) -> int:
        """The highest class that a quantity surely reaches; 0 below the first.

        >>> policy = Policy((1, 5, 10, 25, 50), (), Minutes(360), (), Metres(0), "command")
        >>> [policy.at_least(n) for n in (0, 4, 37, 1000)]
        [0, 1, 25, 50]
        """
        reached = bisect_right(self.quantities, quantity)
        return self.quantities[reached - 1] if reached else 0

    def at_most(self, minutes: int) -> Minutes:
        """The first class that is not shorter; beyond the last, whole times the last.

        >>> policy = Policy((), (), Minutes(360), (Minutes(120), Minutes(360)), Metres(0), "command")
        >>> [policy.at_most(m) for m in (0, 15, 120, 121, 400)]
        [120, 120, 120, 360, 720]
        """
        last = self.notices[-1]
        return next((m for m in self.notices if minutes <= m), Minutes(-(-minutes // last) * last))

    def earlier(self, moment: datetime) -> datetime:
        """The begin of the block that a moment lies in."""
        return moment - (moment - EPOCH) % timedelta(minutes=self.block)

    def later(self, moment: datetime) -> datetime:
        """The end of the block that a moment lies in; a moment on the edge stays.

        >>> policy = Policy((), (), Minutes(360), (), Metres(0), "command")
        >>> policy.later(datetime(2026, 7, 1, 6, 1, tzinfo=UTC)).hour, policy.later(EPOCH) == EPOCH
        (12, True)
        """
        return moment + (EPOCH - moment) % timedelta(minutes=self.block)

    def coarse(self, source: Source, travel: Minutes) -> Source:
        """A unit as everybody may know it. `travel`: between its area and the region where help must be."""
        return replace(
            source,
            notice=self.at_most(source.notice),
            travel=travel,
            rest=self.at_most(source.rest) if source.rest else Minutes(0),
            spans=tuple(Span(self.earlier(s.start), self.later(s.end), s.quantity) for s in source.spans),
        )


AtLeast = tuple[datetime, int]
"""By when, and how many at least."""


def profile(
    sources: Iterable[Source], policy: Policy, *, now: datetime, begins: datetime, ends: datetime, latest: datetime
) -> list[AtLeast]:
    """From when how many are there at least, until the end; each moment at which a higher class is reached.

    `sources` are coarse. On time is judged at the begin of the block in which help is wanted, and shown as `begins`.
    """
    known, until = list(sources), policy.later(ends)
    found: list[AtLeast] = []
    for shown, judged in moments(policy, begins, min(latest, ends)):
        quantity = policy.at_least(there(known, now, judged, until))
        if quantity > (found[-1][1] if found else 0):
            found.append((shown, quantity))
    return found


def moments(policy: Policy, begins: datetime, last: datetime) -> list[tuple[datetime, datetime]]:
    """The moments of an answer as shown, and as judged: never later than shown."""
    first = policy.earlier(begins)
    after = [policy.earlier(begins + timedelta(minutes=step)) for step in policy.steps]
    rest = sorted({m for m in (*after, policy.earlier(last)) if first < m <= last})
    return [(begins, first), *((m, m) for m in rest)]


def there(sources: Sequence[Source], now: datetime, at: datetime, ends: datetime) -> int:
    """Pieces that can be there at a moment and stay until the end."""
    ready = [s for s in sources if now + timedelta(minutes=s.notice + s.travel) <= at]
    return sum(free(s, *window(s, at, ends)) for s in ready) if at < ends else 0
