"""What the command says to people: promises first, what is proven, whom it serves least, and the story of one line."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from steun.optimise import story
from steun.optimise.allocation.format import files
from steun.optimise.allocation.format.plan import Plan, Stop
from steun.optimise.allocation.format.problem import Supply
from steun.optimise.allocation.planner import plan
from steun.optimise.allocation.questions.explanation import Explanation, explain
from steun.optimise.allocation.questions.remedies import ORDER, Remedy
from steun.optimise.allocation.questions.waterfall import STAGES
from steun.optimise.allocation.shares import Share, shares
from steun.optimise.cli import main
from tests.optimise.worlds import EXACT, line, unit, world

STEPS = Stop(None, 200)
POOL = {"divisible": True, "capacity": 4, "offers": (Supply("pump", 4),)}
MADE = Plan(world([unit(**POOL)], [line("a"), line("b", class_=2)]), EXACT, 0, (), {"a": 1}, {})


def made_by_hand(met, *lines):
    return Plan(world([unit(**POOL)], list(lines)), EXACT, 0, (), met, {})


def test_a_share_counts_each_line_by_its_weight_whatever_its_size():
    it = made_by_hand({"sand": 50, "boat": 1}, line("sand", quantity=100), line("boat", weight=3))

    assert shares(it) == (Share(1, "", 2, 1, 4, 3.5 / 4), Share(1, "VR1", 2, 1, 4, 3.5 / 4))


def test_all_together_comes_first_in_each_class_then_the_region_that_is_served_least():
    lines = [line("a"), line("b", region="VR2"), line("c", region="VR0"), line("d", class_=3, region="VR9")]

    rows = shares(made_by_hand({"a": 1, "c": 1}, *lines))

    assert [(it.class_, it.region, it.share) for it in rows] == [
        (1, "", 2 / 3), (1, "VR2", 0.0), (1, "VR0", 1.0), (1, "VR1", 1.0), (3, "", 0.0), (3, "VR9", 0.0),
    ]  # fmt: skip


def test_more_than_was_asked_is_no_more_than_all():
    assert shares(made_by_hand({"a": 9}, line("a")))[0].share == 1.0


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"proven": ("L2",), "gap": {"G_2": 0.3}}, "proven: no plan gives it more"),
        ({"within": {"L2": 0.000912}, "gap": {"G_2": 0.3}}, "proven to within 0.10 %"),
        ({"gap": {"G_2": 0.01304}}, "not proven; with the classes above at most 1.31 % below the best there can be"),
        ({}, "nothing is proven"),
    ],
)
def test_what_is_not_proven_never_reads_as_if_it_were(facts, said):
    assert story.proof_of(replace(MADE, **facts), 2) == said


def test_the_highest_class_has_none_above_it():
    assert (
        story.proof_of(replace(MADE, gap={"G_1": 0.5}), 1) == "not proven; at most 50.00 % below the best there can be"
    )


def test_the_summary_names_what_is_not_kept_before_all_else_and_who_is_served_least():
    lines = [line("a", quantity=4, promised=4), line("b", quantity=4, region="VR2")]
    it = plan(world([unit(**POOL, notice=500)], lines), policy=EXACT, stop=STEPS)

    first, second, *_ = story.said_of(it)

    assert first == "promise not kept: a gets 0 of 4: in-time"
    assert second.startswith("class 1: 0.0 % served, 0 of 2 lines in full; least in VR1: 0.0 %; proven")


def test_every_stage_reason_and_change_has_words():
    assert set(story.STAGES) == set(STAGES)
    assert set(story.REASONS) == {*STAGES, "met", "partly-met", "elsewhere"}
    assert set(story.HELPS) == set(ORDER)


@pytest.mark.parametrize(
    ("remedy", "said"),
    [
        (Remedy("rearrange", 1, {"moved": ["b"]}), "others are moved, and nobody gets less"),
        (Remedy("later", 1, {"hours": 2, "latest_arrival": 240}),
         "it is served up to 2 h later, at 2026-01-01 04:00 at the latest"),
        (Remedy("any-owner", 1, {"owners": ["navy", "army"]}), "it takes units of any owner: navy, army"),
        (Remedy("displace", 1, {"lines": {"x": {"lost": 2, "had": 3, "left": 1, "class": 4, "promised": True}}}),
         "lines of lower classes lose: x (class 4) 2 of 3 that were promised"),
        (Remedy("one-more-unit", 2, {"quantity": 2, "capability": "pump", "like": ""}), "2 × pump more come"),
    ],
)  # fmt: skip
def test_a_change_reads_as_a_sentence(remedy, said):
    assert story.helps(remedy, story.Clock(MADE.problem)) == said


def test_where_the_start_is_no_moment_minutes_are_said():
    assert story.Clock(replace(MADE.problem, start="now"))(90) == "minute 90"
    assert story.Clock(replace(MADE.problem, start="2026-01-01T01:00:00+01:00"))(90) == "2026-01-01 01:30"


def test_the_story_of_a_line_says_what_it_asks_gets_lacks_and_what_would_help():
    lines = [line("first", quantity=4), line("second", quantity=2, class_=2)]
    it = plan(world([unit(**POOL)], lines), policy=EXACT, stop=STEPS)

    assert list(story.story_of(it, explain(it, "first"))) == [
        "first asks 4 (at least 1) × pump for VR1 in class 1, there from 2026-01-01 00:00 to 2026-01-01 02:00, "
        "for 240 minutes",
        "It gets 4.",
        "  4 × pump of unit u1, there at 2026-01-01 00:00",
        "  4 pieces can do it",
        "It holds all that it asks.",
    ]
    said = list(story.story_of(it, explain(it, "second")))
    assert said[1] == "It gets nothing."
    assert "Lines of the same or a higher class and promises leave too few: it needs at least 1." in said
    assert "Held by first." in said
    assert "  it is served up to 2 h later, at 2026-01-01 04:00 at the latest: it gets 2" in said


def test_where_nothing_helps_that_is_said():
    it = Explanation("b", 0, dict.fromkeys(STAGES, 0), "capability", (), ())

    assert list(story.story_of(MADE, it))[-1] == "Nothing that was tried would help."


@pytest.fixture
def written(tmp_path):
    files.write_problem(world([unit()], [line("first"), line("second", class_=2)]), tmp_path / "p.json")
    return tmp_path / "p.json"


def test_the_command_answers_with_the_story_and_writes_the_plan_only_where_it_is_told(written, tmp_path, capfd):
    asked = ["plan", str(written), "--iterations", "20", "--quiet", "--explain", "second"]

    assert main(asked) == 0
    out, err = capfd.readouterr()
    assert out.startswith("second asks 1 × pump") and err == ""

    assert main([*asked, "-o", str(tmp_path / "q.json")]) == 0
    assert capfd.readouterr().out == out
    assert json.loads((tmp_path / "q.json").read_text())["met"] == {"first": 1, "second": 0}


def test_a_line_that_does_not_exist_is_refused_before_any_search(written, capsys):
    assert main(["plan", str(written), "--explain", "third"]) == 2
    assert capsys.readouterr().err == "line: no line 'third'\n"


def test_the_command_says_what_is_proven_unless_it_is_to_be_quiet(written, capfd):
    assert main(["plan", str(written), "--iterations", "20"]) == 0
    assert "\nclass 1: 100.0 % served, 1 of 1 lines in full; proven: no plan gives it more\n" in capfd.readouterr().err


def test_the_shares_of_a_plan_are_a_command(written, tmp_path, capsys):
    assert main(["plan", str(written), "--iterations", "20", "--quiet", "-o", str(tmp_path / "q.json")]) == 0
    assert main(["shares", str(written), str(tmp_path / "q.json")]) == 0

    rows = json.loads(capsys.readouterr().out)
    assert rows[0] == {"class": 1, "region": "", "lines": 1, "whole": 1, "asked": 1, "share": 1.0}
    assert [row["class"] for row in rows] == [1, 1, 2, 2]
