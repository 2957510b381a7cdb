"""Cars that nobody planned keep their room: columns and evacuees do with what is left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steun.optimise.format.faults import InvalidProblem
from steun.optimise.movement.check import check
from steun.optimise.movement.columns.schedules import under_way
from steun.optimise.movement.explanation import explain
from steun.optimise.movement.format import files
from steun.optimise.movement.format.plan import Policy
from steun.optimise.movement.format.problem import Taken
from steun.optimise.movement.insertion import Standing
from steun.optimise.movement.planner import plan
from steun.optimise.movement.replanning import replan
from steun.optimise.movement.trade_off.repairs import repairs
from tests.optimise.movement.small import DRY, FLOOD, ROAD, packet, policies, problem, problems

DAY = (0, 1440)


def crowded(asked, *rows):
    return replace(asked, taken=tuple(Taken(link, start, cars, during) for link, start, cars, during in rows))


def hours(made):
    return made.objective["hours 3"]


def test_evacuees_do_with_what_the_flow_leaves_one_way():
    asked = problem(ROAD, (), FLOOD, DRY)
    free, with_it = plan(asked), plan(crowded(asked, ("DE", "D", 2_500, DAY)))
    other_way = plan(crowded(asked, ("DE", "E", 2_500, DAY)))

    assert hours(with_it) > hours(free) == hours(other_way)
    assert check(with_it) == [] and "lane" in {it.code for it in check(replace(free, problem=with_it.problem))}


def test_two_counts_of_one_road_at_once_are_not_added_up():
    asked = problem(ROAD, (), FLOOD, DRY)
    once, twice = (plan(crowded(asked, *[("DE", "D", n, DAY) for n in rows])) for rows in ((2_400,), (2_400, 500)))

    assert hours(once) == hours(twice)
    assert check(twice) == []


def test_a_column_goes_around_a_road_of_which_every_lane_is_full_and_through_one_that_is_not():
    asked = problem(ROAD, [packet("p")])
    roads = [{leg.link for leg in plan(crowded(asked, ("BC", "B", n, DAY))).schedules[0].legs} for n in (1_499, 1_500)]

    assert "BC" in roads[0] and "BC" not in roads[1] and "BD" in roads[1]
    back = plan(crowded(asked, ("BC", "C", 1_500, DAY)))
    assert "BC" in {leg.link for leg in back.schedules[0].legs}
    full = crowded(asked, ("BC", "B", 1_500, DAY))
    assert "full" in {it.code for it in check(replace(back, problem=full))}


def test_a_story_says_what_they_cost_it():
    asked = crowded(problem(ROAD, [packet("p")]), ("BC", "B", 1_500, DAY))
    made = plan(asked)

    story = explain(made, "p")
    assert story.taken > 0 and story.columns == story.evacuees == 0
    assert story.free + story.taken == under_way(asked.packets[0], made.schedules[0])[1]


def test_a_flow_that_is_seen_moves_only_who_would_drive_in_it():
    asked = problem(ROAD, [packet("p"), packet("late", release=600, movement="n")])
    made = plan(asked)
    now = crowded(asked, ("BC", "B", 1_500, (0, 300)))

    fresh, changes = replan(made, now)

    assert [(it.packet, it.reason, it.where) for it in changes] == [("p", "full", "BC")]
    assert check(fresh) == []
    [one] = repairs(now, made.schedules, (0,), Policy())
    assert set(one.moved) == {"p"} and ("full", "BC", ("p",)) in one.solved and one.moved["p"][-1] > 0


def test_each_fault_is_named_with_its_place():
    asked = crowded(problem(ROAD), ("XX", "X", 10, DAY), ("AB", "E", 10, DAY))

    with pytest.raises(InvalidProblem) as no:
        plan(asked)
    assert tuple(no.value.faults) == ("taken[0].link: no link 'XX'", "taken[1].from: 'E' is no end of 'AB'")


def test_it_comes_back_from_its_file():
    asked = crowded(problem(ROAD), ("AB", "A", 10, (5, 60)))
    assert files.problem_from(files.as_dict(asked)) == asked


@settings(max_examples=40, deadline=None)
@given(problems(), policies, st.data())
def test_whatever_flows_are_seen_the_plan_is_allowed_and_nobody_is_inserted_into_them(asked, policy, data):
    rows = [
        (it.id, data.draw(st.sampled_from((it.a, it.b))), data.draw(st.sampled_from((200, 1_500, 4_000))),
         data.draw(st.sampled_from(((0, 600), (60, 200)))))
        for it in data.draw(st.lists(st.sampled_from(asked.links), max_size=3))
    ]  # fmt: skip
    now = crowded(asked, *rows)
    made = plan(now, policy)

    assert check(made) == []
    fresh, changes = replan(plan(asked, policy), now)
    assert check(fresh) == [] and {it.reason for it in changes} <= {"full", "new"}
    alone = replace(made, schedules=())
    for it in now.packets:
        if found := Standing(alone).at(it):
            again = replace(alone, schedules=(found,))
            assert not {one.code for one in check(again)} & {"full", "lane", "closed"}
