"""Collects the tests of the core, and knows which of them ran which line: from a run, or from the run before."""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from _pytest.doctest import DoctestItem

from bench.mutants.mutations import Mutant
from bench.mutants.verdicts import digest

QUICK = 0.15
"""Of the processor, in seconds, while watched. Slower tests are asked only about what the quick ones let pass."""
SLOWEST = 2.5
"""And those that take longer are asked about nothing: what only they would notice counts as survived."""
ALWAYS = ("test_moves.py", "test_facts.py", "test_lives.py", "test_states.py")
"""Tables, defaults and sets run no line of their own when they are read: their tests are asked about every module."""


class Kept(dict[str, object]):
    """The names that a doctest knows. It clears them when it has run; here it runs more than once."""

    def clear(self) -> None:
        return

    def copy(self) -> Kept:
        return Kept(self)


class Watch:
    """A plugin of pytest. A test is not watched again while its file and the modules that it ran are the same, and a
    quick one (there is one for each row of a truth table) while the truth tables are too."""

    def __init__(self, core: Path, tables: Path, kept: Path, after: Callable[[Watch], None]) -> None:
        self.core, self.kept, self.after = core, kept, after
        self.tables = digest(*sorted(tables.rglob("*.py")))
        self.known: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
        self.ran: dict[tuple[str, int], list[pytest.Item]] = defaultdict(list)
        self.seconds: dict[pytest.Item, float] = {}
        self.items: list[pytest.Item] = []
        self.failed = 0

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.items = session.items[:]
        for item in self.items:
            if isinstance(item, DoctestItem):
                item.dtest.globs = Kept(item.dtest.globs)
        stays = {item: self.known.get(item.nodeid, {}) for item in self.items}
        stays = {item: row for item, row in stays.items() if row and row["at"] == self._at(item, row)}
        for item, row in stays.items():
            self._note(item, row["seconds"], {(f"{self.core}/{it}", n) for it, ns in row["ran"].items() for n in ns})
        session.items[:] = [item for item in session.items if item not in stays]

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        lines: set[tuple[str, int]] = set()
        core = str(self.core)

        def local(frame: FrameType, event: str, argument: Any) -> Any:
            lines.add((frame.f_code.co_filename, frame.f_lineno))
            return local

        sys.settrace(lambda frame, event, _: local(frame, event, _) if core in frame.f_code.co_filename else None)
        start = time.process_time()
        yield
        sys.settrace(None)
        self._note(item, time.process_time() - start, lines)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed += report.failed

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """All is collected and was green: now the mutants, before the session is taken down."""
        if not self.failed and self.items:
            self._keep()
            self.after(self)

    def of(self, mutant: Mutant, *, quick: bool) -> list[pytest.Item]:
        """The tests that ran the lines of a mutant, the quickest first; for what is no function, all of its file."""
        low, high = mutant.lines if mutant.inside else (0, 10**6)
        ran = {
            it for (file, n), some in self.ran.items() if file == str(mutant.path) and low <= n <= high for it in some
        }
        if not mutant.inside:
            ran |= {it for it in self.items if it.path.name in ALWAYS}
        asked = [it for it in ran if (self.seconds[it] <= QUICK) is quick and self.seconds[it] <= SLOWEST]
        return sorted(asked, key=lambda it: (it.path.name not in ALWAYS, self.seconds[it], it.nodeid))

    def _note(self, item: pytest.Item, seconds: float, lines: set[tuple[str, int]]) -> None:
        self.seconds[item] = seconds
        for line in lines:
            self.ran[line].append(item)

    def _at(self, item: pytest.Item, row: dict[str, Any]) -> str:
        source = digest(item.path, *(self.core / name for name in sorted(row["ran"])))
        return f"{source} {self.tables}" if row["seconds"] <= QUICK else source

    def _keep(self) -> None:
        rows: dict[str, Any] = {}
        for item, seconds in self.seconds.items():
            rows[item.nodeid] = {"seconds": round(seconds, 3), "ran": defaultdict(list)}
        for (file, n), items in sorted(self.ran.items()):
            for item in items:
                rows[item.nodeid]["ran"][str(Path(file).relative_to(self.core))].append(n)
        for item in self.seconds:
            rows[item.nodeid]["at"] = self._at(item, rows[item.nodeid])
        self.kept.write_text(json.dumps(rows))
