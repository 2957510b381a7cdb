"""Published instances of generalised assignment, with their best known values, beside HiGHS and CP-SAT.

Read from the folder `data/gap` under STEUN_SHARED (or ../shared); nothing of it is copied. Absent: the row is left out.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import numpy as np

from .assign import Case, program, solve
from .record import HERE, Book, clock, load

SECONDS = 60.0
BESIDE = ("c20100", "d20100", "d20400", "e20400")
"""Where the solvers are measured too: a minute each."""


def folder() -> Path:
    """Where the instances are."""
    return Path(os.environ.get("STEUN_SHARED", HERE.parent.parent / "shared")) / "data" / "gap"


def read(path: Path) -> tuple[Any, Any, Any]:
    """cost, use (m,n) and capacity (m)."""
    numbers = np.array(path.read_text().split(), np.int64)
    m, n = numbers[:2]
    body = numbers[2:]
    return body[: m * n].reshape(m, n), body[m * n : 2 * m * n].reshape(m, n), body[2 * m * n : 2 * m * n + m]


def gap(book: Book, seeds: range, *, seconds: float = SECONDS) -> None:
    """Each instance once: there is no chance in the method but for equals. `seeds` are not used."""
    if not (folder() / "best_known.csv").exists():
        print(f"gap: left out, no best_known.csv in {folder()}")
        return
    _warm()
    with (folder() / "best_known.csv").open() as file:
        known = {row["Path"]: int(row["Best known solution value"]) for row in csv.DictReader(file)}
    for path, best in known.items():
        name = path.split("/")[1]
        if name[0] not in "cde":
            continue
        cost, use, capacity = read(folder() / path)
        before = load()
        with clock() as passed:
            case = solve(cost, use, capacity, seconds)
            took = passed()
        figures: dict[str, Any] = {"ours": 100 * (case.total / best - 1), "value": case.total, "best_known": best,
                                   "seconds": took, "found_by": case.log[-1][0] if case.log else "nobody"}  # fmt: skip
        if name in BESIDE:
            at, _, _ = program(Case(cost, use, capacity), np.ones(cost.shape, bool), whole=True, seconds=seconds)
            figures["highs"] = 100 * (_total(cost, at) / best - 1)
            figures["cp_sat"] = 100 * (_total(cost, _cp_sat(cost, use, capacity, seconds)) / best - 1)
        book.note(f"gap: {name}", 0, before, **figures)


def _total(cost: Any, at: Any) -> float:
    return float("inf") if at is None else float(cost[at, np.arange(len(at))].sum())


def _warm() -> None:
    rng = np.random.default_rng(0)
    solve(rng.integers(1, 9, (3, 9)), rng.integers(1, 9, (3, 9)), np.full(3, 20), 1.0)


def _cp_sat(cost: Any, use: Any, capacity: Any, seconds: float) -> Any:
    """Agent per job, by CP-SAT."""
    from ortools.sat.python import cp_model

    m, n = cost.shape
    model = cp_model.CpModel()
    x = [[model.new_bool_var("") for _ in range(n)] for _ in range(m)]
    for j in range(n):
        model.add_exactly_one(x[i][j] for i in range(m))
    for i in range(m):
        model.add(sum(int(use[i, j]) * x[i][j] for j in range(n)) <= int(capacity[i]))
    model.minimize(sum(int(cost[i, j]) * x[i][j] for i in range(m) for j in range(n)))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 8
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return np.array([next(i for i in range(m) if solver.value(x[i][j])) for j in range(n)])
