"""CPU of work on a machine that others use as well: what counts is what was done while it was as quick as it gets.

The two cores share caches and more with what runs beside us: one and the same loop takes 65 ms in a quiet moment and
120 in a busy one. So a piece of work counts when the loops just before and after it were quick: the median of those.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

STEPS = 200_000
QUICK = 1.12
"""Times the quickest loop so far that a loop may take, for what is done beside it to count."""


@dataclass
class Figure:
    cpu: float  # ms, median of those that count
    counted: int  # how many
    of: int
    loop: float  # ms of the quickest loop, for 2,000,000 steps

    def __str__(self) -> str:
        return f"{self.cpu:.1f} ({self.counted} of {self.of})"


def loop() -> float:
    """Milliseconds of CPU for a loop."""
    start, total = time.process_time(), 0
    for n in range(STEPS):
        total += n
    return (time.process_time() - start) * 1000


class Quiet:
    def __init__(self) -> None:
        self.best = min(loop() for _ in range(50))

    def cpu(
        self, work: Callable[[], object], spent: Callable[[], float], *, enough: int = 15, seconds: float = 20
    ) -> Figure:
        """Of one piece of work, over and over until enough of it counts, or the time is up: then the quickest tenth of
        those with the least loops beside them. `spent`: seconds of CPU so far, of whoever does it."""
        found: list[tuple[float, float]] = []  # the slower loop beside it, and its own CPU
        until = time.monotonic() + seconds
        before = loop()
        while time.monotonic() < until:
            start = spent()
            work()
            taken = (spent() - start) * 1000
            after = loop()
            self.best = min(self.best, after)
            found.append((max(before, after), taken))
            before = after
            if sum(beside <= self.best * QUICK for beside, _ in found) >= enough:
                break
        good = [taken for beside, taken in found if beside <= self.best * QUICK]
        few = good or [taken for _, taken in sorted(found)[: max(1, len(found) // 10)]]
        return Figure(statistics.median(few), len(good), len(found), self.best * 2_000_000 / STEPS)


def of_processes(processes: Iterable[int]) -> Callable[[], float]:
    """The CPU that these have spent, with all their threads, to the microsecond."""
    known = list(processes)

    def spent() -> float:
        total = 0
        for process in known:
            for thread in Path(f"/proc/{process}/task").glob("*/schedstat"):
                try:
                    total += int(thread.read_text().split()[0])
                except OSError:  # it ended just now
                    continue
        return total / 1e9

    return spent


def children(parent: int) -> list[int]:
    """The processes under this one."""
    found = []
    for it in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(it.read_text().rpartition(")")[2].split()[1]) == parent:
                found += [int(it.parent.name), *children(int(it.parent.name))]
        except OSError:
            continue
    return found


def load() -> str:
    return f"load {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores"
