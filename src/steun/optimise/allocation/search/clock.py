"""The budget of a search: seconds, iterations, or until somebody cancels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from steun.optimise.allocation.format.plan import Stop


@dataclass(slots=True)
class Clock:
    """Counts seconds and moves, asks whether to go on, and reports how far things are.

    done: moves that were made; since, worked: of the processor's clock, when they began and how long they took.
    """

    stop: Stop
    began: float
    done: int = 0
    since: float | None = None
    worked: float = 0.0

    def share(self) -> float:
        """How much of the budget is used, 0..1."""
        parts = [0.0]
        if self.stop.seconds is not None:
            parts.append((self.stop.now() - self.began) / max(1e-9, self.stop.seconds))
        if self.stop.iterations is not None:
            parts.append(self.done / max(1, self.stop.iterations))
        return max(parts)

    def over(self) -> bool:
        """Is the budget used up, or has somebody cancelled?"""
        return self.share() >= 1 or self.cancelled()

    def cancelled(self) -> bool:
        """Has somebody asked to stop?"""
        return self.stop.cancelled is not None and self.stop.cancelled()

    def report(self, stage: str, goals: dict[str, float]) -> None:
        """Report progress, if anybody listens."""
        if self.stop.progress is not None:
            self.stop.progress(stage, min(1.0, self.share()), goals)

    @contextmanager
    def moving(self, moves: int) -> Iterator[None]:
        """Count these moves, and what they cost of the processor's time."""
        self.since = self.stop.worked() if self.since is None else self.since
        yield
        self.worked = self.stop.worked() - self.since  # what lies between moves is part of their price
        self.done += moves

    def expected(self, least: int, share: float) -> int:
        """How many moves a process makes that has a processor to itself, at the pace of those that were made, in that
        share of the seconds; never fewer than `least`, unless it ended before its budget, with nothing left to try."""
        if not self.over():
            return self.done
        most = max(self.done, least, self.stop.iterations or 0)
        if self.stop.seconds is None or self.worked <= 0:
            return most
        return max(most, round(self.done / self.worked * self.stop.seconds * share))

    def pace(self, until: float) -> Callable[[], float]:
        """The share used of the time from now to a share of all; with iterations only, none: runs must repeat."""
        begin, seconds = self.share(), self.stop.seconds
        return lambda: 0.0 if seconds is None else (self.share() - begin) / max(1e-9, until - begin)

    def seconds_left(self) -> float | None:
        """What a solver may take: None without a clock, nothing when the budget is used up."""
        if self.over():
            return 0.0
        return None if self.stop.seconds is None else self.stop.seconds * (0.95 - self.share())
