"""Published instances of generalised assignment, with their best known values, beside HiGHS and CP-SAT.

An instance is a problem of one hour to the planner: a pool per agent, a line of one piece per job, and a table in
which each pair uses what it uses of its pool and costs what it costs (L7). What then plans is the planner itself:
its prices, its kernels, its exact program. Beside it stands a method of the bench alone, `assign`.

Read from the folder `data/gap` under STEUN_SHARED (or ../shared); nothing of it is copied. Absent: the row is left out.
"""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from steun.optimise.allocation.economy.choice import time_prices
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Line, Problem, Supply, Unit
from steun.optimise.allocation.grid import occupancy
from steun.optimise.allocation.planner import plan_in
from steun.optimise.allocation.search.clock import Clock
from steun.optimise.allocation.search.workspace import Workspace, open_workspace

from .assign import Case, program, solve
from .record import HERE, Book, clock, load

SECONDS = 60.0
BESIDE = ("c20100", "d20100", "d20400", "e20400")
"""Where the solvers are measured too: a minute each."""
SHAPES = ((5, 100), (20, 400), (40, 400), (80, 1600))
"""Agents and jobs of instances that are drawn."""


def folder() -> Path:
    """Where the instances are."""
    return Path(os.environ.get("STEUN_SHARED", HERE.parent.parent / "shared")) / "data" / "gap"


def read(path: Path) -> tuple[Any, Any, Any]:
    """cost, use (m,n) and capacity (m)."""
    numbers = np.array(path.read_text().split(), np.int64)
    m, n = numbers[:2]
    body = numbers[2:]
    return body[: m * n].reshape(m, n), body[m * n : 2 * m * n].reshape(m, n), body[2 * m * n : 2 * m * n + m]


def one_hour(cost: Any, use: Any, capacity: Any) -> Workspace:
    """The instance at a workspace: every job a line of class 1 that one agent serves; cost is L7, use is per pair."""
    m, n = cost.shape
    units = tuple(
        Unit(f"agent-{i}", 5.0, 52.0, "NL", "nobody", 60, (Supply("job", int(capacity[i])),), divisible=True,
             capacity=int(capacity[i]))
        for i in range(m)
    )  # fmt: skip
    lines = tuple(Line(f"job-{j}", "NL", 5.0, 52.0, 1, "job", 1, 0, 0, 60) for j in range(n))
    workspace = open_workspace(Problem("2026-01-01T00:00:00Z", 60, units, lines), Policy(exact_lines=n, tolerance=0.0))
    workspace.table = workspace.table._replace(  # pairs stand line by line, and in each by unit: they are equally far
        use=np.ascontiguousarray(use.T.ravel(), np.int32), burden=cost.T.ravel().astype(float)
    )
    return workspace


def held(workspace: Workspace) -> Any:
    """Agent per job; -1 where it has none."""
    t, s = workspace.table, workspace.state
    at = np.full(len(t.cls), -1)
    pairs = np.flatnonzero(s.amount)
    at[np.searchsorted(t.ptr, pairs, side="right") - 1] = t.unit[pairs]
    return at


def fits(at: Any, use: Any, capacity: Any) -> bool:
    """Does every job have an agent, and no agent more than it can take? Counted from the instance itself."""
    if (at < 0).any():
        return False
    return bool((np.bincount(at, use[at, np.arange(len(at))], len(capacity)) <= capacity).all())


def instances() -> Iterator[tuple[str, Any, int]]:
    """(name, (cost, use, capacity), best known value) of types C, D and E."""
    if not (folder() / "best_known.csv").exists():
        print(f"gap: left out, no best_known.csv in {folder()}")
        return
    with (folder() / "best_known.csv").open() as file:
        known = {row["Path"]: int(row["Best known solution value"]) for row in csv.DictReader(file)}
    for path, best in known.items():
        name = path.split("/")[1]
        if name[0] in "cde":
            yield name, read(folder() / path), best


