"""Every change that an explanation states is made, and then the line has what was said. No kind is left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from steun.optimise.allocation.check import check
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Assignment, Supply
from steun.optimise.allocation.planner import plan
from steun.optimise.allocation.questions.events import Event
from steun.optimise.allocation.questions.explanation import explain
from steun.optimise.allocation.questions.remedies import ORDER, extra_unit
from steun.optimise.allocation.questions.replan import replan
from steun.optimise.readiness.scenarios import generate
from tests.optimise.worlds import SEARCH, line, plan_of, unit, world

QUIET = Stop(None, 1)
LOOSE = Policy(exact_lines=0)


def crowded(seed):
    """A region at load 1.5; what low classes hold stands when the higher ones ask."""
    problem = generate("region", load=1.5, seed=seed)
    first = replace(problem, lines=tuple(x for x in problem.lines if x.class_ > 2))
    before = plan(first, policy=LOOSE, stop=Stop(None, 2000), bounds=False)
    late = [Event("new-line", line=x) for x in problem.lines if x.class_ <= 2]
    return replan(before, late, stop=QUIET)


def small_worlds():
    """What chance brings seldom: each stated change is the only one there is, but for one more unit."""
    pump = unit(offers=(Supply("pump", 1, ("wvr-51",)),))
    yield "other-basis", world([pump], [line(basis="msob")])
    yield "any-owner", world([unit()], [line(owners=("police",))])
    yield "shorter-notice", world([unit(notice=121, unavailable=((400, 3600),))], [line()])
    yield "smaller", world([unit()], [line(quantity=2, minimum=2)])
    yield "later", world([unit(unavailable=((0, 150),))], [line()])
    yield "later-end", world([unit(unavailable=((0, 150),))], [line(too_late=190)])
    yield "one-more-unit", world([], [line(quantity=3)])


def standing_in_the_way():
    """A low class holds the only unit that is near; it can do with another one, or it cannot."""
    near, far = unit("near"), unit("far", lon=7.0)
    high, held = line("high"), (Assignment("low", "near", "pump", 1, 0),)
    for code, crews, latest in (("displace", [near], 120), ("rearrange", [near, far], 600)):
        low = line("low", class_=5, latest_arrival=latest, promised=1)
        yield code, plan_of(world(crews, [low, high]), held, SEARCH)


def plans():
    for code, problem in small_worlds():
        yield code, plan(problem, policy=SEARCH, stop=QUIET)
    yield from standing_in_the_way()
    for seed in (4, 5):
        yield "", crowded(seed)
    yield "", plan(generate("region", load=1.5, seed=4), policy=LOOSE, stop=Stop(None, 5000), bounds=False)


@pytest.fixture(scope="module")
def stated():
    """(plan, line, explanation) of every line that went short, over a fixed set of plans."""
    return [
        (code, made, asked, explain(made, asked.id))
        for code, made in plans()
        for asked in made.problem.lines
        if made.met[asked.id] < asked.quantity
    ]


def changed(made, asked, remedy):
    """The problem after what the remedy says."""
    facts, units, lines = remedy.facts, list(made.problem.units), {x.id: x for x in made.problem.lines}
    match remedy.code:
        case "later" | "later-end":
            assert facts["latest_arrival"] <= asked.latest_arrival + 60 * facts["hours"]
            longer = facts.get("duration", asked.duration)
            lines[asked.id] = replace(asked, latest_arrival=facts["latest_arrival"], duration=longer)
        case "other-basis":
            lines[asked.id] = replace(asked, basis=facts["basis"])
        case "any-owner":
            lines[asked.id] = replace(asked, owners=None)
        case "smaller":
            lines[asked.id] = replace(asked, quantity=facts["quantity"], minimum=facts["quantity"])
        case "shorter-notice":
            units = [replace(u, notice=u.notice - facts["minutes"]) if u.id == facts["unit"] else u for u in units]
        case "one-more-unit":
            units.append(extra_unit(made.workspace, asked, facts["quantity"])[0])
        case "displace":
            for name, change in facts["lines"].items():
                assert change["lost"] > 0
                lines[name] = replace(lines[name], promised=min(lines[name].promised, change["left"]))
        case "rearrange":
            pass
        case other:
            raise AssertionError(f"no way to make {other} come true")
    return replace(made.problem, units=tuple(units), lines=tuple(lines.values()))


def effect(asked, its):
    """What these assignments do for a line, counted by hand."""
    percent = {asked.capability: 100, **{o.capability: o.efficiency_percent for o in asked.alternatives}}
    return min(asked.quantity, sum(a.amount * percent[a.capability] // 100 for a in its if a.line == asked.id))


def test_every_kind_of_change_is_stated_somewhere(stated):
    count = Counter(remedy.code for *_, explained in stated for remedy in explained.remedies)

    assert set(count) == set(ORDER), count
    for code, _, asked, explained in stated:
        if code:
            assert code in [remedy.code for remedy in explained.remedies], (code, asked.id)


def test_every_stated_change_makes_the_line_fit_and_nobody_else_loses_more_than_said(stated):
    for _, made, asked, explained in stated:
        for remedy in explained.remedies:
            problem = changed(made, asked, remedy)
            losing = remedy.facts["lines"] if remedy.code == "displace" else {}
            assert bool(losing) == (remedy.code == "displace")
            touched = {asked.id, *losing, *remedy.facts.get("moved", ())}
            assert {a.line for a in remedy.assignments} <= touched
            fixed = set(made.problem.fixed)
            its = (*(a for a in made.assignments if a.line not in touched or a in fixed), *remedy.assignments)
            met = {x.id: effect(x, its) for x in problem.lines}
            after = replace(made, problem=problem, assignments=its, met=met, objective={}, workspace=None)

            assert check(problem, after) == [], (asked.id, remedy)
            assert met[asked.id] == remedy.met > made.met[asked.id]
            lost = {name: made.met[name] - n for name, n in met.items() if n < made.met[name]}
            assert lost == {name: row["lost"] for name, row in losing.items()}


def test_a_change_of_the_line_or_a_unit_comes_true_by_planning_again(stated):
    for _, made, asked, explained in stated:
        for remedy in explained.remedies:
            if remedy.code in ("displace", "rearrange"):
                continue  # they take away what stands: nobody is made to by planning again
            problem = changed(made, asked, remedy)
            again = next(x for x in problem.lines if x.id == asked.id)
            others = tuple(x for x in problem.lines if x.id != asked.id)
            before = replace(
                made, problem=replace(problem, lines=others), workspace=None, objective={},
                assignments=tuple(a for a in made.assignments if a.line != asked.id),
            )  # fmt: skip
            after = replan(before, [Event("new-line", line=again)], stop=Stop(None, 200))

            assert after.met[asked.id] >= remedy.met, (asked.id, remedy)
            assert check(after.problem, after) == []


LATER = {"later", "later-end"}


@pytest.mark.parametrize(
    ("too_late", "offered"),
    [
        (None, {"later": {"hours": 1, "latest_arrival": 180},
                "later-end": {"hours": 1, "latest_arrival": 180, "duration": 300}}),
        (200, {"later": {"hours": 1, "latest_arrival": 180},
               "later-end": {"hours": 1, "latest_arrival": 180, "duration": 300}}),
        (179, {}),
        (120, {}),
    ],
)  # fmt: skip
def test_nothing_is_offered_that_comes_after_the_lines_own_too_late(too_late, offered):
    """The one crew comes back in minute 180; the line asks it by minute 120."""
    made = plan(world([unit(unavailable=((0, 180),))], [line(too_late=too_late)]), policy=SEARCH, stop=QUIET)

    assert {r.code: r.facts for r in explain(made, "l1").remedies if r.code in LATER} == offered


def test_a_later_end_is_offered_only_where_the_unit_is_free_until_then():
    crew = unit(unavailable=((0, 180), (450, 9_000)))
    made = plan(world([crew], [line()]), policy=SEARCH, stop=QUIET)

    assert {r.code for r in explain(made, "l1").remedies} & LATER == {"later"}


def test_the_cheapest_change_comes_first_and_all_figures_are_whole(stated):
    for *_, explained in stated:
        places = [ORDER.index(remedy.code) for remedy in explained.remedies]
        assert places == sorted(set(places))
        for remedy in explained.remedies:
            for fact in remedy.facts.values():
                assert isinstance(fact, int | str | list | dict)


def test_explaining_leaves_the_plan_as_it_was(stated):
    for made in {id(row[1]): row[1] for row in stated}.values():
        s = made.workspace.state
        before = [
            s.free.copy(),
            s.amount.copy(),
            s.depart.copy(),
            s.raw.copy(),
            s.locked.copy(),
            made.workspace.trail.mark.copy(),
        ]
        for asked in made.problem.lines[:20]:
            explain(made, asked.id)
        after = [s.free, s.amount, s.depart, s.raw, s.locked, made.workspace.trail.mark]
        assert all((a == b).all() for a, b in zip(before, after, strict=True))


def test_a_promise_that_would_be_displaced_is_told_as_one(stated):
    explained = [row for code, _, _, it in stated if code == "displace" for r in it.remedies if r.code == "displace"
                 for row in r.facts["lines"].items()]  # fmt: skip

    assert explained == [("low", {"lost": 1, "had": 1, "left": 0, "class": 5, "promised": True})]
