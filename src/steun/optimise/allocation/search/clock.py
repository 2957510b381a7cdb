"""The budget of a search: seconds, iterations, or until somebody cancels."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from steun.optimise.allocation.format.plan import Stop


@dataclass(slots=True)
class Clock:
    """Counts seconds or iterations, asks whether to go on, and reports how far things are."""

    stop: Stop
    began: float
    done: int = 0

    def share(self) -> float:
        """How much of the budget is used, 0..1."""
        parts = [0.0]
        if self.stop.seconds is not None:
            parts.append((time.monotonic() - self.began) / max(1e-9, self.stop.seconds))
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

    def pace(self, until: float) -> Callable[[], float]:
        """The share used of the time from now to a share of all; with iterations only, none: runs must repeat."""
        begin, seconds = self.share(), self.stop.seconds
        return lambda: 0.0 if seconds is None else (self.share() - begin) / max(1e-9, until - begin)

    def seconds_left(self) -> float | None:
        """What a solver may take: None without a clock, nothing when the budget is used up."""
        if self.over():
            return 0.0
        return None if self.stop.seconds is None else self.stop.seconds * (0.95 - self.share())
