"""A promise that is not kept is named first, with what stands in its way."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from steun.optimise.allocation.format import files
from steun.optimise.allocation.format.plan import Stop, Unkept
from steun.optimise.allocation.format.problem import Supply
from steun.optimise.allocation.planner import plan
from steun.optimise.allocation.questions.events import Event
from steun.optimise.allocation.questions.replan import replan
from steun.optimise.cli import main
from tests.optimise.worlds import EXACT, SEARCH, line, unit, world

STEPS = Stop(None, 200)
POOL = {"divisible": True, "capacity": 4, "offers": (Supply("pump", 4),)}


@pytest.mark.parametrize("policy", [EXACT, SEARCH], ids=["solver", "search"])
@pytest.mark.parametrize(
    ("crew", "asked", "reason"),
    [
        (unit(**POOL), line(capability="boat", quantity=4, promised=4), "capability"),
        (unit(**POOL), line(quantity=4, owners=("navy",), promised=4), "allowed"),
        (unit(**POOL, notice=500), line(quantity=4, promised=4), "in-time"),
        (unit(**POOL, unavailable=((0, 9000),)), line(quantity=4, promised=4), "available"),
    ],
)
def test_the_stage_at_which_too_little_is_left_for_the_promise_is_the_reason(policy, crew, asked, reason):
    made = plan(world([crew], [asked]), policy=policy, stop=STEPS)

    assert made.unkept == (Unkept("l1", 4, 0, reason),)


def test_of_two_promises_on_the_same_pieces_the_one_that_holds_them_is_named():
    lines = [line("a", quantity=4, minimum=1, promised=4), line("b", quantity=4, minimum=1, promised=3)]
    made = plan(world([unit(**POOL)], lines), policy=EXACT, stop=STEPS)

    (it,) = made.unkept
    other = {"a": "b", "b": "a"}[it.line]
    assert (it.reason, it.blocking) == ("after-higher", (other,))
    assert it.met < it.promised


def test_a_promise_that_was_given_up_by_the_policy_is_not_called_unkept():
    lines = [line("old", class_=5, promised=1), line("new", class_=1)]
    made = plan(world([unit()], lines), policy=replace(EXACT, displace=(5,)), stop=STEPS)

    assert made.met == {"old": 0, "new": 1}
    assert made.unkept == ()


def test_a_unit_that_fails_leaves_a_promise_unkept_and_says_why():
    made = plan(world([unit()], [line(promised=1)]), policy=EXACT, stop=STEPS)
    after = replan(made, [Event("unit-fails", unit="u1", start=0, until=9000)], stop=STEPS)

    assert after.unkept == (Unkept("l1", 1, 0, "available"),)


def test_the_command_and_the_file_say_it_before_all_else(tmp_path, capsys):
    files.write_problem(world([unit(unavailable=((0, 9000),))], [line(promised=1)]), tmp_path / "p.json")

    assert main(["plan", str(tmp_path / "p.json"), "--iterations", "20", "--quiet"]) == 1
    out, err = capsys.readouterr()
    assert err == "promise not kept: l1 gets 0 of 1: available\n"
    assert list(json.loads(out))[:2] == ["format", "unkept"]
    assert json.loads(out)["unkept"] == [{"line": "l1", "promised": 1, "met": 0, "reason": "available", "blocking": []}]
