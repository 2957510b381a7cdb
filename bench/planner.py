"""Measure the planner: `python bench/planner.py [--quick]`. Raw results per seed go to bench/results/planner.jsonl,
the table to bench/planner.md. Not part of the tests. Rows not measured by this script are named in the table."""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from steun.optimise.check import check
from steun.optimise.compare import interval, policies
from steun.optimise.explain import explain
from steun.optimise.generate import generate
from steun.optimise.planner import plan
from steun.optimise.problem import Stop
from steun.optimise.promise import promise
from steun.optimise.replan import Event, replan
from steun.optimise.rolling import learned_reserve, simulate

HERE = Path(__file__).parent
ROWS: list[dict[str, object]] = []


def note(row: str, seed: int, **figures: float) -> None:
    """Keep one raw result."""
    ROWS.append({"row": row, "seed": seed, **figures})
    with (HERE / "results" / "planner.jsonl").open("a") as out:
        out.write(json.dumps(ROWS[-1]) + "\n")


def static(load: float, seed: int, seconds: float) -> None:
    """A national plan from nothing, and the answers to questions about it."""
    problem = generate("national", load=load, seed=seed)
    began = time.monotonic()
    made = plan(problem, stop=Stop(seconds))
    took = time.monotonic() - began
    note(f"national, load {load}, {seconds:g} s", seed, gap_5=100 * made.gap["G_5"], seconds=took,
         violations=len(check(problem, made)))  # fmt: skip
    short = [x for x in problem.lines if made.met[x.id] < x.quantity][:100]
    asked, told = [], []
    for line in short:
        began = time.monotonic()
        explain(made, line.id, remedies=False)
        told.append(time.monotonic() - began)
        began = time.monotonic()
        promise(made, replace(line, id="draft", promised=0))
        asked.append(time.monotonic() - began)
    note("answers", seed, promise_p99_ms=1e3 * np.percentile(asked, 99), explain_p99_ms=1e3 * np.percentile(told, 99))


def one_new_line(seed: int, count: int) -> None:
    """Lines that come one by one into a plan for 5,000."""
    problem = generate("national", load=1.0, seed=seed)
    last = replace(problem, lines=problem.lines[:-count])
    made = plan(last, stop=Stop(5.0), bounds=False)
    took, broken = [], 0
    for line in problem.lines[-count:]:
        began = time.monotonic()
        after = replan(made, [Event("new-line", line=line)], stop=Stop(0.05))
        took.append(time.monotonic() - began)
        broken += sum(after.met[name] < n for name, n in made.met.items())
        made = after
    note(
        "one new line", seed, p50_ms=1e3 * np.percentile(took, 50), p99_ms=1e3 * np.percentile(took, 99), broken=broken
    )


def rolling(seed: int) -> None:
    """Live through a national crisis under each policy, first come first served among them."""
    problem = generate("national", load=1.0, seed=seed)
    past = [generate("national", load=1.0, seed=seed, incidents=1000 + i) for i in range(3)]
    for name, (how, dials) in policies(learned_reserve(problem, past, share=1.0)).items():
        run = simulate(problem, dials, how=how, seed=seed)
        note(f"rolling: {name}", seed, **{f"class_{k + 1}": 100 * met for k, met in enumerate(run.met)},
             reduced=100 * run.reduced, broken=run.broken)  # fmt: skip


def main() -> None:
    """Measure, keep, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one seed")
    parser.add_argument("--seeds", type=int, default=10)
    args = parser.parse_args()
    (HERE / "results").mkdir(exist_ok=True)
    for seed in range(1 if args.quick else args.seeds):
        for load in (1.0, 1.5):
            static(load, seed, 10.0)
        one_new_line(seed, 20 if args.quick else 100)
        rolling(seed)
    table()


def table() -> None:
    """bench/planner.md: mean and 95 % interval per figure."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    out = [
        "# The planner, measured", "",
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} shared cores, {memory} GB, "
        f"Python {platform.python_version()}. "
        "Other work ran on the same cores. Raw results: `bench/results/planner.jsonl`.", "",
        "| row | seeds | figures: mean (± half a 95 % interval) |", "|---|---|---|",
    ]  # fmt: skip
    for name in dict.fromkeys(str(row["row"]) for row in ROWS):
        its = [row for row in ROWS if row["row"] == name]
        figures = []
        for key in its[0]:
            if key not in ("row", "seed"):
                mean, half = interval([float(row[key]) for row in its])
                figures.append(f"{key} {mean:.2f}" + (f" ± {half:.2f}" if len(its) > 1 else ""))
        out.append(f"| {name} | {len(its)} | {', '.join(figures)} |")
    out += [
        "", "Not measured by this script yet: Europe, 500 lines against HiGHS and CP-SAT (plain and warm-started), "
        "generalised assignment, requirements, region to proof.", "",
    ]  # fmt: skip
    (HERE / "planner.md").write_text("\n".join(out))


if __name__ == "__main__":
    main()
