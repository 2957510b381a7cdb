"""The command line against a hostile newcomer: one clear message, a documented exit code, never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from steun.optimise.allocation import planner
from steun.optimise.allocation.check import check
from steun.optimise.allocation.format import files
from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.policy import MAX_MIN, Policy
from steun.optimise.cli import main
from steun.optimise.console import UNREAD
from steun.optimise.format.faults import InvalidProblem
from steun.optimise.readiness.scenarios import generate
from tests.optimise.nonsense import NONSENSE, full, places, planted

SRC = str(Path(__file__).parents[2] / "src")
COMMAND = [sys.executable, "-m", "steun.optimise.cli"]
PROBLEM = generate("region", seed=2, lines=6, units=6)
QUICK = ["--iterations", "20", "--quiet"]
LONG = 900
"""Seconds that pass only when something is broken."""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with a problem, a plan of nothing, and all kinds of wrong files."""
    monkeypatch.chdir(tmp_path)
    files.write_problem(PROBLEM, "p.json")
    files.write_plan(Plan(PROBLEM, Policy(), 0, (), {}, {}), "q.json")
    Path("folder").mkdir()
    Path("empty.json").touch()
    Path("list.json").write_text("[]")
    Path("latin.json").write_bytes('{"format": "é"}'.encode("latin-1"))
    text = Path("p.json").read_text()
    Path("half.json").write_text(text[: len(text) // 2])
    Path("text.zip").write_text("no zip")
    with zipfile.ZipFile("other.zip", "w") as packed:
        packed.writestr("other.txt", "x")
    rows = [json.dumps({**{k: v for k, v in files.as_dict(PROBLEM).items() if k not in ("units", "lines", "fixed")}})]
    with zipfile.ZipFile("half.zip", "w") as packed:
        packed.writestr("problem.jsonl", "\n".join([*rows, '{"unit": {"id"', "{}"]))
    with zipfile.ZipFile("whole.zip", "w") as packed:
        packed.writestr("problem.jsonl", json.dumps(files.as_dict(PROBLEM)))
    files.write_problem(PROBLEM, "damaged.zip")
    data = bytearray(Path("damaged.zip").read_bytes())
    data[60:90] = b"x" * 30
    Path("damaged.zip").write_bytes(data)
    return tmp_path


def refusal_of(capsys, *words):
    """Exit code and standard error of a command."""
    try:
        code = main(list(words))
    except SystemExit as stopped:  # argparse
        code = int(str(stopped.code))
    return code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["plan", "folder"], "folder: Is a directory"),
        (["plan", "nowhere.json"], "nowhere.json: No such file"),
        (["plan", "empty.json"], "empty.json: is not JSON"),
        (["plan", "half.json"], "half.json: is not JSON"),
        (["plan", "list.json"], "problem: is not an object"),
        (["plan", "q.json"], "format: 'steun-plan/1' is not 'steun-problem/1'"),
        (["plan", "latin.json"], "latin.json: is not text in UTF-8"),
        (["plan", "text.zip"], "text.zip: is not a zip with problem.jsonl: File is not a zip file"),
        (["plan", "other.zip"], "other.zip: is not a zip with problem.jsonl: There is no item"),
        (["plan", "half.zip"], "problem.jsonl:2: is not JSON"),
        (["plan", "whole.zip"], "problem.jsonl:1: the head holds units, lines or fixed"),
        (["plan", "damaged.zip"], "damaged.zip: is not a zip with problem.jsonl"),
        (["plan", "p.json", "--policy", "list.json"], "policy: is not an object"),
        (["plan", "p.json", "--base", "p.json"], "format: 'steun-problem/1' is not 'steun-plan/1'"),
        (["plan", "p.json", "-o", "nowhere/q.json"], "nowhere/q.json: there is no folder nowhere"),
        (["plan", "p.json", "-o", "folder"], "folder: is a folder"),
        (["plan", "p.json", "-o", "p.json"], "p.json: is both problem and output"),
        (["plan", "p.json", "-o", "folder/../p.json"], "p.json: is both problem and output"),
        (["plan", "p.json", "-o", "x", "--prices", "x"], "x: is both output and prices"),
        (["replan", "p.json", "q.json", "list.json", "-o", "q.json"], "q.json: is both plan and output"),
        (["plan", "p.json", "--seconds", "-1"], "--seconds: -1 is not 0 or more"),
        (["plan", "p.json", "--seconds", "nan"], "--seconds: nan is not 0 or more"),
        (["plan", "p.json", "--iterations", "0"], "--iterations: 0 is not 1 or more"),
        (["plan", "p.json", "--iterations", "1.5"], "--iterations: invalid whole number value: '1.5'"),
        (["plan", "p.json", "--seed", "-1"], "--seed: -1 is not 0 or more"),
        (["plan", "p.json", "--seed", "9" * 30], "is not 0 or more, up to 2000000000"),
        (["plan"], "the following arguments are required: problem"),
        (["explain", "p.json", "q.json", "nobody"], "line: no line 'nobody'"),
        (["explain", "p.json", "p.json", "l000000"], "format: 'steun-problem/1' is not 'steun-plan/1'"),
        (["promise", "p.json", "q.json", "list.json"], "line: is not an object"),
        (["promise", "p.json", "q.json", "p.json"], "line.format: is not a field"),
        (["check", "p.json", "list.json"], "plan: is not an object"),
        (["replan", "p.json", "q.json", "p.json"], "events: is not a list"),
        (["requirements", "list.json", "--budget", "5"], "scenarios: is not an object"),
        (["requirements", "list.json", "--budget", "5", "--workers", "0"], "--workers: 0 is not 1 or more"),
        (["simulate", "p.json", "--seeds", "0"], "--seeds: 0 is not 1 or more"),
        (["simulate", "p.json", "--figure", "x.xyz"], "x.xyz: a figure is .svg or .png"),
        (["generate", "--load", "0"], "load: 0.0 is not between"),
        (["generate", "--load", "nan"], "load: nan is not between"),
        (["generate", "--seed", "-1"], "--seed: -1 is not 0 or more"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_the_code_is_2(here, capsys, words, message):
    code, said = refusal_of(capsys, *words)

    assert code == 2
    assert message in said
    assert "Traceback" not in said
    assert files.read_problem("p.json") == PROBLEM  # nothing was overwritten


def test_no_nonsense_in_any_place_is_more_than_a_fault():
    problem, plan = full()
    known = files.problem_from(problem)
    for at in places(problem):
        for value in NONSENSE:
            with suppress(InvalidProblem):
                files.sha256_of(files.problem_from(planted(problem, at, value)))
    for at in places(plan):
        for value in NONSENSE:
            with suppress(InvalidProblem):
                check(known, files.plan_from(planted(plan, at, value), known), rolling=True)


@pytest.mark.parametrize(
    ("policy", "fault"),
    [
        ({"fairness": [[0, 0], [0, 1]]}, "policy.fairness: does not go from share 0 to share 1"),
        ({"fairness": [[0, 0], [0, 1], [1, 1]]}, "policy.fairness: the shares do not rise"),
        ({"fairness": [[0, 0], [0.5, 0.1], [1, 1]]}, "policy.fairness: is not concave, or falls"),
        ({"fairness": [[0, 0]]}, "policy.fairness: does not go"),
        ({"fairness": [1]}, "policy.fairness: is not a list of pairs"),
        ({"class_ratio": 0}, "policy.class_ratio: 0 is not between"),
        ({"slot": True}, "policy.slot: True is not a whole number"),
        ({"tolerance": float("nan")}, "policy.tolerance: nan is not between"),
        ({"displace": [6]}, "policy.displace: is not a list of classes 1..5"),
        ({"hold": 4}, "policy.hold: is not a list of classes 1..5"),
        ({"reserve": {"u": "dear"}}, "policy.reserve.u: 'dear' is not a whole number"),
        ({"speed": 1}, "policy.speed: is not a field of the format"),
    ],
)
def test_a_policy_that_means_nothing_is_named(policy, fault):
    with pytest.raises(InvalidProblem) as wrong:
        files.policy_from(policy)
    assert str(wrong.value).startswith(fault)


def test_a_policy_that_means_nothing_is_named_in_python_too():
    with pytest.raises(InvalidProblem, match=r"policy\.slot: 0 is not between"):
        planner.plan(PROBLEM, policy=Policy(slot=0))


def test_a_policy_that_makes_sense_survives_being_written_and_read():
    policy = Policy(fairness=MAX_MIN, displace=(4, 5), hold=(5,), reserve={"u": 3}, slot=15)
    written = files.plan_as_dict(Plan(PROBLEM, policy, 0, (), {}, {}))["policy"]
    assert files.policy_from(json.loads(json.dumps(written))) == policy


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"stocks": [{"id": "a", "capability": "c", "cost": "x"}], "scenarios": []}, "stocks[0]: id is not a text"),
        ({"stocks": [{"id": "a"}], "scenarios": []}, "stocks[0]: is not an object with id"),
        ({"stocks": [5], "scenarios": [[5]]}, "stocks[0]: is not an object with id"),
        ({"stocks": [{"id": "a", "capability": "c", "cost": 5}], "scenarios": []}, "scenarios: none"),
        ({"stocks": [{"id": "a", "capability": "c", "cost": 5, "most": -1}], "scenarios": [[]]}, "stock 'a': most -1"),
        ({"stocks": [{"id": "a", "capability": "c", "cost": 5}] * 2, "scenarios": [[]]}, "stocks: an id stands there"),
        ({"stocks": [{"id": "a", "capability": "c", "cost": 5}],
          "scenarios": [[{"stocks": ["b"], "quantity": 1, "weight": 1}]]}, "need: no stock 'b'"),
        ({"stocks": [{"id": "a", "capability": "c", "cost": 5}],
          "scenarios": [[{"stocks": ["a"], "quantity": -1, "weight": 1}]]}, "scenarios[0]: a need has a negative"),
        ({"stocks": [{"id": "a", "capability": "c", "cost": 5}],
          "scenarios": [[{"stocks": "a", "quantity": 1, "weight": 1}]]}, "scenarios[0][0].stocks: is not a list"),
    ],
)  # fmt: skip
def test_scenarios_that_mean_nothing_are_named(here, capsys, data, fault):
    Path("s.json").write_text(json.dumps(data))
    code, said = refusal_of(capsys, "requirements", "s.json", "--budget", "100")

    assert (code, said[: len(fault)]) == (2, fault)


