"""After a packet broke down: all that can stay stays to the minute, and a longer wait is asked where it matters."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from steun.optimise.movement.check import check
from steun.optimise.movement.columns.schedules import passing
from steun.optimise.movement.format.plan import Policy
from steun.optimise.movement.generation import generate
from steun.optimise.movement.planner import plan
from steun.optimise.movement.trade_off.repairs import later, repairs
from tests.optimise.movement.small import DRY, FLOOD, ROAD, packet, policies, problem, problems

WAITS = (0, 60, 600)


def broken_down(asked, name, by):
    """The problem in which a packet cannot leave before so many minutes after it could."""
    return replace(
        asked, packets=tuple(replace(it, release=it.release + by) if it.id == name else it for it in asked.packets)
    )


def rows(schedule):
    return [[leg.link, leg.start, leg.enter, leg.leave] for leg in schedule.legs]


def test_a_packet_that_breaks_down_and_is_in_nobodys_way_moves_alone():
    asked = problem(ROAD, [packet("p"), packet("q"), packet("far", "B", "D", movement="n", release=600)])
    made = plan(asked)

    [one] = repairs(broken_down(asked, "p", 90), made.schedules, WAITS, Policy())

    assert set(one.moved) == {"p"} and one.moved["p"][2] == "packet-changed"
    assert (one.solved, one.conflicts, one.yielded) == ((), (), ())


def test_a_packet_that_is_in_time_after_all_changes_nothing():
    asked = problem(ROAD, [packet("p"), packet("q")])
    made = plan(asked)

    [one] = repairs(asked, made.schedules, WAITS, Policy())

    assert one.moved == {} and one.solved == ()
    assert one.schedules == {it.packet: rows(it) for it in made.schedules}


def test_it_says_whom_it_would_meet_and_that_it_waits_for_him():
    other = packet("other", movement="n", release=100)
    asked = problem(ROAD, [packet("p"), other])
    made = plan(asked)

    [one] = repairs(broken_down(asked, "p", 100), made.schedules, WAITS, Policy())

    assert set(one.moved) == {"p"}
    assert ("headway", "AB", ("other", "p")) in one.solved and one.conflicts == ()
    assert one.schedules["p"][0][2] == 100 + passing(other) + Policy().headway


def test_who_broke_down_waits_for_evacuees_as_long_as_the_dial_says_and_then_goes():
    asked = problem(ROAD, [packet("p")], FLOOD, DRY)
    made = plan(asked, Policy(wait=0))

    found = list(repairs(broken_down(asked, "p", 60), made.schedules, WAITS, Policy()))

    assert len(found) > 1 and found[0].yielded and not found[-1].yielded
    assert found[0].moved["p"][1] < found[-1].moved["p"][1]
    assert found[0].hours["flood"] > found[-1].hours["flood"]


@settings(max_examples=40, deadline=None)
@given(problems(), policies, st.data())
def test_whoever_breaks_down_all_others_stay_to_the_minute_and_the_whole_is_allowed(asked, policy, data):
    made = plan(asked, policy)
    if not made.schedules:
        return
    name = data.draw(st.sampled_from(made.schedules)).packet
    now = broken_down(asked, name, data.draw(st.integers(0, 90)))
    if any(it.release >= it.due for it in now.packets):
        return

    found = list(repairs(now, made.schedules, WAITS, policy))

    assert [one.as_dict() for one in repairs(now, made.schedules, WAITS, policy)] == [it.as_dict() for it in found]
    assert [one.wait for one in found] == sorted({one.wait for one in found})
    for one in found:
        new = set(one.schedules) - {it.packet for it in made.schedules}
        assert set(one.moved) <= {name} | new
        assert all(one.schedules[it.packet] == rows(it) for it in made.schedules if it.packet != name)
        assert one.conflicts == ()


def test_a_column_that_goes_later_goes_as_it_went():
    made = plan(problem(ROAD, [packet("p")])).schedules[0]

    after = later(made, 45)

    assert [leg.enter for leg in after.legs] == [leg.enter + 45 for leg in made.legs]
    assert later(after, 10) == after


def test_cars_that_are_safe_drive_no_farther_and_the_figures_stay():
    """Roads behind a reception with room for everybody change nothing."""
    asked = generate("region", seed=2)
    many = sum(zone.vehicles for zone in asked.zones)
    wide = replace(asked, receptions=tuple(replace(it, vehicles=many) for it in asked.receptions))
    made = plan(wide)

    assert check(made) == []
    ends = {it.node for it in wide.receptions}
    assert made.flows and not [flow for flow in made.flows if flow.start in ends]
