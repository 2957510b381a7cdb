"""Valid worlds of an odd kind: what is kept, begun, offered twice or asked for before the first minute."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steun.optimise.allocation.check import check
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.format.problem import Alternative, Assignment, Earmark, Supply
from steun.optimise.allocation.grid import pairs
from steun.optimise.allocation.planner import plan
from steun.optimise.allocation.questions.events import Event
from steun.optimise.allocation.questions.explanation import explain
from steun.optimise.allocation.questions.promise import promise
from steun.optimise.allocation.questions.replan import replan
from steun.optimise.allocation.search.workspace import assignments_of, load, open_workspace, workspace_of
from steun.optimise.allocation.stability import stabilise
from steun.optimise.format.faults import InvalidProblem
from steun.optimise.readiness.rolling import simulate
from tests.optimise.worlds import EXACT, SEARCH, line, plan_of, unit, world

POOL = {"divisible": True, "capacity": 4, "offers": (Supply("pump", 4),)}
STEPS = Stop(None, 200)


def test_a_unit_that_can_help_in_two_ways_is_offered_once():
    both = unit(divisible=True, capacity=4, offers=(Supply("pump", 2), Supply("big-pump", 2)))
    problem = world([both], [])
    draft = line("draft", quantity=8, alternatives=(Alternative("big-pump", 150),))
    offers = promise(plan(problem, policy=SEARCH, stop=STEPS, bounds=False), draft)

    assert [(o.quantity, o.arrival) for o in offers] == [(3, 0)]


def test_an_offer_of_many_pieces_that_each_do_the_work_of_a_hundred_is_counted_in_full():
    """500,000 whole pieces at 10,000 percent pass 32 bits on the way."""
    heap = unit(offers=(Supply("sandbag", 500_000),))
    draft = line("draft", capability="barrier", quantity=1_000_000, alternatives=(Alternative("sandbag", 10_000),))
    made = plan(world([heap], []), policy=SEARCH, stop=STEPS, bounds=False)

    assert [o.quantity for o in promise(made, draft)] == [1_000_000]


def test_a_million_pieces_that_travel_a_day_are_counted_in_full():
    heap = unit(offers=(Supply("sandbag", 1_000_000),), capacity=1_000_000, divisible=True, speed_kmh=4)
    asked = line(capability="sandbag", quantity=1_000_000, lon=6.0, latest_arrival=5_000)
    problem = world([heap], [asked])
    made = plan(problem, policy=SEARCH, stop=STEPS, bounds=False)

    assert made.objective["L7"] > 2**31
    assert check(problem, made) == []


def test_what_is_kept_for_others_is_not_explained_by_who_uses_it():
    """A line of VR2 sits on the unit that is kept for VR2: without that line VR1 would have as little."""
    mark = Earmark("A-1", "VR2", 4, 0, 10_080)
    pool = unit(**POOL, earmarks=(mark,))
    problem = world([pool], [line("theirs", region="VR2", quantity=4), line("ours", quantity=2)])
    made = plan(problem, policy=EXACT, stop=STEPS, bounds=False)
    why = explain(made, "ours", remedies=False)

    assert made.met == {"theirs": 4, "ours": 0}
    assert why.waterfall["available"] == 0
    assert why.reason == "available"
    assert explain(made, "theirs", remedies=False).waterfall["available"] == 4


def test_what_a_region_uses_of_its_own_earmark_is_not_counted_twice():
    """Two lines share slots, not minutes, and one of them stands on what is kept for its region."""
    mark = Earmark("A-1", "VR2", 2, 0, 10_080)
    pool = unit(**POOL, earmarks=(mark,))
    its = [line("theirs", region="VR2", quantity=2), line("first", quantity=2, duration=90, latest_arrival=0)]
    its.append(line("second", quantity=2, earliest=90, latest_arrival=90))
    problem = world([pool], its)
    stands = (
        Assignment("theirs", "u1", "pump", 2, 0),
        Assignment("first", "u1", "pump", 2, 0),
        Assignment("second", "u1", "pump", 2, 90),
    )
    made = plan_of(problem, stands)
    assert check(problem, made) == []

    workspace = open_workspace(problem, EXACT)
    assert load(workspace, stands, lock_promised=True) == []
    assert set(assignments_of(workspace)) == set(stands)
    elsewhere = replace(problem, units=(pool, unit("u2", **POOL)))
    moved = (Assignment("theirs", "u2", "pump", 2, 0), *stands[1:])
    settled = stabilise(plan_of(elsewhere, moved), stands)
    assert set(settled.assignments) == set(stands)
    assert check(elsewhere, settled) == []


def test_an_indivisible_unit_may_have_more_pieces_than_its_capacity_says():
    crew = unit(offers=(Supply("pump", 4),), capacity=1, earmarks=(Earmark("A-1", "VR1", 4, 0, 60),))
    problem = world([crew], [line(quantity=4, minimum=4)])
    made = plan(problem, policy=EXACT, stop=STEPS, bounds=False)

    assert made.met == {"l1": 4}
    assert check(problem, made) == []


@pytest.mark.parametrize("how", ["first-come", "class-order", "planner"])
def test_what_was_asked_before_the_first_minute_is_served_from_now_on(how):
    far = unit(lon=6.0, notice=30)
    asked = [line("old", created=-5_000, latest_arrival=600), line("new", created=10, latest_arrival=900)]
    problem = world([far], asked, now=40)
    run = simulate(problem, how=how)
    its = plan_of(problem, run.assignments)

    assert [v.code for v in check(problem, its, rolling=True)] == []
    assert [a.line for a in run.assignments] == ["old", "new"]
    assert min(a.decided for a in run.assignments) >= 40


def test_only_known_ways_to_live_through_a_crisis_are_accepted():
    with pytest.raises(ValueError, match="how: 'fcfs' is not one of"):
        simulate(world([unit()], [line()]), how="fcfs")


@pytest.fixture
def standing():
    return plan(world([unit()], [line(), line("l2")]), policy=EXACT, stop=STEPS, bounds=False)


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (Event("new-line"), "events[0]: new-line has no line"),
        (Event("new-line", id="l1"), "events[0]: new-line has no line"),
        (Event("line-changed", id="l1", minutes=5), "events[0]: line-changed has no line"),
        (Event("unit-free", unit="u1"), "events[0]: unit-free ends at 0, not after it starts at 0"),
        (Event("unit-fails", unit="u1", start=9, until=3), "events[0]: unit-fails ends at 3, not after it starts at 9"),
        (Event("unit-delayed", unit="u?"), "events[0]: no unit 'u?'"),
        (Event("line-withdrawn", id="l?"), "events[0]: no line 'l?'"),
        (Event("landslide"), "events[0]: 'landslide' is not one of"),
    ],
)
def test_an_event_that_lacks_what_it_needs_is_refused(standing, event, message):
    with pytest.raises(InvalidProblem) as wrong:
        replan(standing, [event])
    assert str(wrong.value).startswith(message)


def test_a_new_line_is_planned_although_the_plan_names_a_line_that_is_gone(standing):
    its = (*standing.assignments, Assignment("gone", "u1", "pump", 1, 0))
    made = replan(replace(standing, assignments=its, workspace=None), [Event("new-line", line("l3"))], stop=STEPS)

    assert {a.line for a in made.assignments} <= {"l1", "l2", "l3"}
    assert check(made.problem, made) == []


def test_replanning_without_a_limit_ends(standing):
    asked = []

    def never() -> bool:
        asked.append(1)
        assert len(asked) < 50_000, "no end"
        return False

    made = replan(standing, [Event("new-line", line("l3"))], stop=Stop(None, None, cancelled=never))
    assert made.met["l3"] == 0


def test_what_needs_no_change_of_the_line_is_not_named_as_one():
    """Two of six were given though six are free: neither another law nor a later hour is what helps."""
    pool = unit(divisible=True, capacity=6, offers=(Supply("pump", 6, ("wvr-51",)),))
    asked = line("l1", quantity=6, minimum=1, basis="wvr-51")
    made = plan_of(world([pool], [asked]), (Assignment("l1", "u1", "pump", 2, 0),))
    remedies = {remedy.code: remedy for remedy in explain(made, "l1").remedies}

    assert set(remedies) == {"rearrange", "one-more-unit"}
    assert (remedies["rearrange"].met, remedies["rearrange"].facts) == (6, {"moved": []})


def test_a_workspace_is_left_as_it_was_when_trying_a_change_fails(monkeypatch):
    from steun.optimise.allocation.questions import remedies

    made = plan(world([unit(**POOL)], [line(quantity=6), line("l2")]), policy=EXACT, stop=STEPS, bounds=False)
    workspace = workspace_of(made)
    before = assignments_of(workspace)
    assert made.met["l1"] == 3

    def broken(*_args, **_more):
        raise RuntimeError("in the middle")

    monkeypatch.setattr(remedies, "fits", broken)
    with pytest.raises(RuntimeError):
        explain(made, "l1")
    assert assignments_of(workspace) == before
    assert not workspace.state.locked.any()


def test_a_piece_that_stands_twice_in_a_plan_is_laid_once():
    problem = world([unit(**POOL)], [line(quantity=2), line("l2", quantity=4)])
    twice = (Assignment("l1", "u1", "pump", 2, 0), Assignment("l1", "u1", "pump", 2, 60))
    workspace = open_workspace(problem, EXACT)

    assert load(workspace, twice, lock_promised=False) == [twice[1]]
    assert assignments_of(workspace) == twice[:1]
    assert [int(p) for p in (workspace.state.head[0], workspace.state.nxt[0])] == [0, -1]


def test_settling_leaves_what_is_fixed():
    """What stood before is as much, but what has been locked since must not be dropped for it."""
    begun = Assignment("l1", "u2", "pump", 1, 0)
    problem = world([unit("u1"), unit("u2")], [line()], fixed=(begun,))
    made = plan(problem, policy=EXACT, stop=STEPS, bounds=False)
    settled = stabilise(made, (Assignment("l1", "u1", "pump", 1, 0),))

    assert settled.assignments == (begun,)
    assert check(problem, settled) == []


def test_settling_does_not_send_a_unit_back_that_can_no_longer_come():
    far = unit("u1", notice=300)
    problem = world([far, unit("u2")], [line()])
    made = plan(problem, policy=EXACT, stop=STEPS, bounds=False)

    for stood in (Assignment("l1", "u1", "pump", 1, 0), Assignment("l1", "gone", "pump", 1, 0)):
        assert check(problem, stabilise(made, (stood,))) == []


@pytest.mark.parametrize("whole", [12_000_000, 10], ids=["all-pairs", "near-pairs"])
def test_owners_and_legal_bases_may_be_many(monkeypatch, whole):
    """A hundred of each, more than a machine word has bits; a line still gets just the one unit that it admits."""
    monkeypatch.setattr(pairs, "WHOLE", whole)
    units = [
        unit(f"u{i}", owner=f"owner-{i:03}", offers=(Supply("pump", 1, (f"basis-{i:03}", "none")),)) for i in range(100)
    ]
    lines = [
        line("by-owner", owners=("owner-099", "somebody")),
        line("by-basis", basis="basis-098"),
        line("by-both", owners=("owner-001",), basis="basis-002"),
        line("by-nobody", owners=("somebody",)),
    ]
    problem = world(units, lines)
    made = plan(problem, policy=SEARCH, stop=STEPS, bounds=False)

    assert {(a.line, a.unit) for a in made.assignments} == {("by-owner", "u99"), ("by-basis", "u98")}
    assert check(problem, made) == []


@pytest.mark.parametrize("seed", [-1, 0, 2**31 - 2, 2**31 - 1, 2**70])
def test_any_whole_number_is_a_seed(seed):
    problem = world([unit()], [line("one"), line("two", weight=2), line("three", earliest=240, latest_arrival=300)])
    made = plan(problem, policy=SEARCH, stop=STEPS, seed=seed)

    assert made.met == {"one": 0, "two": 1, "three": 1}
