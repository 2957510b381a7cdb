"""When the head of a packet may enter an arc: the minutes that closures, other columns and evacuees leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from steun.optimise.movement.columns.order import FREE, NEVER, Order

Window = tuple[int, int]
"""First and last minute, both included."""


class Held(NamedTuple):
    """A column on an arc: when its head enters and leaves, and minutes from its first vehicle to its last."""

    enter: int
    leave: int
    passing: int
    packet: str


@dataclass
class Register:
    """Who holds which arc when. shut: by arc, half-open intervals in which no vehicle of a column may be on it."""

    headway: int
    horizon: int
    shut: dict[int, list[Window]] = field(default_factory=dict)
    held: dict[int, list[Held]] = field(default_factory=lambda: defaultdict(list))

    def free(
        self, arc: int, travel: int, passing: int, protected: Iterable[Window] = (), order: Order = FREE
    ) -> Iterator[Window]:
        """Minutes at which a head may enter, in order. travel: of the head; protected: more intervals like `shut`."""
        barred = [*self._shut(arc, travel + passing, protected), *self._behind(arc, travel, passing, order)]
        first = 0
        for low, high in sorted(barred):
            if low > first:
                yield first, low - 1
            first = max(first, high + 1)
        if first <= self.horizon:
            yield first, self.horizon

    def _shut(self, arc: int, length: int, protected: Iterable[Window]) -> Iterator[Window]:
        """A column that enters at e is there in [e, e + length)."""
        for start, until in (*self.shut.get(arc, ()), *protected):
            yield start - length + 1, until - 1

    def _behind(self, arc: int, travel: int, passing: int, order: Order) -> Iterator[Window]:
        for other in self.held.get(arc, ()):
            low, high = self._barred(other, travel, passing)
            yield (0 if other.packet in order.ahead else low, NEVER if other.packet in order.behind else high)

    def _barred(self, other: Held, travel: int, passing: int) -> Window:
        """At both ends of the link one column is through, and the headway over, before the head of the next comes."""
        before = min(other.enter, other.leave - travel) - passing - self.headway
        after = max(other.enter, other.leave - travel) + other.passing + self.headway
        return before + 1, after - 1

    def in_the_way(self, arc: int, enter: int, travel: int, passing: int) -> Iterator[str]:
        """Packets because of which a head may not enter at this minute."""
        for other in self.held.get(arc, ()):
            low, high = self._barred(other, travel, passing)
            if low <= enter <= high:
                yield other.packet
