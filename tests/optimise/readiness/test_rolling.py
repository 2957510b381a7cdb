"""In a rolling run a promise is kept, but not necessarily by the unit that was named first."""

from __future__ import annotations

from steun.optimise.allocation.check import check
from steun.optimise.allocation.format.files import write_problem
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Supply
from steun.optimise.cli import main
from steun.optimise.readiness.rolling import FCFS, simulate
from tests.optimise.worlds import line, plan_of, unit, world

BOTH = (Supply("pump", 1), Supply("boat", 1))
NEAR = unit("near", offers=BOTH)
FAR = unit("far", lon=5.1)
FIRST = line("first", latest_arrival=400, earliest=300)


def served(run):
    return {a.line: a.unit for a in run.assignments}


def test_what_is_promised_moves_to_another_unit_when_only_its_own_can_help_a_newcomer():
    problem = world([NEAR, FAR], [FIRST, line("boat", capability="boat", created=10, earliest=300, latest_arrival=400)])

    assert served(simulate(problem, how=FCFS)) == {"first": "near"}
    run = simulate(problem)
    assert served(run) == {"first": "far", "boat": "near"}
    assert run.reduced == 0
    assert run.met == (1.0, 1.0, 1.0, 1.0, 1.0)
    assert check(problem, plan_of(problem, run.assignments), rolling=True) == []


def test_a_unit_that_has_been_alerted_is_not_turned_round():
    alerted = unit("near", offers=BOTH, notice=295)
    problem = world([alerted, FAR], [FIRST, line("boat", capability="boat", created=10, earliest=300,
                                                 latest_arrival=400)])  # fmt: skip

    assert served(simulate(problem)) == {"first": "near"}


def test_nobody_loses_to_a_higher_class_unless_the_policy_names_it():
    low = line("low", class_=5, earliest=300, latest_arrival=400)
    problem = world([NEAR], [low, line("high", created=10, earliest=300, latest_arrival=400)])

    assert served(simulate(problem)) == {"low": "near"}
    run = simulate(problem, Policy(displace=(5,)))
    assert served(run) == {"high": "near"}
    assert (run.reduced, run.broken) == (0.5, 0)


def test_simulate_writes_a_table_and_draws_a_figure(tmp_path):
    write_problem(world([NEAR, FAR], [FIRST]), tmp_path / "p.json")
    out = ["-o", str(tmp_path / "t.md"), "--figure", str(tmp_path / "f.svg")]

    assert main(["simulate", str(tmp_path / "p.json"), *out]) == 0
    table = (tmp_path / "t.md").read_text()
    assert "| first come, first served | 100.0 |" in table
    assert "| displacement + reserve price | 100.0 |" in table
    assert (tmp_path / "f.svg").read_text().startswith("<?xml")
