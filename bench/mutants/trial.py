"""One mutant, one fork: what it breaks goes with the process. Which test noticed comes back in shared memory."""

from __future__ import annotations

import gc
import mmap
import os
import signal
import struct
import sys
import time
from collections.abc import Callable, Iterable, Iterator

import pytest

from bench.mutants.grafts import Grafts
from bench.mutants.mutations import Mutant
from bench.mutants.watch import QUICK, Watch

SURVIVED = 3
AT_LEAST, TIMES = 5.0, 20.0
"""Of the processor: a test that takes so many seconds, or times as long as it took, runs for ever and has noticed."""
Dead = Callable[[Mutant, "Slot"], bool]


class Slot:
    """Where a fork says which test it is about to ask."""

    def __init__(self) -> None:
        self.memory = mmap.mmap(-1, 8)

    def say(self, place: int) -> None:
        self.memory[:8] = struct.pack("q", place)

    def said(self) -> int:
        return int(struct.unpack("q", self.memory[:8])[0])


def trials(mutants: Iterable[Mutant], dead: Dead, jobs: int, until: float) -> Iterator[tuple[Mutant, int | None]]:
    """Each mutant with the place of the test that noticed, or None when none did. Ends early when time is up."""
    free = [Slot() for _ in range(jobs)]
    running: dict[int, tuple[Mutant, Slot]] = {}
    for mutant in mutants:
        if time.monotonic() > until:
            break
        if not free:
            yield _ended(running, free)
        slot = free.pop()
        slot.say(-1)
        if child := os.fork():
            running[child] = mutant, slot
        else:
            _live(mutant, dead, slot)
    while running:
        yield _ended(running, free)


def _ended(running: dict[int, tuple[Mutant, Slot]], free: list[Slot]) -> tuple[Mutant, int | None]:
    child, status = os.wait()
    mutant, slot = running.pop(child)
    free.append(slot)
    return mutant, None if os.waitstatus_to_exitcode(status) == SURVIVED else slot.said()


def _live(mutant: Mutant, dead: Dead, slot: Slot) -> None:
    gc.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    killed = True
    try:
        killed = dead(mutant, slot)
    finally:
        os._exit(0 if killed else SURVIVED)


def noticed_here(mutant: Mutant, tests: list[pytest.Item], watch: Watch, grafts: Grafts, slot: Slot) -> bool:
    """Does a test notice when the mutated module is put in the place of the present one?"""
    try:
        grafts.put(mutant)
    except Exception:
        return True
    for place, test in enumerate(tests):
        slot.say(place)
        _give(AT_LEAST + TIMES * watch.seconds[test])
        if not passes(test):
            return True
    return False


def noticed_anew(mutant: Mutant, options: list[str], watch: Watch) -> bool:
    """Does a quick test of its module notice when everything is imported with this module in this shape?"""
    _give(120)
    quick = {item.nodeid for item, seconds in watch.seconds.items() if seconds <= QUICK}
    files = dict.fromkeys(str(item.path) for item in watch.of(mutant, quick=True))
    for name in [name for name in sys.modules if name.startswith(("steun", "tests"))]:
        del sys.modules[name]
    sys.meta_path.insert(0, mutant)
    return pytest.main([*options, *files], plugins=[Only(quick)]) not in {0, 5}


class Only:
    """Of what is collected, runs these."""

    def __init__(self, names: set[str]) -> None:
        self.names = names

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self.names]


def _give(seconds: float) -> None:
    signal.setitimer(signal.ITIMER_PROF, seconds)


def passes(item: pytest.Item) -> bool:
    """Call the test again: at once when it needs nothing but its row, else with all that pytest does for it."""
    row = getattr(getattr(item, "callspec", None), "params", {})
    if isinstance(item, pytest.Function) and set(item.fixturenames) <= set(row):
        try:
            item.obj(**row)
        except Exception:
            return False
        return True
    try:
        item._initrequest()  # type: ignore[attr-defined]  # of each kind of item that is run here
        item.session._setupstate.setup(item)
        item.runtest()
    except BaseException:
        return False
    item.session._setupstate.teardown_exact(None)
    return True
