"""The checker approves a sound plan and finds every planted violation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steun.optimise.allocation.check import CODES, check
from steun.optimise.allocation.format.problem import Assignment, Earmark, Supply
from tests.optimise.worlds import line, plan_of, unit, world

POOL = unit("u1", divisible=True, capacity=3, offers=(Supply("pump", 3, ("wvr-51",)),), notice=30, rest=60)
SOUND = (Assignment("l1", "u1", "pump", 2, 60),)
ASKED = line("l1", quantity=2, minimum=2, basis="wvr-51", owners=("defence",))
PROBLEM = world(
    [POOL, unit("u2", offers=(Supply("boat", 1),))], [ASKED, line("l2", basis="wvr-51", latest_arrival=600)]
)
A = SOUND[0]


def codes(problem, assignments, **more):
    return {v.code for v in check(problem, replace(plan_of(problem, assignments), **more))}


def test_a_sound_plan_is_approved():
    assert codes(PROBLEM, SOUND) == set()


WHOLE = replace(PROBLEM, units=(replace(POOL, divisible=False, offers=(Supply("pump", 2),)), PROBLEM.units[1]))
PLANTED = {
    "unknown-line": (PROBLEM, (replace(A, line="nobody"),)),
    "unknown-unit": (PROBLEM, (replace(A, unit="nobody"),)),
    "not-offered": (PROBLEM, (replace(A, capability="boat"),)),
    "not-asked-for": (PROBLEM, (Assignment("l2", "u2", "boat", 1, 60),)),
    "basis": (replace(PROBLEM, lines=(replace(ASKED, basis="msob"), PROBLEM.lines[1])), SOUND),
    "owner": (replace(PROBLEM, lines=(replace(ASKED, owners=("police",)), PROBLEM.lines[1])), SOUND),
    "amount": (PROBLEM, (replace(A, amount=4),)),
    "not-whole-unit": (replace(PROBLEM, units=(replace(POOL, divisible=False),)), SOUND),
    "twice": (PROBLEM, (A, replace(A, start=70))),
    "before-earliest": (PROBLEM, (replace(A, start=-10),)),
    "notice": (PROBLEM, (replace(A, start=20),)),
    "too-late": (PROBLEM, (replace(A, start=121),)),
    "unavailable": (replace(PROBLEM, units=(replace(POOL, unavailable=((359, 400),)),)), SOUND),
    "over-capacity": (PROBLEM, (A, Assignment("l2", "u1", "pump", 2, 300))),
    "earmark": (replace(PROBLEM, units=(replace(POOL, earmarks=(Earmark("A", "VR9", 2, 0, 90),)),)), SOUND),
    "below-minimum": (PROBLEM, (replace(A, amount=1),)),
    "promise-broken": (replace(PROBLEM, lines=(ASKED, replace(PROBLEM.lines[1], promised=1))), SOUND),
    "fixed-changed": (replace(PROBLEM, fixed=(replace(A, start=61),)), SOUND),
    "two-lines-at-once": (WHOLE, (A, Assignment("l2", "u1", "pump", 2, 100))),
    "decided-too-early": (replace(PROBLEM, lines=(replace(ASKED, created=40), PROBLEM.lines[1])), SOUND),
    "met-wrong": (PROBLEM, SOUND, {"met": {"l1": 1}}),
    "objective-wrong": (PROBLEM, SOUND, {"objective": {"L6": 61.0}}),
    "bound-wrong": (PROBLEM, SOUND, {"objective": {"L1": 1.0}, "bounds": {"UB_1": 80.0}}),
}


def test_every_violation_that_there_is_a_code_for_is_planted():
    assert set(PLANTED) == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_planted_violation_is_found(code):
    problem, assignments, *more = PLANTED[code]
    known = {line.id: line for line in PROBLEM.lines}
    met = dict.fromkeys(known, 0) | {a.line: a.amount for a in assignments if a.line in known}
    sound = replace(plan_of(PROBLEM, ()), assignments=assignments, met=met)

    found = {v.code for v in check(problem, replace(sound, **dict(*more)), rolling=code == "decided-too-early")}

    assert code in found
    assert found <= set(CODES)


def test_rest_counts_until_its_last_minute():
    after = Assignment("l2", "u1", "pump", 2, 360)

    assert "over-capacity" not in codes(PROBLEM, (A, after))
    assert "over-capacity" in codes(PROBLEM, (A, replace(after, start=359)))


def test_an_indivisible_unit_serves_one_line_at_a_time():
    whole = replace(PROBLEM, units=(replace(POOL, divisible=False, offers=(Supply("pump", 2),)),))

    assert "two-lines-at-once" in codes(whole, (A, Assignment("l2", "u1", "pump", 2, 100)))


def test_what_a_plan_says_of_itself_is_recomputed():
    assert codes(PROBLEM, SOUND, met={"l1": 1}) == {"met-wrong"}
    assert codes(PROBLEM, SOUND, objective={"L1": 2.0}) == {"objective-wrong"}
    assert codes(PROBLEM, SOUND, objective={"L1": 1.0}, bounds={"UB_1": 80.0}) == {"bound-wrong"}
    assert codes(PROBLEM, SOUND, objective={"L1": 1.0}, bounds={"UB_1": 162.0}, gap={"G_1": 0.1}) == {"bound-wrong"}


def test_a_unit_is_not_sent_before_it_was_decided():
    late = replace(plan_of(PROBLEM, (replace(A, decided=50),)), problem=PROBLEM)

    assert [v.code for v in check(PROBLEM, late, rolling=True)] == ["notice"]
    early = replace(PROBLEM, lines=(replace(ASKED, created=40), PROBLEM.lines[1]))
    assert "decided-too-early" in {
        v.code for v in check(early, plan_of(early, (replace(A, decided=10),)), rolling=True)
    }
