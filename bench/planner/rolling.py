"""Living through a crisis under each policy: what class 1 gains, and what the others pay for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from steun.optimise.allocation.check import check
from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Problem
from steun.optimise.readiness.comparison import draw_figure, interval, policies
from steun.optimise.readiness.reserve import learned_reserve
from steun.optimise.readiness.rolling import Rolling, simulate
from steun.optimise.readiness.scenarios import generate

from .record import HERE, Book, clock, load

PAST = 5
"""Other crises over the same units, from which reserve prices are learned; the one lived through is not among them."""
FIRST = "first come, first served"
FIGURE = HERE / "planner-rolling.svg"


def rolling(book: Book, seeds: range) -> None:
    """Every policy of `steun simulate`, seed by seed; differences are paired by seed."""
    for seed in seeds:
        problem = generate("national", load=1.0, seed=seed)
        past = [generate("national", load=1.0, seed=seed, incidents=1000 + PAST * seed + i) for i in range(PAST)]
        reserve = learned_reserve(problem, past, share=1.0)
        base: tuple[float, ...] = ()
        for name, (how, policy) in policies(reserve).items():
            before = load()
            with clock() as seconds:
                run = simulate(problem, policy, how=how, seed=seed)
                elapsed = seconds()
            base = run.met if name == FIRST else base
            figures = {f"class_{k + 1}": 100 * met for k, met in enumerate(run.met)}
            figures |= {f"more_{k + 1}": 100 * (met - base[k]) for k, met in enumerate(run.met)}
            book.note(f"rolling: {name}", seed, before, **figures, reduced=100 * run.reduced, broken=run.broken,
                      violations=violations(problem, run), seconds=elapsed)  # fmt: skip


def violations(problem: Problem, run: Rolling) -> int:
    """What the checker finds in a plan that came about decision by decision."""
    lines = {line.id: line for line in problem.lines}
    met = dict.fromkeys(lines, 0)
    for a in run.assignments:
        line = lines[a.line]
        percent = {line.capability: 100} | {o.capability: o.efficiency_percent for o in line.alternatives}
        percent[line.capability] = 100
        met[a.line] = min(line.quantity, met[a.line] + a.amount * percent[a.capability] // 100)
    return len(check(problem, Plan(problem, Policy(), 0, run.assignments, met, {}), rolling=True))


def figure(results: dict[str, list[dict[str, Any]]], path: Path = FIGURE) -> None:
    """Grouped bars with intervals over the seeds."""
    rows = []
    for name, its in results.items():
        if not name.startswith("rolling: "):
            continue
        row: dict[str, Any] = {"policy": name.removeprefix("rolling: ")}
        for k in range(1, 6):
            mean, half = interval([line["figures"][f"class_{k}"] / 100 for line in its])
            row |= {f"class_{k}": mean, f"class_{k}_half": half}
        rows.append(row)
    if rows:
        draw_figure(rows, path)