@pytest.mark.parametrize(
    "event",
    [{"kind": []}, {"kind": "now", "minutes": "x"}, {"kind": "unit-fails", "unit": []}, {"kind": "new-line"}, 5,
     {"kind": "line-withdrawn", "id": {}}, {"kind": "new-line", "line": 5}, {"kind": "unit-free", "unit": "u00000"}],
)  # fmt: skip
def test_an_event_of_the_wrong_shape_is_named(here, capsys, event):
    Path("e.json").write_text(json.dumps([event]))
    code, said = refusal_of(capsys, "replan", "p.json", "q.json", "e.json", *QUICK)

    assert code == 2
    assert said.startswith("event")


def test_names_in_any_script_come_back_as_they_went(here, capsys):
    data = files.as_dict(PROBLEM)
    name = data["lines"][0]["id"] = "Πύλη-ж-🌊"
    Path("мир.json").write_text("\ufeff" + json.dumps(data, ensure_ascii=False), encoding="utf-8")

    assert main(["plan", "мир.json", "-o", "план.json", *QUICK]) in (0, 1)
    assert main(["explain", "мир.json", "план.json", name]) == 0
    assert json.loads(capsys.readouterr().out)["line"] == name


def test_a_reader_that_expects_ascii_gets_utf_8_all_the_same(here):
    data = files.as_dict(PROBLEM)
    data["lines"][0]["id"] = "ж"
    Path("p.json").write_text(json.dumps(data))
    run = subprocess.run(
        [*COMMAND, "plan", "p.json", *QUICK], env={**os.environ, "PYTHONPATH": SRC, "PYTHONIOENCODING": "ascii"},
        capture_output=True, check=False,
    )  # fmt: skip

    assert run.returncode in (0, 1), run.stderr
    assert "ж" in json.loads(run.stdout.decode())["met"]  # the plan and nothing else


