"""One packet beside a plan that stays as it is: what is offered can be granted as it stands, and every change helps."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steun.optimise.cli import main
from steun.optimise.movement.check import check
from steun.optimise.movement.explanation import explain
from steun.optimise.movement.format import files
from steun.optimise.movement.format.plan import Policy
from steun.optimise.movement.generation import generate
from steun.optimise.movement.insertion import ORDER, Standing, insert, with_packet
from steun.optimise.movement.planner import plan
from tests.optimise.movement.small import DRY, FLOOD, ROAD, link, packet, policies, problem, problems

EMPTY = plan(problem(ROAD))
BUSY = plan(problem(ROAD, [packet("p"), packet("q")]))
SHORT = (link("AB", load_class=50), link("BE", load_class=50), link("AE", 90, load_class=100))
WEAK = plan(problem(SHORT))
LOW = plan(problem((link("AB", height_cm=400), link("BE"), link("AE", 90, height_cm=450)), escorts=1))
UNKNOWN = plan(
    problem((link("AB"), link("BE", load_class=100), link("AE", 90, load_class=100))), Policy(unknown="avoid")
)


def said(made, asked):
    return [(it.code, dict(it.facts), it.arrival) for it in insert(made, asked)]


@pytest.mark.parametrize(
    ("made", "asked", "found"),
    [
        (EMPTY, packet("n", vehicles=1), [("as-asked", {}, 51)]),
        (BUSY, packet("n", vehicles=1), [("as-asked", {}, 65)]),
        (EMPTY, packet("n", due=40), [("later", {"minutes": 12, "due": 52}, 52)]),
        (EMPTY, packet("n", release=100, vehicles=1),
         [("as-asked", {}, 151), ("sooner", {"minutes": 60, "release": 40}, 91)]),
        (EMPTY, packet("n", vehicles=100), [("as-asked", {}, 57), ("smaller", {"vehicles": 50}, 54)]),
        (WEAK, packet("n", vehicles=1, load_class=80), [("as-asked", {}, 91), ("lighter", {"load_class": 50}, 21)]),
        (LOW, packet("n", vehicles=1, height_cm=420), [("as-asked", {}, 91), ("lower", {"height_cm": 400}, 21)]),
        (UNKNOWN, packet("n", vehicles=1, load_class=80),
         [("as-asked", {}, 91), ("limits-known", {"links": ("AB",)}, 21)]),
        (EMPTY, packet("n", to="A", origin="B", vehicles=1), [("as-asked", {}, 11)]),
    ],
)  # fmt: skip
def test_each_change_that_brings_it_sooner_is_offered_with_when_it_is_there(made, asked, found):
    assert said(made, asked) == found


def test_a_team_that_goes_along_is_waited_for_or_done_without():
    made = plan(problem(ROAD, [packet("p", to="C", escort=True)], escorts=1))
    as_asked, without = insert(made, packet("n", origin="E", to="D", vehicles=1, escort=True))

    assert (as_asked.code, without.code) == ("as-asked", "no-escort")
    assert as_asked.arrival > without.arrival == 11


def test_where_no_road_leads_nothing_is_offered():
    assert insert(plan(problem((link("AB"), link("DE")))), packet("n")) == []


def test_evacuees_of_the_plan_keep_their_lanes_whatever_their_class():
    made = plan(problem(ROAD, [], FLOOD, DRY))
    alone = insert(EMPTY, packet("n", origin="B", class_=1, release=60))[0]
    beside = insert(made, packet("n", origin="B", class_=1, release=60))[0]

    assert beside.arrival > alone.arrival
    assert check(with_packet(made, beside)) == []


@settings(max_examples=60, deadline=None)
@given(problems(), policies, st.data())
def test_whatever_is_offered_is_allowed_beside_all_that_stands_and_sooner_than_as_asked(asked, policy, data):
    made = plan(asked, policy)
    names = sorted(it.id for it in asked.nodes)
    origin, to = data.draw(st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True))
    one = packet("new", origin, to, class_=data.draw(st.sampled_from((1, 2, 4))),
                 release=data.draw(st.integers(0, 300)), due=data.draw(st.integers(301, 600)),
                 load_class=data.draw(st.sampled_from((0, 80))),
                 escort=data.draw(st.booleans()))  # fmt: skip

    found = insert(made, one)

    assert [ORDER.index(it.code) for it in found] == sorted({ORDER.index(it.code) for it in found})
    for it in found:
        whole = with_packet(made, it)
        assert check(whole) == []
        assert set(made.schedules) < set(whole.schedules) and whole.flows == made.flows
    if found and found[0].code == "as-asked":
        assert all(it.arrival < found[0].arrival for it in found[1:])


@settings(max_examples=40, deadline=None)
@given(problems(), policies)
def test_what_would_help_a_packet_helps_when_it_is_inserted(asked, policy):
    made = plan(asked, policy)
    there = {it.packet: it for it in made.schedules}
    for one in asked.packets:
        story = explain(made, one.id)
        assert bool(story.reason) == (one.id not in there)
        if one.id in there:
            assert all(it.arrival < story.free + story.columns + story.evacuees + one.release for it in story.remedies)
            continue
        assert all(check(with_packet(made, it)) == [] for it in story.remedies)


def test_many_packets_are_tried_beside_one_plan_and_leave_no_trace():
    made = plan(generate("region", seed=2))
    standing = Standing(made)
    asked = [replace(it, id=f"{it.id}-again") for it in made.problem.packets]

    assert [standing.alternatives(it) for it in asked] == [insert(made, it) for it in asked]


@pytest.fixture
def written(tmp_path):
    for name, it in (("p", files.as_dict(BUSY.problem)), ("q", files.plan_as_dict(BUSY))):
        (tmp_path / f"{name}.json").write_text(json.dumps(it))
    return tmp_path


def command(folder, row, *more):
    (folder / "n.json").write_text(json.dumps(row))
    return main(["movement", "insert", *(str(folder / f"{name}.json") for name in "pqn"), *map(str, more)])


ROW = {"id": "n", "movement": "m", "class": 4, "vehicles": 1, "origin": "A", "destinations": ["E"], "release": 0,
       "due": 1440}  # fmt: skip


def test_the_command_offers_and_writes_what_can_be_granted(written, capsys):
    outputs = ("--plan-output", written / "q2.json", "--problem-output", written / "p2.json")

    assert command(written, ROW, *outputs) == 0
    assert [it["code"] for it in json.loads(capsys.readouterr().out)] == ["as-asked"]
    assert main(["movement", "check", str(written / "p2.json"), str(written / "q2.json")]) == 0


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({"due": 40}, 1, ""),
        ({"id": "p"}, 2, "packet.id: 'p' stands at packets[0] too"),
        ({"origin": "Z", "vehicles": 0}, 2, "packet.vehicles: 0 is not between 1 and 1000"),
        ({"origin": "Z"}, 2, "packet.origin: no node 'Z'"),
        ({"due": 0}, 2, "packet.due: 0 is not after release 0"),
    ],
)
def test_what_cannot_be_as_asked_ends_with_code_1_and_nonsense_with_code_2(written, capsys, change, code, said):
    assert command(written, ROW | change) == code
    assert capsys.readouterr().err.strip() == said