def gap(book: Book, seeds: range, *, seconds: float = SECONDS) -> None:
    """Each instance by the planner, per seed."""
    for name, (cost, use, capacity), best in instances():
        for seed in seeds:
            before = load()
            with clock() as passed:
                workspace = one_hour(cost, use, capacity)
                made = plan_in(workspace, None, Clock(Stop(seconds), time.monotonic()), seed, False)
                elapsed = passed()
            at = held(workspace)
            total = _total(cost, at) if fits(at, use, capacity) else float("inf")
            book.note(f"gap, planner: {name}", seed, before, ours=100 * (total / best - 1), value=total,
                      best_known=best, seconds=elapsed, proven=float("L7" in made.proven))  # fmt: skip


def gap_beside(book: Book, seeds: range, *, seconds: float = SECONDS) -> None:
    """The same by column generation over packings, and by solvers. Once: there is no chance in them but for equals;
    `seeds` are not used."""
    _warm()
    for name, (cost, use, capacity), best in instances():
        before = load()
        with clock() as passed:
            case = solve(cost, use, capacity, seconds)
            elapsed = passed()
        figures: dict[str, Any] = {"ours": 100 * (case.total / best - 1), "value": case.total, "best_known": best,
                                   "seconds": elapsed,
                                   "found_by": case.log[-1][0] if case.log else "nobody"}  # fmt: skip
        if name in BESIDE:
            at, _, _ = program(Case(cost, use, capacity), np.ones(cost.shape, bool), whole=True, seconds=seconds)
            figures["highs"] = 100 * (_total(cost, at) / best - 1)
            figures["cp_sat"] = 100 * (_total(cost, _cp_sat(cost, use, capacity, seconds)) / best - 1)
        book.note(f"gap: {name}", 0, before, **figures)


def made(kind: str, agents: int, jobs: int, seed: int) -> tuple[Any, Any, Any]:
    """(cost, use, capacity) of an instance drawn as those of types C, D and E are (Chu and Beasley; Laguna et al.)."""
    rng = np.random.default_rng((ord(kind), agents, jobs, seed))
    shape = agents, jobs
    if kind == "c":
        use, cost = rng.integers(5, 26, shape), rng.integers(10, 51, shape)
    elif kind == "d":
        use = rng.integers(1, 101, shape)
        cost = 111 - use + rng.integers(-10, 11, shape)
    else:
        use = np.ceil(1 - 10 * np.log(rng.uniform(1e-9, 1, shape))).astype(np.int64)
        cost = np.ceil(1000 / use - 10 * rng.uniform(0, 1, shape)).astype(np.int64)
    return np.maximum(cost, 1), use, np.floor(0.8 * use.sum(1) / agents).astype(np.int64)


def sizes(
    book: Book, seeds: range, *, seconds: float = SECONDS, kinds: str = "cde", shapes: Any = SHAPES, cp: bool = True
) -> None:
    """Unseen instances of every size: how far the planner, HiGHS and CP-SAT lie above the bound that the planner's
    prices prove, in the same time. A solver that finds nothing has no figure."""
    for kind in kinds:
        for agents, jobs in shapes:
            for seed in seeds:
                cost, use, capacity_ = made(kind, agents, jobs, seed)
                before, workspace = load(), one_hour(cost, use, capacity_)
                plan_in(workspace, None, Clock(Stop(seconds), time.monotonic()), seed, False)
                at = held(workspace)
                whole, _, _ = program(
                    Case(cost, use, capacity_), np.ones(cost.shape, bool), whole=True, seconds=seconds
                )
                found = {"ours": at if fits(at, use, capacity_) else None, "highs": whole}
                if cp:
                    found["cp_sat"] = _cp_sat(cost, use, capacity_, seconds)
                t, s = workspace.table, workspace.state
                price = time_prices(t, s, occupancy.capacity(workspace.problem, s.free.shape[1], s.slot)) * t.occ[0]
                bound = (cost + price[:, None] * use).min(axis=0).sum() - (price * capacity_).sum()
                above = {name: 100 * (_total(cost, its) / bound - 1) for name, its in found.items() if its is not None}
                behind = _total(cost, found["ours"]) > min(_total(cost, its) for its in found.values())
                book.note(f"sizes {kind} {agents} x {jobs}", seed, before, allotted=seconds, bound=bound, behind=behind,
                          **above)  # fmt: skip


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
