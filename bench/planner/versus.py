"""500 lines: one second of the planner against a minute of two solvers, plain and started from our plan."""

from __future__ import annotations

from steun.optimise.allocation.check import check
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.planner import plan
from steun.optimise.readiness.scenarios import generate

from .baselines import worth
from .baselines_cp import SOLVERS
from .record import Book, clock, load
from .static import warm

LINES, UNITS = 500, 200


def versus(book: Book, seeds: range, *, seconds: float = 60.0) -> None:
    """Value, the weighted sum of W_k F_k, of each."""
    warm()
    for seed in seeds:
        problem, before = generate("national", lines=LINES, units=UNITS, load=1.0, seed=seed), load()
        with clock() as passed:
            ours = plan(problem, policy=Policy(exact_lines=0), stop=Stop(1.0), seed=seed, bounds=False)
            elapsed = passed()
        mine = worth(problem, ours.met)
        figures: dict[str, float] = {"ours": mine, "ours_seconds": elapsed}
        wrong, bounds = len(check(problem, ours)), []
        for name, solver in SOLVERS.items():
            for way, start in (("plain", None), ("warm", ours)):
                with clock() as passed:
                    found, bound, columns = solver(problem, seconds, start)
                    figures[f"{name}_{way}_seconds"] = passed()
                value = worth(problem, found.met) if found is not None else 0.0
                figures[f"{name}_{way}"] = value
                figures[f"{name}_{way}_of_ours"] = 100 * value / mine
                bounds += [bound] if 0 < bound < 1e29 else []
                figures[f"{name}_columns"] = columns
                wrong += len(check(problem, found)) if found is not None else 0
        if bounds:
            figures["from_bound"] = 100 * (1 - mine / min(bounds))
        book.note("500 lines", seed, before, **figures, violations=wrong)
