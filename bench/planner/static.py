"""Plans from nothing: a region to proof, a country in seconds, a continent in a fresh process."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import numpy as np

from steun.optimise.allocation.check import check
from steun.optimise.allocation.format.plan import Plan, Stop
from steun.optimise.allocation.format.policy import Policy, weight_of_class
from steun.optimise.allocation.format.problem import Problem
from steun.optimise.allocation.phases import order_of
from steun.optimise.allocation.planner import plan
from steun.optimise.allocation.search.insertion import Guide, insert_all
from steun.optimise.allocation.search.workspace import open_workspace, recount
from steun.optimise.readiness.scenarios import generate

from .record import Book, clock, load, peak_gb, processor

EUROPE_SECONDS = 54.0
"""The stop of the continental plan: its row counts reading the problem into arrays and writing the plan too."""


def warm() -> None:
    """Load the compiled kernels, so that no measurement pays for it."""
    plan(generate("region", lines=40, units=20), policy=Policy(exact_lines=0), stop=Stop(None, 200))


def unmet(problem: Problem, met: Any) -> float:
    """Share of the weight of class 1 that goes unmet, in percent."""
    its = [line for line in problem.lines if line.class_ == 1]
    asked = sum(line.weight for line in its)
    return 100 * (1 - sum(line.weight * met[line.id] / line.quantity for line in its) / asked) if asked else 0.0


def unavoidable(problem: Problem, made: Plan) -> float:
    """The same share that no plan can meet, as the bound of class 1 proves."""
    asked = sum(line.weight for line in problem.lines if line.class_ == 1)
    return max(0.0, 100 * (1 - made.bounds["UB_1"] / weight_of_class(1) / asked)) if asked else 0.0


def naive(problem: Problem, *, by_class: bool) -> float:
    """Unmet of class 1 when each line in turn gets the nearest units: by class, or first come first served."""
    workspace = open_workspace(problem, Policy())
    created = np.array([line.created for line in problem.lines])
    order = order_of(workspace) if by_class else np.argsort(created, kind="stable")
    nearest = Guide(np.zeros((len(problem.units), 1)), 1e-3, 1.0)
    insert_all(workspace.table, workspace.state, nearest, workspace.room, order, np.full(len(order), 1e6))
    recount(workspace)
    return 100 * float(1 - workspace.goal.served[0].sum() / workspace.goal.demand[0].sum())


def region(book: Book, seeds: range) -> None:
    """50 units, 100 lines: every goal closed with proof."""
    warm()
    for seed in seeds:
        problem, before = generate("region", seed=seed), load()
        with clock() as seconds:
            made = plan(problem, stop=Stop(10.0), seed=seed)
            elapsed = seconds()
        closed = {*made.proven, *made.within}
        classes = sum(f"L{k}" in closed for k in range(1, 6))
        book.note("region", seed, before, seconds=elapsed, classes_proven=classes, goals_proven=len(closed),
                  violations=len(check(problem, made)), method=made.method)  # fmt: skip


def slack(book: Book, seeds: range) -> None:
    """40 lines and 20 units at load 1.5, small enough to prove: how far below the bound does the optimum itself lie?"""
    warm()
    for seed in seeds:
        problem, before = generate("region", lines=40, units=20, load=1.5, seed=seed), load()
        proven = plan(problem, stop=Stop(12.0), seed=seed)
        searched = plan(problem, policy=Policy(exact_lines=0), stop=Stop(3.0), seed=seed)
        best, found = (
            sum(weight_of_class(k) * made.objective[f"L{k}"] for k in range(1, 6)) for made in (proven, searched)
        )
        bound = min(made.bounds["UB_5"] for made in (proven, searched))
        closed = sum(f"L{k}" in {*proven.proven, *proven.within} for k in range(1, 6))
        book.note("small worlds", seed, before, classes_proven=closed,
                  optimum_below_bound=100 * (1 - best / bound), search_below_optimum=100 * (1 - found / best),
                  violations=len(check(problem, proven)) + len(check(problem, searched)))  # fmt: skip


def national(book: Book, seeds: range, *, loads: tuple[float, ...] = (1.0, 1.5), shared: bool = False) -> None:
    """2,000 units, 5,000 lines, 14 days, at two loads and two stops, beside two naive plans. shared: the machine is, so
    that the clock is the processor's while it works for the search."""
    warm()
    for seed in seeds:
        for scarce in loads:
            problem = generate("national", load=scarce, seed=seed)
            greedy, first = naive(problem, by_class=True), naive(problem, by_class=False)
            for stop in (10.0, 60.0):
                before = load()
                now = processor() if shared else time.monotonic
                began = now()
                with clock() as seconds:
                    made = plan(problem, stop=Stop(stop, now=now), seed=seed)
                    elapsed, wall = now() - began, seconds()
                ours, least = unmet(problem, made.met), unavoidable(problem, made)
                book.note(
                    f"national {scarce} {stop:g} s", seed, before, gap_5=100 * made.gap["G_5"],
                    gap_1=100 * made.gap["G_1"], seconds=elapsed, wall=wall, unmet_1=ours, unavoidable_1=least,
                    avoidable_1=ours - least, greedy_avoidable_1=greedy - least, greedy_unmet_1=greedy,
                    first_come_unmet_1=first, violations=len(check(problem, made)),
                )  # fmt: skip


def europe(book: Book, seeds: range) -> None:
    """50,000 units, 100,000 lines, 30 days: each seed in a fresh process, so that its peak memory is its own."""
    for seed in seeds:
        before = load()
        done = subprocess.run(
            [sys.executable, "-m", "bench.planner.static", str(seed)], capture_output=True, text=True, check=True
        )
        book.note("europe", seed, before, **json.loads(done.stdout.splitlines()[-1]))


def _europe(seed: int, stop: float = EUROPE_SECONDS) -> dict[str, float]:
    warm()
    problem = generate("europe", seed=seed)
    base = peak_gb()
    with clock() as seconds:
        made: Plan = plan(problem, stop=Stop(stop), seed=seed)
        elapsed = seconds()
    peak = peak_gb()
    return {"seconds": elapsed, "gap_5": 100 * made.gap["G_5"], "peak_gb": peak, "problem_gb": base,
            "violations": len(check(problem, made))}  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(_europe(int(sys.argv[1]))))
