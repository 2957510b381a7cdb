"""A plan after something changed: what can stay stays, what cannot says why, and the whole is allowed."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steun.optimise.cli import main
from steun.optimise.movement import replanning
from steun.optimise.movement.check import check
from steun.optimise.movement.format import files
from steun.optimise.movement.format.plan import Change, Policy
from steun.optimise.movement.generation import generate
from steun.optimise.movement.planner import plan
from steun.optimise.movement.replanning import replan
from tests.optimise.movement.small import DRY, FLOOD, ROAD, packet, policies, problem, problems

TWO = problem(ROAD, [packet("p"), packet("q")])
MADE = plan(TWO)


def with_link(name, **more):
    return replace(TWO, links=tuple(replace(it, **more) if it.id == name else it for it in TWO.links))


def test_where_nothing_changed_nothing_changes():
    assert replan(MADE, TWO) == (MADE, [])


@pytest.mark.parametrize(
    ("changed", "first"),
    [
        (with_link("BC", closed=((0, 1440),)), Change("p", "closed", "BC", 52, 72)),
        (with_link("BC", closed=((40, 60),)), None),
        (with_link("BC", metres=30_000), Change("p", "length", "BC", 52, 62)),
        (replace(TWO, packets=(packet("p", release=120), packet("q"))), Change("p", "packet-changed", "", 52, 172)),
        (replace(TWO, packets=(packet("q"),)), Change("p", "withdrawn", "", 52, None)),
        (replace(TWO, packets=(*TWO.packets, packet("r"))), Change("r", "new", "", None, 66)),
    ],
)
def test_each_change_says_why_where_and_what_it_was(changed, first):
    made, changes = replan(MADE, changed)

    assert check(made) == []
    assert next(iter(changes), None) == first


def test_a_bridge_that_turns_out_too_weak_moves_only_who_is_too_heavy():
    heavy = problem(ROAD, [packet("light"), replace(packet("tanks"), load_class=80)])
    made = plan(heavy)
    weak = replace(heavy, links=tuple(replace(it, load_class=50 if it.id == "BC" else 100) for it in heavy.links))

    fresh, changes = replan(made, weak)

    assert [(it.packet, it.reason, it.where) for it in changes] == [("tanks", "limit", "BC")]
    assert check(fresh) == [] and not fresh.questions


@settings(max_examples=40, deadline=None)
@given(problems(), policies, st.data())
def test_whatever_road_closes_the_new_plan_is_allowed_and_moves_only_who_had_to(asked, policy, data):
    made = plan(asked, policy)
    shut = data.draw(st.sampled_from(asked.links)).id
    closed = ((data.draw(st.integers(0, 300)), 600),)
    changed = replace(asked, links=tuple(replace(it, closed=closed) if it.id == shut else it for it in asked.links))

    fresh, changes = replan(made, changed)

    assert check(fresh) == []
    kept = {it.packet: it for it in fresh.schedules}
    moved = {it.packet for it in changes}
    assert all(kept[it.packet] == it for it in made.schedules if it.packet not in moved)
    assert {it.where for it in changes if it.reason == "closed"} <= {shut}
    assert all(it.reason in {"closed", "new"} for it in changes)


def test_a_late_packet_of_a_region_moves_nobody_else():
    asked = generate("region", seed=1)
    made = plan(asked, Policy(wait=0))
    late = made.schedules[0].packet
    packets = tuple(replace(it, release=it.release + 60) if it.id == late else it for it in asked.packets)

    fresh, changes = replan(made, replace(asked, packets=packets))

    assert [it.packet for it in changes] == [late]
    assert check(fresh) == []


@pytest.fixture
def written(tmp_path):
    """The files that the command reads: a problem, its plan, and the problem after BC was closed for a day."""
    for name, it in (("p", files.as_dict(TWO)), ("q", files.plan_as_dict(MADE)),
                     ("c", files.as_dict(with_link("BC", closed=((0, 1440),))))):  # fmt: skip
        (tmp_path / f"{name}.json").write_text(json.dumps(it))
    return tmp_path


def command(folder, *more):
    return main(["movement", "replan", *(str(folder / f"{name}.json") for name in "pqc"), *map(str, more)])


def test_the_command_says_who_goes_otherwise_and_writes_it_by_its_schema(written, capsys):
    assert command(written, "-o", written / "new.json", "--changes", written / "changes.json") == 0

    assert capsys.readouterr().err.splitlines()[0] == "p: closed at BC: minute 52 -> minute 72"
    changes = json.loads((written / "changes.json").read_text())
    jsonschema.validate(changes, files.schema("changes"))
    assert changes["changes"][0] == {"packet": "p", "reason": "closed", "where": "BC", "before": 52, "after": 72}
    assert main(["movement", "check", str(written / "c.json"), str(written / "new.json")]) == 0


def test_a_plan_of_another_problem_and_a_file_that_is_read_are_refused(written, capsys):
    assert main(["movement", "replan", *(str(written / f"{name}.json") for name in "cqc")]) == 2
    assert "the plan was made for another problem" in capsys.readouterr().err
    assert command(written, "--changes", written / "p.json") == 2
    assert "is both problem and changes" in capsys.readouterr().err


def test_whoever_is_left_without_a_way_is_said_and_ends_with_code_1(written, capsys):
    (written / "c.json").write_text(json.dumps(files.as_dict(with_link("AB", closed=((0, 1440),)))))

    assert command(written, "--quiet") == 1
    assert capsys.readouterr().err.startswith("no schedule for p: no-road; it could be there never")


def test_interrupted_twice_nothing_is_written(written, capsys, monkeypatch):
    def pressed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(replanning, "replan", pressed)

    assert command(written, "-o", written / "new.json") == 130
    assert capsys.readouterr().err == "interrupted: nothing was written\n"
    assert not (written / "new.json").exists()


def test_interrupted_once_the_best_so_far_is_written_and_keeps_every_rule(written, capsys, monkeypatch):
    @contextmanager
    def pressed():
        yield [True]

    monkeypatch.setattr("steun.optimise.console.interruptible", pressed)

    assert command(written, "--quiet", "-o", written / "new.json") == 130
    assert capsys.readouterr().err.splitlines() == [
        "interrupted: this is the best so far",
        "no schedule for p: nobody looked for one yet",
        "no schedule for q: nobody looked for one yet",
    ]
    assert main(["movement", "check", str(written / "c.json"), str(written / "new.json")]) == 0


@settings(max_examples=40, deadline=None)
@given(problems(), policies, st.integers(0, 3))
def test_whenever_it_is_stopped_the_plan_is_allowed_and_says_whom_nobody_looked_at(asked, policy, after):
    turns = iter(range(100))

    made = plan(asked, policy, stopped=lambda: next(turns) >= after)

    assert check(made) == []
    untried = sum(it.reason == "not-tried" for it in made.unplanned)
    assert untried == max(0, len(asked.packets) - after)


def test_a_late_packet_that_finds_its_way_beside_evacuees_lets_them_go_as_they_went():
    asked = problem(ROAD, [packet("p"), packet("q")], FLOOD, DRY)
    made = plan(asked, Policy(wait=600))
    late = replace(asked, packets=(packet("p"), packet("q", release=30)))

    fresh, [change] = replan(made, late)

    assert change.packet == "q" and fresh.flows == made.flows
    assert check(fresh) == []
    assert fresh.bounds == plan(late, Policy(wait=600)).bounds


def test_a_late_packet_that_may_not_wait_takes_a_lane_of_evacuees():
    asked = problem(ROAD, [packet("p")], FLOOD, DRY)
    made = plan(asked, Policy(wait=0))

    fresh, [change] = replan(made, replace(asked, packets=(packet("p", release=60),)))

    assert change.after == 112 and fresh.flows != made.flows
    assert check(fresh) == []


@settings(max_examples=40, deadline=None)
@given(problems(), policies, st.data())
def test_whichever_packet_is_late_the_bounds_are_those_of_the_problem_as_it_is_now(asked, policy, data):
    made = plan(asked, policy)
    if not asked.packets:
        return
    name = data.draw(st.sampled_from(asked.packets)).id
    late = replace(
        asked, packets=tuple(replace(it, release=it.release + 50) if it.id == name else it for it in asked.packets)
    )
    if any(it.release >= it.due for it in late.packets):
        return

    fresh, changes = replan(made, late)

    assert check(fresh) == [] and {it.packet for it in changes} <= {name}
    assert fresh.bounds == pytest.approx(plan(late, policy).bounds)
