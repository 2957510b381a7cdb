"""Mutants: break the core in one small place at a time, and see whether a test notices. `make mutants`.

    python -m bench.mutants                      # all of steun/core
    python -m bench.mutants ask/rules.py decide  # some of it
    python -m bench.mutants --minutes 10         # what was judged is kept: the next run goes on
    python -m bench.mutants --anew               # judge all of them again

Needs `tests/core`, the cases of the law and the doctests of the core, no Django and no database. The tests are
collected and run once; then every mutant lives in a fork, in which the mutated module is put in the place of the
present one (`grafts`), and the tests that ran its lines are called again: first the quick ones, for all mutants; then
the slow ones. What survives and is no function's is tried once more with everything imported anew. Deterministic: the
same source gives the same mutants and verdicts. Survivors are printed with file and line; those that no test can kill
stand, each with its reason, in `docs/mutants.md` and do not count.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bench.mutants.grafts import Grafts
from bench.mutants.mutations import Mutant, mutants_of
from bench.mutants.trial import Slot, noticed_anew, noticed_here, trials
from bench.mutants.verdicts import Verdicts
from bench.mutants.watch import Watch

ROOT = Path(__file__).parents[2]
CORE = ROOT / "src" / "steun" / "core"
SLOW = ROOT / "tests" / "core" / "decide" / "test_indication_attack.py"
LAW = ROOT / "tests" / "rules" / "test_cases.py"
TESTS = [str(ROOT / "tests" / "core"), str(LAW), str(CORE), f"--ignore={SLOW}"]
PLAIN = ["-x", "--noconftest", *(f"-pno:{name}" for name in ("django", "xdist", "cacheprovider", "terminal"))]
IMPORT = "when it is put in place"


class Run:
    """All trials of one run, in passes: each asks more of what is left."""

    def __init__(self, watch: Watch, verdicts: Verdicts, jobs: int, until: float) -> None:
        self.watch, self.verdicts, self.jobs, self.until = watch, verdicts, jobs, until
        self.grafts = Grafts()
        self.named = {item.nodeid: item for item in watch.items}
        self.late: dict[str, pytest.Item] = {}  # the test that noticed last, per place

    def check(self, paths: list[Path]) -> None:
        """Put in its own place, each module must survive. In forks too, so that the tables keep their objects."""
        whole = [Mutant.none(path, CORE) for path in paths if path.name != "__init__.py"]
        lame = [(m.name, by) for m, by in self._pass(whole, quick=True) if by is not None]
        assert not lame, f"put in its own place it fails: {lame}"

    def judge(self, mutants: list[Mutant]) -> None:
        self._judged([mutant for mutant in mutants if not self.verdicts.passed(mutant)], quick=True)
        self._judged([mutant for mutant in mutants if self.verdicts.passed(mutant) == "quick"], quick=False)
        # Tables and constants: what others made of them when they were imported only who imports anew can notice.
        anew = [mutant for mutant in mutants if self.verdicts.passed(mutant) == "slow"]
        for mutant, by in trials(anew, lambda m, _: noticed_anew(m, PLAIN, self.watch), self.jobs, self.until):
            self.verdicts.note(mutant, "" if by is None else IMPORT)

    def _judged(self, mutants: list[Mutant], *, quick: bool) -> None:
        left, begun = 0, time.monotonic()
        for number, (mutant, by) in enumerate(self._pass(mutants, quick=quick), start=1):
            if by is None:
                left += 1
                self.verdicts.note(mutant, "", so_far="quick" if quick else "" if mutant.inside else "slow")
                print(f"?  {mutant.name}:{mutant.line}  {mutant.what}", file=sys.stderr, flush=True)
            else:
                self.verdicts.note(mutant, by)
            if number % 250 == 0:
                each = f"{1000 * (time.monotonic() - begun) / number:.0f} ms each"
                print(f"… {number} of {len(mutants)}, {left} left, {each}", file=sys.stderr, flush=True)

    def _pass(self, mutants: list[Mutant], *, quick: bool) -> Iterator[tuple[Mutant, str | None]]:
        asked: dict[int, list[pytest.Item]] = {}

        def in_turn() -> Iterator[Mutant]:
            for mutant in mutants:
                asked[id(mutant)] = self._order(mutant, quick=quick)
                yield mutant

        def dead(mutant: Mutant, slot: Slot) -> bool:
            return noticed_here(mutant, asked[id(mutant)], self.watch, self.grafts, slot)

        for mutant, place in trials(in_turn(), dead, self.jobs, self.until):
            tests = asked.pop(id(mutant))
            if place is not None and place >= 0:
                self.late[_place(mutant)] = tests[place]
            yield mutant, None if place is None else tests[place].nodeid if place >= 0 else IMPORT

    def _order(self, mutant: Mutant, *, quick: bool) -> list[pytest.Item]:
        """The likeliest first: what noticed it before, then what noticed its neighbour."""
        tests = self.watch.of(mutant, quick=quick)
        known = set(tests)
        likely = [self.named.get(self.verdicts.first(mutant)), self.late.get(_place(mutant))]
        return [*dict.fromkeys([it for it in likely if it in known] + tests)]


def _place(mutant: Mutant) -> str:
    """The module and function that it stands in."""
    return f"{mutant.name} {mutant.what.partition(':')[0]}"


def modules_of(parts: list[str]) -> list[Path]:
    found = {path for it in parts for path in ([CORE / it] if it.endswith(".py") else (CORE / it).rglob("*.py"))}
    return sorted(found)


def excused() -> set[tuple[str, str]]:
    """File and mutation of each equivalent mutant in docs/mutants.md."""
    text = (ROOT / "docs" / "mutants.md").read_text()
    return set(re.findall(r"^\| `([\w/]+\.py)` \| `(.+?)` \|", text, re.MULTILINE))


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("parts", nargs="*", default=[""], help="files or folders under steun/core")
    asked.add_argument("--minutes", type=float, default=600)
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--anew", action="store_true", help="judge again what was judged before")
    given = asked.parse_args()
    until = time.monotonic() + given.minutes * 60
    found = modules_of(given.parts)
    every = [mutant for path in found for mutant in mutants_of(path, CORE)]
    excuses = excused()
    counted = [m for m in every if (m.name, m.what) not in excuses]
    verdicts = Verdicts(ROOT / "var" / "mutants.jsonl", ROOT, anew=given.anew)
    os.environ["STEUN_TEST_SCRATCH"] = tempfile.mkdtemp(prefix="steun-mutants-")
    settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, max_examples=20,
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    settings.load_profile("mutants")

    def after(watch: Watch) -> None:
        run = Run(watch, verdicts, given.jobs, until)
        run.check(found)
        run.judge([m for m in counted if verdicts.holds(m) is None])

    watch = Watch(CORE, ROOT / "tests" / "core" / "tables", ROOT / "var" / "mutants-lines.json", after)
    if pytest.main([*PLAIN, *TESTS], plugins=[watch]) not in {0, 5}:
        print("the tests are not green, so nothing can be said of mutants")
        return 2
    judged = {m: verdicts.holds(m) for m in counted}
    for mutant, by in judged.items():
        if by == "":
            print(f"src/steun/core/{mutant.name}:{mutant.line}  {mutant.what}")
    killed, open_ = sum(bool(by) for by in judged.values()), sum(by is None for by in judged.values())
    score = f"{killed} of {len(counted)} mutants killed: {100 * killed / len(counted):.1f} %"
    print(f"{score}; {len(every) - len(counted)} excused; {open_} not judged")
    return int(open_ > 0)


if __name__ == "__main__":
    sys.exit(main())
