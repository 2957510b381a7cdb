"""Columns and evacuees in one plan: right by hand on a small road, allowed and never silly on drawn ones."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, permutations, product

import pytest
from hypothesis import given, settings

from steun.optimise.movement.check import check
from steun.optimise.movement.columns.schedules import Columns, under_way
from steun.optimise.movement.explanation import explain
from steun.optimise.movement.format.plan import Policy
from steun.optimise.movement.format.problem import Leg, Schedule, Zone
from steun.optimise.movement.planner import plan, trade_off
from steun.optimise.movement.roads import Roads, passing, travel
from tests.optimise.movement.small import DRY, FLOOD, ROAD, link, packet, policies, problem, problems


def legs(made, name="p"):
    return next([(leg.link, leg.enter, leg.leave) for leg in s.legs] for s in made.schedules if s.packet == name)


def test_a_column_alone_takes_the_shortest_way_in_the_time_that_a_hand_finds():
    made = plan(problem(ROAD, [packet()]))

    assert legs(made) == [("AB", 0, 10), ("BC", 10, 30), ("CD", 30, 40), ("DE", 40, 50)]
    assert made.objective == {"unplanned 4": 0.0, "column-hours 4": 20 * (50 + 2) / 60}  # 20 x 62 m at 60 km/h: 2 min


def test_a_column_follows_another_by_its_passing_and_the_headway():
    made = plan(problem(ROAD, [packet("p"), packet("q")]), Policy(headway=5))

    assert legs(made, "q")[0] == ("AB", 2 + 5, 17)


def test_a_quick_column_stays_behind_a_slow_one_to_the_end_of_the_road():
    slow, quick = packet("slow", due=700, speed_kmh=30), packet("quick")

    made = plan(problem([link("AE", 60)], [slow, quick]), Policy(headway=5))

    assert legs(made, "slow") == [("AE", 0, 120)]
    assert legs(made, "quick")[0][2] >= 120 + passing(slow) + 5


def test_a_column_halts_only_where_it_has_room():
    shut = [link("AB"), link("BE", closed=((0, 200),))]

    with_room = plan(problem(shut, [packet()], rooms=[("B", 20)]))
    without = plan(problem(shut, [packet()], rooms=[("B", 19)]))

    assert legs(with_room) == [("AB", 0, 10), ("BE", 200, 210)]
    assert legs(without) == [("AB", 190, 200), ("BE", 200, 210)]


def test_two_columns_do_not_halt_where_there_is_room_for_one():
    shut = [link("AB"), link("BE", closed=((0, 200),))]

    made = plan(problem(shut, [packet("p"), packet("q")], rooms=[("B", 30)]))

    halted = [s.packet for s in made.schedules if s.legs[1].enter > s.legs[0].leave]
    assert len(made.schedules) == 2
    assert halted == ["p"]


def test_with_one_team_the_second_column_waits_for_the_first_to_arrive():
    made = plan(problem(ROAD, [packet("p", escort=True), packet("q", escort=True)], escorts=1))

    assert legs(made, "q")[0][1] == 52


def test_evacuees_of_a_higher_class_keep_their_lanes_and_the_dial_says_for_how_long():
    asked = problem(ROAD, [packet(name) for name in "pqrs"], FLOOD, DRY)

    first, later = trade_off(asked, [0, 120])

    assert [name for name, *_ in legs(first)] == ["AB", "BC", "CD", "DE"]
    assert [name for name, *_ in legs(later)] == ["AB", "BD", "DE"]
    assert later.objective["hours 3"] == later.bounds["hours 3"] < first.objective["hours 3"]
    assert later.objective["column-hours 4"] > first.objective["column-hours 4"]


def test_an_urgent_column_does_not_give_way_to_evacuees_of_a_lower_class():
    asked = problem(ROAD, [packet(class_=2)], FLOOD, DRY)

    assert [name for name, *_ in legs(plan(asked, Policy(wait=600)))] == ["AB", "BC", "CD", "DE"]


def test_saving_lives_goes_first_on_the_roads():
    zones = [Zone("low", "B", 1, 2_000, 0, 1), Zone("high", "B", 3, 2_000, 0, 1)]

    made = plan(problem([link("BE", lanes=1)], zones=zones, receptions=DRY))

    assert made.objective["hours 1"] == made.bounds["hours 1"]
    assert made.objective["hours 3"] > made.bounds["hours 3"]


def test_a_weak_bridge_is_gone_around_and_an_unknown_one_is_asked_for_or_avoided():
    weak = [replace(it, load_class=50 if it.id == "BC" else None) for it in ROAD]
    heavy = problem(weak, [packet(load_class=80)])

    made = plan(heavy)

    assert [name for name, *_ in legs(made)] == ["AB", "BD", "DE"]
    assert [(it.link, it.limit) for it in made.questions] == [
        ("AB", "load_class"),
        ("BD", "load_class"),
        ("DE", "load_class"),
    ]
    assert [it.reason for it in plan(heavy, Policy(unknown="avoid")).unplanned] == ["no-road"]


@pytest.mark.parametrize(
    ("asked", "reason", "arrival"),
    [
        (problem([link("AB"), link("DE")], [packet()]), "no-road", None),
        (problem(ROAD, [packet(due=40)]), "too-late", 52),
        (problem(ROAD, [packet("p", due=52), packet("q", due=53)]), "roads-taken", 59),
    ],
)
def test_a_packet_that_cannot_go_says_why_and_when_it_could_be_there(asked, reason, arrival):
    last = plan(asked).unplanned[-1]

    assert (last.reason, last.arrival) == (reason, arrival)


def test_a_credit_that_stands_is_repeated_and_others_go_around_it():
    credit = Schedule(
        "p", (Leg("AB", "A", 3, 13), Leg("BC", "B", 13, 33), Leg("CD", "C", 33, 43), Leg("DE", "D", 43, 53))
    )

    made = plan(problem(ROAD, [packet("p"), packet("q", class_=1)], granted=[credit]))

    assert credit in made.schedules
    assert legs(made, "q")[0][1] >= 3 + 2 + 5
    assert check(made) == []


def test_the_story_of_a_packet_adds_up_and_names_who_is_in_the_way():
    made = plan(problem([link("AE")], [packet("p"), packet("q")]))

    story = explain(made, "q")

    assert (story.free, story.columns, story.evacuees, story.behind) == (12, 7, 0, {"AE": ("p",)})
    with pytest.raises(ValueError, match="no packet 'x'"):
        explain(made, "x")


@given(problems(), policies)
@settings(max_examples=60)
def test_every_plan_is_allowed_and_no_better_than_its_bounds(asked, policy):
    assert check(plan(asked, policy)) == []


@given(problems())
@settings(max_examples=25)
def test_a_lane_more_everywhere_makes_no_class_of_evacuees_that_is_alone_slower(asked):
    alone = replace(asked, packets=(), zones=tuple(replace(zone, class_=1) for zone in asked.zones))
    wider = replace(alone, links=tuple(replace(it, lanes=it.lanes + 1) for it in alone.links))

    before, after = plan(alone).bounds, plan(wider).bounds

    assert all(after[name] <= before[name] for name in before)


@given(problems(), policies)
@settings(max_examples=60)
def test_no_packet_passes_another_of_its_movement(asked, policy):
    """Said anew: of two packets one is first at each place by which both come."""
    made = plan(asked, policy)
    for one, other in combinations(made.schedules, 2):
        first = {(leg.link, leg.start): leg.enter for leg in one.legs}
        turns = {first[key] < leg.enter for leg in other.legs if (key := (leg.link, leg.start)) in first}
        assert len(turns) < 2


def test_a_small_packet_does_not_slip_through_a_gap_before_the_large_one_of_its_movement():
    """Over BC is room for one vehicle before it closes, and for all of them only after it opened again."""
    shut = [replace(it, closed=((33, 200),)) if it.id == "BC" else it for it in ROAD if it.id != "BD"]
    large = packet("p", vehicles=200, gap_m=100)
    slips = packet("q", vehicles=1, release=1)

    made = plan(problem(shut, [large, slips]))
    other = plan(problem(shut, [large, replace(slips, movement="n")]))

    assert legs(made, "q")[-1][1] > legs(made, "p")[-1][1]
    assert legs(other, "q")[-1][1] < legs(other, "p")[-1][1]


def test_who_broke_down_lets_the_others_of_its_movement_pass():
    made = plan(problem(ROAD, [packet("p"), packet("q")]))
    late = replace(made.problem, packets=(packet("p", release=200), packet("q")), granted=made.schedules[1:])

    fresh = plan(late)

    assert legs(fresh, "p")[0][1] == 200 and check(fresh) == []


@given(problems())
@settings(max_examples=40)
def test_a_column_between_others_arrives_as_early_as_any_way_and_any_halts_allow(asked):
    """Against all paths without a circle and all minutes of leaving, in steps; nodes have room or none."""
    apart = tuple(replace(it, movement=it.id) for it in asked.packets[:2])
    asked = replace(asked, zones=(), escorts=None, packets=apart)
    if len(asked.packets) < 2:
        return
    roads, policy = Roads(asked), Policy()
    columns = Columns(asked, policy, roads)
    first, second = asked.packets
    if found := columns.earliest(first):
        columns.add(first, found)
    mine = columns.earliest(second)

    best = brute_force(columns, second)

    assert (None if mine is None else under_way(second, mine)[1]) == best


def brute_force(columns, packet):
    """The earliest arrival of the tail: each path, and along it the set of all minutes at which the head can be."""
    roads, tail, horizon = columns.roads, passing(packet), columns.problem.horizon
    goals = {roads.node[name] for name in packet.destinations}
    best = None
    stack = [
        (
            roads.node[packet.origin],
            frozenset(range(packet.release, horizon + 1)),
            frozenset([roads.node[packet.origin]]),
        )
    ]
    while stack:
        at, minutes, seen = stack.pop()
        if at in goals:
            arrival = min(minutes) + tail
            best = arrival if best is None else min(best, arrival)
            continue
        for arc in roads.out[at]:
            to, road = roads.ends[arc][1], roads.link_of(arc)
            if to in seen or (
                packet.load_class and road.load_class is not None and packet.load_class > road.load_class
            ):
                continue
            long = travel(packet, road)
            free = {m for low, high in columns.register.free(arc, long, tail) for m in range(low, high + 1)}
            there = {m + long for m in minutes & free if m + long + tail <= min(packet.due, horizon)}
            room = columns.problem.nodes[to].room - sum(it.vehicles for it in columns.halts.get(to, ()))
            if there and room >= packet.vehicles:
                there = set(range(min(there), horizon + 1))
            if there:
                stack.append((to, frozenset(there), seen | {to}))
    return best


def test_the_order_of_rows_changes_no_figure():
    packets = [packet("p", class_=2), packet("q"), packet("r", due=500)]

    found = {str(plan(problem(ROAD, its, FLOOD, DRY)).objective) for its in permutations(packets)}

    assert len(found) == 1


def test_the_same_problem_gives_the_same_plan():
    asked = problem(ROAD, [packet("p"), packet("q")], FLOOD, DRY)

    assert all(plan(one) == plan(other) for one, other in product([asked, replace(asked)], repeat=2))
