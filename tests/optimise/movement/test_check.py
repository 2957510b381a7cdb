"""The checker of movements approves a sound plan and finds every planted violation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steun.optimise.movement.check import CODES, check
from steun.optimise.movement.format.plan import Crossing, Flow
from steun.optimise.movement.format.problem import Leg, Schedule, Taken
from steun.optimise.movement.planner import plan
from tests.optimise.movement.small import DRY, FLOOD, ROAD, packet, problem

ASKED = problem(
    [replace(ROAD[0], closed=((600, 660),)), *ROAD[1:]],
    [packet("p", load_class=80), packet("q", release=100)],
    FLOOD,
    DRY,
)
SOUND = plan(ASKED)
P = next(s for s in SOUND.schedules if s.packet == "p")
Q = next(s for s in SOUND.schedules if s.packet == "q")


def shifted(schedule, minutes, **more):
    legs = tuple(replace(it, enter=it.enter + minutes, leave=it.leave + minutes) for it in schedule.legs)
    return replace(schedule, legs=legs, **more)


def with_schedules(*schedules):
    return replace(SOUND, schedules=schedules)


def over(**changed):
    """The same plan for another problem."""
    return replace(SOUND, problem=replace(ASKED, **changed))


def with_packet(name, **changed):
    return over(packets=tuple(replace(it, **changed) if it.id == name else it for it in ASKED.packets))


HALF = replace(SOUND.flows[0], vehicles=1)
PLANTED = {
    "unknown-packet": with_schedules(P, Q, replace(Q, packet="nobody")),
    "unknown-place": replace(SOUND, arrivals=(*SOUND.arrivals, Crossing("nowhere", 3, 9, 1))),
    "twice": with_schedules(P, Q, Q),
    "granted-changed": over(granted=(shifted(Q, 1),)),
    "not-counted": with_schedules(P),
    "origin": with_packet("q", origin="C"),
    "destination": with_packet("q", destinations=("C",)),
    "broken-way": with_schedules(P, replace(Q, legs=(*Q.legs[:1], *Q.legs[2:]))),
    "travel-time": with_schedules(P, replace(Q, legs=(*Q.legs[:-1], replace(Q.legs[-1], leave=Q.legs[-1].leave + 1)))),
    "before-release": with_packet("q", release=500),
    "after-due": with_packet("q", due=120),
    "limit": over(links=tuple(replace(it, load_class=50) for it in ASKED.links)),
    "not-asked": replace(SOUND, questions=()),
    "closed": over(links=(replace(ASKED.links[0], closed=((105, 106),)), *ASKED.links[1:])),
    "full": over(taken=(Taken("AB", "A", 3_000, (105, 106)),)),
    "headway": with_schedules(P, shifted(P, 6, packet="q")),
    "overtaking": with_schedules(replace(P, legs=(P.legs[0], *shifted(replace(P, legs=P.legs[1:]), 300).legs)), Q),
    "no-room": with_schedules(P, replace(Q, legs=(Q.legs[0], *shifted(replace(Q, legs=Q.legs[1:]), 60).legs))),
    "escorts": replace(
        with_schedules(P, shifted(P, 7, packet="q")),
        problem=replace(ASKED, escorts=1, packets=tuple(replace(it, escort=True) for it in ASKED.packets)),
    ),
    "lane": over(links=tuple(replace(it, lanes=1) for it in ASKED.links)),
    "lost-cars": replace(SOUND, flows=SOUND.flows[1:]),
    "left-early": replace(SOUND, departures=(Crossing("flood", 3, 0, 1), *SOUND.departures)),
    "reception-full": over(receptions=(replace(DRY[0], vehicles=10),)),
    "objective-wrong": replace(SOUND, objective={**SOUND.objective, "hours 3": 1.0}),
    "below-bound": replace(SOUND, bounds={"hours 3": 10.0**6}),
}


def codes(made):
    return {violation.code for violation in check(made)}


def test_a_sound_plan_is_approved():
    assert check(SOUND) == []


def test_every_violation_that_there_is_a_code_for_is_planted():
    assert set(PLANTED) == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_planted_violation_is_found(code):
    found = codes(PLANTED[code])

    assert code in found
    assert found <= set(CODES)


def test_cars_that_come_out_of_nothing_are_found():
    assert "lost-cars" in codes(replace(SOUND, flows=(*SOUND.flows, Flow("AB", "A", 3, 0, 5))))


def test_columns_that_follow_each_other_hold_one_lane_together():
    followers = replace(ASKED, packets=tuple(packet(f"p{n}") for n in range(4)))

    assert check(plan(followers)) == []


def test_a_schedule_over_a_road_that_there_is_not_is_unknown():
    assert "unknown-packet" in codes(with_schedules(P, Schedule("q", (Leg("XY", "X", 0, 9),))))
