"""Mutants: break the core in one small place at a time, and see whether a test notices. `make mutants`.

    python -m bench.mutants                      # all of steun/core
    python -m bench.mutants ask/rules.py decide  # some of it
    python -m bench.mutants --minutes 10

Needs `tests/core` and the doctests of the core, no Django and no database. The tests are collected and run once; then
every mutant lives in a fork, in which the mutated module is put in the place of the present one (`bench.grafts`), and
the tests that ran its lines are called again. What survives that is tried once more with everything imported anew.
Deterministic: the same source gives the same mutants in the same order. Survivors are printed with file and line;
those that no test can kill stand, each with its reason, in `docs/mutants.md` and do not count.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from _pytest.doctest import DoctestItem
from hypothesis import HealthCheck, settings

from bench.grafts import Grafts
from bench.mutations import Mutant, mutants_of

ROOT = Path(__file__).parents[1]
CORE = ROOT / "src" / "steun" / "core"
SLOW = ROOT / "tests" / "core" / "decide" / "test_indication_attack.py"
TESTS = [str(ROOT / "tests" / "core"), str(CORE), f"--ignore={SLOW}"]
ALWAYS = ("test_moves.py", "test_facts.py", "test_lives.py")
"""Tables and defaults run no line of their own when they are read: their tests are asked about every module."""
PLAIN = ["-x", "--noconftest", *(f"-pno:{name}" for name in ("django", "xdist", "cacheprovider", "terminal"))]
SURVIVED = 3
SECONDS = 60
"""Of the processor. A mutant that takes more runs for ever, and counts as killed; however busy the machine is."""


class Kept(dict[str, object]):
    """The names that a doctest knows. It clears them when it has run; here it runs more than once."""

    def clear(self) -> None:
        return

    def copy(self) -> Kept:
        return Kept(self)


class Watch:
    """Runs the tests once, and remembers which of them ran which line of the core."""

    def __init__(self, after: Callable[[Watch], None]) -> None:
        self.after = after
        self.ran: dict[tuple[str, int], list[pytest.Item]] = defaultdict(list)
        self.seconds: dict[pytest.Item, float] = {}
        self.items: list[pytest.Item] = []
        self.failed = 0

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.items = session.items
        for item in self.items:
            if isinstance(item, DoctestItem):
                item.dtest.globs = Kept(item.dtest.globs)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        lines: set[tuple[str, int]] = set()

        def local(frame: FrameType, event: str, argument: Any) -> Any:
            lines.add((frame.f_code.co_filename, frame.f_lineno))
            return local

        sys.settrace(lambda frame, event, _: local(frame, event, _) if str(CORE) in frame.f_code.co_filename else None)
        start = time.perf_counter()
        yield
        sys.settrace(None)
        self.seconds[item] = time.perf_counter() - start
        for line in lines:
            self.ran[line].append(item)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed += report.failed

    def pytest_sessionfinish(self) -> None:
        """All is collected and was green: now the mutants, before the session is taken down."""
        if not self.failed:
            self.after(self)

    def of(self, mutant: Mutant) -> list[pytest.Item]:
        """The tests that ran the lines of a mutant, the quickest first; for what is no function, all of its file."""
        low, high = mutant.lines if mutant.inside else (0, 10**6)
        ran = {
            it for (file, n), some in self.ran.items() if file == str(mutant.path) and low <= n <= high for it in some
        }
        if not mutant.inside:
            ran |= {it for it in self.items if it.path.name in ALWAYS}
        return sorted(ran, key=lambda it: (it.path.name not in ALWAYS, self.seconds[it]))


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


def dies_anew(mutant: Mutant, watch: Watch) -> bool:
    """Does any test notice when everything is imported with this module in this shape? The likeliest files first."""
    likely = dict.fromkeys(str(item.path) for item in watch.of(mutant))
    for name in [name for name in sys.modules if name.startswith(("steun", "tests"))]:
        del sys.modules[name]
    sys.meta_path.insert(0, mutant)
    return pytest.main([*PLAIN, *likely, *TESTS]) != 0


def dies_here(mutant: Mutant, watch: Watch, grafts: Grafts) -> bool:
    """Does a test notice when the mutated module is put in the place of the present one?"""
    try:
        grafts.put(mutant)
    except Exception:
        return True
    return not all(passes(item) for item in watch.of(mutant))


def dies(mutant: Mutant, watch: Watch, grafts: Grafts) -> bool:
    return dies_here(mutant, watch, grafts) or (not mutant.inside and dies_anew(mutant, watch))


def survivors_of(
    mutants: list[Mutant], dead: Callable[[Mutant], bool], jobs: int, until: float, loud: bool = True
) -> list[Mutant]:
    """Each mutant lives in a fork without output, so that nothing of it stays."""
    running: dict[int, Mutant] = {}
    survivors: list[Mutant] = []
    for number, mutant in enumerate([*mutants, *[None] * jobs]):
        if mutant and time.monotonic() > until:
            print(f"out of time: {len(mutants) - number} mutants were not looked at", flush=True)
            break
        if running and (mutant is None or len(running) >= jobs):
            child, status = os.wait()
            gone = running.pop(child)
            if os.waitstatus_to_exitcode(status) == SURVIVED:
                survivors.append(gone)
                if not loud:
                    continue
                print(f"src/steun/core/{gone.name}:{gone.line}  {gone.what}", flush=True)
        if loud and number % 250 == 0 and number:
            print(f"… {number} of {len(mutants)}, {len(survivors)} survive", file=sys.stderr, flush=True)
        if mutant and (child := os.fork()):
            running[child] = mutant
        elif mutant:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(1, 2)
            if loud:
                signal.setitimer(signal.ITIMER_PROF, SECONDS)
            killed = True
            try:
                killed = dead(mutant)
            finally:
                os._exit(0 if killed else SURVIVED)
    return survivors


def excused() -> set[tuple[str, str]]:
    """File and mutation of each equivalent mutant in docs/mutants.md."""
    text = (ROOT / "docs" / "mutants.md").read_text()
    return set(re.findall(r"^\| `([\w/]+\.py)` \| `(.+?)` \|", text, re.MULTILINE))


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("parts", nargs="*", default=[""], help="files or folders under steun/core")
    asked.add_argument("--minutes", type=float, default=60)
    asked.add_argument("--jobs", type=int, default=2)
    given = asked.parse_args()
    until = time.monotonic() + given.minutes * 60
    found = {p for it in given.parts for p in ([CORE / it] if it.endswith(".py") else (CORE / it).rglob("*.py"))}
    every = [mutant for path in sorted(found) for mutant in mutants_of(path, CORE)]
    excuses = excused()
    asking = [m for m in every if (m.name, m.what) not in excuses]
    survivors: list[Mutant] = []
    os.environ["STEUN_TEST_SCRATCH"] = tempfile.mkdtemp(prefix="steun-mutants-")
    settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, max_examples=20,
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    settings.load_profile("mutants")

    def after(watch: Watch) -> None:
        grafts = Grafts()
        whole = [Mutant.none(path, CORE) for path in sorted(found) if path.name != "__init__.py"]
        # In forks too: here it would give the tables other objects, so that what is mutated later would not be seen.
        sound = survivors_of(whole, lambda m: dies_here(m, watch, grafts), given.jobs, until, loud=False)
        lame = sorted({m.name for m in whole} - {m.name for m in sound})
        assert not lame, f"put in its own place it fails: {lame}"
        survivors.extend(survivors_of(asking, lambda m: dies(m, watch, grafts), given.jobs, until))

    if pytest.main([*PLAIN, *TESTS], plugins=[Watch(after)]) != 0:
        print("the tests are not green, so nothing can be said of mutants")
        return 2
    killed = len(asking) - len(survivors)
    score = f"{killed} of {len(asking)} mutants killed: {100 * killed / len(asking):.1f} %"
    print(f"{score}; {len(every) - len(asking)} excused")
    return 0


if __name__ == "__main__":
    sys.exit(main())
