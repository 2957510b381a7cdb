"""Promises beside other questions: what a draft line could have alone, and from two threads at once."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Semaphore
from typing import Any

import pytest

import steun
from steun.optimise.allocation.format.plan import Plan, Stop
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Assignment, Earmark, Supply
from steun.optimise.allocation.planner import plan
from steun.optimise.allocation.questions.explanation import explain
from steun.optimise.allocation.questions.promise import promise
from steun.optimise.readiness.scenarios import generate
from tests.optimise.worlds import SEARCH, line, unit, world

LONG = 900.0
"""Seconds that pass only when something is broken."""


@pytest.fixture(scope="module")
def region():
    return plan(generate("region", load=1.5, seed=4), policy=Policy(exact_lines=0), stop=Stop(None, 2000), bounds=False)


def test_alone_means_as_in_a_world_without_the_others(region):
    for asked in region.problem.lines[:40]:
        draft = replace(asked, id="draft")
        nobody = plan(replace(region.problem, lines=()), policy=SEARCH, stop=Stop(None, 1), bounds=False)
        assert promise(region, draft, alone=True) == promise(nobody, draft)


def test_alone_begun_work_and_earmarks_still_count():
    pool = unit(divisible=True, capacity=5, offers=(Supply("pump", 5),), earmarks=(Earmark("A", "VR2", 2, 0, 600),))
    begun = Assignment("old", "u1", "pump", 1, 0)
    problem = world(
        [unit("u0", lon=9.0), pump_free(), pool], [line("old", quantity=5), line("more", quantity=2)], fixed=(begun,)
    )
    made = plan(problem, policy=SEARCH, stop=Stop(None, 200), bounds=False)

    def most(**more):
        return max((o.quantity for o in promise(made, line("draft", quantity=5, **more), alone=True)), default=0)

    assert most() == 2
    assert most(region="VR2") == 4


def pump_free():
    """A unit that has nothing to do with pumps."""
    return unit("u2", offers=(Supply("boat", 1),))


def test_questions_to_one_plan_wait_for_each_other(region, monkeypatch):
    """An explanation takes lines off the workspace for a moment; nobody may see the workspace without them."""
    asked = next(x for x in region.problem.lines if region.met[x.id] < x.quantity)
    draft = replace(asked, id="draft")
    want = promise(region, draft), explain(region, asked.id)
    watched = WatchedLock(region.workspace.lock)
    monkeypatch.setattr(region.workspace, "lock", watched)
    with ThreadPoolExecutor(2) as pool:
        with watched.lock:
            answers = pool.submit(promise, region, draft), pool.submit(explain, region, asked.id)
            for question in answers:
                question.add_done_callback(lambda _: watched.came.release())  # one that did not wait came and went
                assert watched.came.acquire(timeout=LONG)
            assert not any(question.done() for question in answers)
        assert tuple(question.result(LONG) for question in answers) == want


@dataclass
class WatchedLock:
    """A lock that tells when somebody comes to it."""

    lock: Any
    came: Semaphore = field(default_factory=lambda: Semaphore(0))

    def __enter__(self) -> None:
        self.came.release()
        self.lock.acquire()

    def __exit__(self, *_: object) -> None:
        self.lock.release()


def asked_by_a_page(seed: int) -> list[str]:
    """What a page asks of a world: what each line can get beside the others, and why not more."""
    problem = generate("region", load=2.0, seed=seed, lines=6, units=8)
    empty = Plan(replace(problem, lines=()), Policy(tolerance=0.0), 0, (), {}, {})
    found = []
    for asked in problem.lines:
        offers = promise(empty, replace(asked, quantity=asked.quantity + 3))
        got = offers[-1].assignments if offers else ()
        alone = replace(empty, problem=replace(problem, lines=(asked,)), assignments=got, workspace=None)
        found += [repr(offers), repr(explain(alone, asked.id))]
    return found


def test_a_page_gets_the_same_answer_with_and_without_compiled_kernels():
    roots = [str(Path(steun.__file__).parents[1]), str(Path(__file__).parents[4])]
    env = {**os.environ, "STEUN_NO_NUMBA": "1", "PYTHONPATH": os.pathsep.join(roots)}
    done = subprocess.run([sys.executable, "-c", PLAIN], env=env, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == [line for seed in range(3) for line in asked_by_a_page(seed)]


PLAIN = """
from steun.optimise import compiled
from tests.optimise.allocation.questions.test_promise import asked_by_a_page
assert not compiled.COMPILED
for seed in range(3):
    print(*asked_by_a_page(seed), sep="\\n")
"""
