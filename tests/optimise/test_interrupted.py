"""What must hold for a whole process: without compiled kernels, and when somebody presses Ctrl-C."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

from steun.optimise.allocation.check import check
from steun.optimise.allocation.format import files
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.planner import plan
from steun.optimise.allocation.proof.program import Program
from steun.optimise.allocation.proof.solver import Solver
from steun.optimise.readiness.scenarios import generate

LONG = 900.0
"""Seconds that pass only when something is broken."""
ENOUGH = 20
"""So many times the solver asks whether to go on before it hears that it must stop."""
SRC = str(Path(__file__).parents[2] / "src")
PLAIN = """
import json, sys
from dataclasses import replace
from steun.optimise import compiled
from steun.optimise.readiness.scenarios import generate
from steun.optimise.allocation.planner import plan
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.proof.program import Program
from steun.optimise.allocation.proof.solver import Solver
assert not compiled.COMPILED
for seed in range(3):
    for exact in (0, 150):
        problem = generate("region", load=1.5, seed=seed, lines=8, units=6)
        made = plan(problem, policy=Policy(tolerance=0.0, exact_lines=exact), stop=Stop(None, 300), seed=seed)
        print(json.dumps([dict(made.objective), dict(made.bounds), list(made.proven)]))
"""


def test_without_compiled_kernels_small_plans_are_the_same():
    plain = subprocess.run(
        [sys.executable, "-c", PLAIN], env={**os.environ, "STEUN_NO_NUMBA": "1", "PYTHONPATH": SRC},
        capture_output=True, text=True, timeout=LONG, check=True,
    )  # fmt: skip
    rows = [json.loads(row) for row in plain.stdout.splitlines() if row.startswith("[")]
    here = []
    for seed in range(3):
        for exact in (0, 150):
            problem = generate("region", load=1.5, seed=seed, lines=8, units=6)
            made = plan(problem, policy=Policy(tolerance=0.0, exact_lines=exact), stop=Stop(None, 300), seed=seed)
            here.append([dict(made.objective), dict(made.bounds), list(made.proven)])

    classes = [{k: goals[k] for k in ("L1", "L2", "L3", "L4", "L5")} for goals, *_ in here]
    assert [{k: goals[k] for k in classes[0]} for goals, *_ in rows] == classes
    assert [row[0] for row in rows if row[2]] == [row[0] for row in here if row[2]]  # proven: lateness and travel too
    assert [row[2] for row in rows] == [row[2] for row in here]


def interrupted(problem, tmp_path, *options):
    """Exit code and plan of `steun plan`, interrupted once the solver works on a goal."""
    asked, out, log = tmp_path / "problem.json", tmp_path / "plan.json", tmp_path / "log"
    files.write_problem(problem, asked)
    command = [sys.executable, "-m", "steun.optimise.cli", "plan", str(asked), "-o", str(out), *options]
    with log.open("wb") as output:
        run = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": SRC}, stderr=output, stdout=output)
        until = time.monotonic() + LONG
        while b" L2 " not in log.read_bytes() and run.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        assert run.poll() is None, log.read_text()
        run.send_signal(signal.SIGINT)
        try:
            code = run.wait(LONG)
        finally:
            run.kill()
    return code, files.read_plan(out, problem)


def test_ctrl_c_while_the_solver_works_writes_the_best_so_far(tmp_path):
    problem = generate("region", load=1.0, seed=2)
    code, made = interrupted(problem, tmp_path, "--seconds", str(2 * LONG))  # unheard, it goes on for longer than we

    assert code == 130
    assert check(problem, made) == []
    assert made.objective["L1"] > 0


def market_split():
    """Fifty yes-or-no choices that must split four sums in half: small, and far too hard to close."""
    rng, m = random.Random(1), Program([])
    yes = [m.column(0, 1) for _ in range(50)]
    off = []
    for _ in range(4):
        sizes = [float(rng.randrange(100)) for _ in yes]
        over, under = m.column(0, 1e4, whole=False), m.column(0, 1e4, whole=False)
        half = float(sum(sizes) // 2)
        m.row(half, half, [*yes, over, under], [*sizes, -1.0, 1.0])
        off += [(over, -1.0), (under, -1.0)]
    return m, off


def test_a_solver_that_is_cancelled_stops_in_the_middle_of_a_goal():
    m, off = market_split()
    began, asked = time.monotonic(), count()
    late = Solver(m, 0, 0.0, lambda: next(asked) >= ENOUGH)
    answer = late.maximise(off, seconds=LONG)

    assert next(asked) > ENOUGH
    assert time.monotonic() - began < LONG / 2  # unheard, it works for as long as it may
    assert answer is not None
    assert not answer[3]