def test_the_first_plan_is_taken_when_there_is_no_time(here):
    assert main(["plan", "p.json", "-o", "r.json", "--seconds", "0", "--quiet"]) in (0, 1)
    assert main(["check", "p.json", "r.json"]) == 0


def test_prices_go_to_the_file_that_was_named(here):
    assert main(["plan", "p.json", "-o", "r.json", "--prices", "prices", *QUICK]) in (0, 1)
    assert Path("prices").exists()


def test_a_reader_that_goes_away_ends_it_quietly(here):
    run = subprocess.Popen(
        [*COMMAND, "generate", "--scale", "national"], env={**os.environ, "PYTHONPATH": SRC},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert run.stdout is not None
    assert run.stderr is not None
    run.stdout.close()

    assert run.stderr.read() == b""
    assert run.wait(LONG) == UNREAD


@pytest.fixture
def heard():
    """Ctrl-C is heard by what we start, also where these tests run in the background of a shell, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("words", [["check", "pipe", "q.json"], ["plan", "pipe", "--quiet"], ["simulate", "pipe"]])
def test_ctrl_c_before_there_is_anything_to_write_says_so(here, heard, words):
    os.mkfifo("pipe")
    run = subprocess.Popen([*COMMAND, *words], env={**os.environ, "PYTHONPATH": SRC}, stderr=subprocess.PIPE)
    with open("pipe", "w"):  # opens once it reads, and then it waits for more
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=LONG)

    assert said == b"interrupted: nothing was written\n"
    assert run.returncode == 130


def test_ctrl_c_twice_does_not_wait_for_the_best_so_far(here, capsys, monkeypatch):
    def stubborn(*_args, **_more):
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        pytest.fail("it went on with the best so far")

    monkeypatch.setattr(planner, "plan", stubborn)
    code, said = refusal_of(capsys, "plan", "p.json", "-o", "r.json", "--quiet")

    assert (code, said) == (130, "interrupted: nothing was written\n")
    assert not Path("r.json").exists()


def test_the_plan_in_force_may_have_been_made_before_something_changed(here, capsys):
    assert main(["plan", "p.json", "-o", "r.json", *QUICK]) in (0, 1)
    data = files.as_dict(PROBLEM)
    data["lines"] = [*data["lines"][1:], {**data["lines"][0], "id": "fresh"}]
    data["units"] = data["units"][1:]
    Path("later.json").write_text(json.dumps(data))

    assert main(["plan", "later.json", "--base", "r.json", "-o", "s.json", *QUICK]) in (0, 1)
    assert main(["check", "later.json", "s.json"]) == 0
