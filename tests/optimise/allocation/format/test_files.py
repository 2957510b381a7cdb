"""Files in and out, nonsense named in one answer, and the command line."""

from __future__ import annotations

import ast
import json
import math
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import jsonschema
import pytest

from steun import optimise
from steun.optimise.allocation.format import files
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.format.policy import MAX_MIN, Policy
from steun.optimise.allocation.format.schema import path_of, schema
from steun.optimise.allocation.planner import plan
from steun.optimise.cli import main
from steun.optimise.format import json_files
from steun.optimise.format.faults import InvalidProblem
from steun.optimise.readiness.scenarios import generate
from tests.optimise.nonsense import NONSENSE, full, places, planted

PROBLEM = generate("region", seed=2)


def published(name):
    return json.loads(path_of(name).read_text())


@pytest.mark.parametrize("name", ["p.json", "p.zip"])
def test_a_problem_survives_being_written_and_read(tmp_path, name):
    files.write_problem(PROBLEM, tmp_path / name)

    assert files.read_problem(tmp_path / name) == PROBLEM


def test_every_fault_is_named_with_its_place_in_one_answer():
    data = files.as_dict(PROBLEM)
    data["units"][3]["id"] = data["units"][2]["id"]
    data["units"][4]["speed_kmh"] = -5
    data["units"][5]["offers"] = []
    data["lines"][0]["lon"] = math.nan
    data["lines"][1]["latest_arrival"] = data["lines"][1]["earliest"] - 1
    data["lines"][2]["quantity"] = 10**12
    data["lines"][3]["weight"] = 1.5
    del data["lines"][4]["earliest"]
    data["lines"][5]["colour"] = "red"
    data["fixed"] = [{"line": "l?", "unit": "u?", "capability": "boat", "amount": 1, "start": 0}]

    with pytest.raises(InvalidProblem) as refusal:
        files.problem_from(data)

    places = {fault.split(": ")[0] for fault in refusal.value.faults}
    assert {
        "units[3].id", "units[4].speed_kmh", "units[5].offers", "lines[0].lon", "lines[1].latest_arrival",
        "lines[2].quantity",
        "lines[3].weight", "lines[4].earliest", "lines[5].colour", "fixed[0].line", "fixed[0].unit",
    } <= places  # fmt: skip


@pytest.mark.parametrize("data", [None, [], {}, {"units": 3}, {"lines": [1]}, {"units": [{"offers": [5]}]}])
def test_no_shape_of_nonsense_is_more_than_a_fault(data):
    with pytest.raises(InvalidProblem):
        files.problem_from(data)


def test_a_file_over_the_limit_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(json_files, "LARGEST", 100)
    files.write_problem(PROBLEM, tmp_path / "p.json")
    files.write_problem(PROBLEM, tmp_path / "p.zip")

    for name in ("p.json", "p.zip"):
        with pytest.raises(InvalidProblem, match="is more than 100"):
            files.read_problem(tmp_path / name)


def test_the_commands_work_on_files_that_follow_the_schemas(tmp_path, capsys):
    p, q = str(tmp_path / "p.json"), str(tmp_path / "q.json")
    assert main(["generate", "--seed", "2", "-o", p]) == 0
    policy = tmp_path / "policy.json"
    policy.write_text('{"exact_lines": 0}')
    steps = ["--policy", str(policy), "--iterations", "2000", "--quiet"]
    assert main(["plan", p, "-o", q, *steps]) == 0
    jsonschema.validate(json.loads((tmp_path / "p.json").read_text()), published("problem"))
    jsonschema.validate(json.loads((tmp_path / "q.json").read_text()), published("plan"))

    assert main(["check", p, q]) == 0
    name = PROBLEM.lines[0].id
    assert main(["explain", p, q, name]) == 0
    draft = tmp_path / "line.json"
    draft.write_text(json.dumps({**files.as_dict(PROBLEM)["lines"][0], "id": "draft"}))
    assert main(["promise", p, q, str(draft)]) == 0
    events = tmp_path / "events.json"
    events.write_text(json.dumps([{"kind": "line-withdrawn", "id": name}]))
    assert main(["replan", p, q, str(events), "-o", str(tmp_path / "r.json"), *steps]) == 0
    capsys.readouterr()

    made = json.loads((tmp_path / "q.json").read_text())
    made["assignments"][0]["start"] += 100_000
    (tmp_path / "q.json").write_text(json.dumps(made))
    assert main(["check", p, q]) == 1
    assert "too-late" in capsys.readouterr().out


def test_nonsense_ends_with_code_2_and_the_faults_on_standard_error(tmp_path, capsys):
    (tmp_path / "p.json").write_text('{"format": "steun-problem/1"')

    assert main(["plan", str(tmp_path / "p.json")]) == 2
    assert "is not JSON" in capsys.readouterr().err
    assert main(["plan", str(tmp_path / "nowhere.json")]) == 2


@pytest.mark.parametrize("name", ["problem", "plan"])
def test_the_published_schema_is_that_of_the_reader(name):
    """Renew it with: make docs"""
    assert published(name) == schema(name)


def test_what_the_schema_refuses_the_reader_refuses():
    problem, plan = full()
    known = files.problem_from(problem)
    readers = {"problem": (problem, files.problem_from), "plan": (plan, lambda data: files.plan_from(data, known))}
    refused = 0
    for name, (data, read) in readers.items():
        judge = jsonschema.Draft202012Validator(schema(name))
        assert judge.is_valid(data)
        for at in places(data):
            for value in NONSENSE:
                wrong = planted(data, at, value)
                if value is not None and not judge.is_valid(wrong):  # null is taken for absent
                    refused += 1
                    with pytest.raises(InvalidProblem):
                        read(wrong)
    assert refused > 1000


def test_a_plan_survives_being_written_and_read(tmp_path):
    made = plan(PROBLEM, policy=Policy(exact_lines=0, fairness=MAX_MIN, displace=(5,)), stop=Stop(None, 100))
    files.write_plan(made, tmp_path / "q.json")

    assert files.read_plan(tmp_path / "q.json", PROBLEM) == made


def test_faults_between_rows_are_named_beside_those_within_them():
    data = files.as_dict(PROBLEM)
    data["units"][0]["notice"] = "soon"
    data["units"][1]["earmarks"] = [{"agreement": "A", "region": "R", "amount": 10_000, "from": 0, "until": 60}]
    data["lines"][0]["minimum"] = data["lines"][0]["promised"] = data["lines"][0]["quantity"] + 1
    data["lines"][1]["id"] = data["lines"][0]["id"]

    with pytest.raises(InvalidProblem) as wrong:
        files.problem_from(data)

    places = [fault.split(": ")[0] for fault in wrong.value.faults]
    assert places == ["units[0].notice", "lines[1].id", "units[1].earmarks", "lines[0].minimum", "lines[0].promised"]


def test_a_problem_made_in_python_is_looked_at_as_one_from_a_file():
    wrong = replace(PROBLEM, horizon=1.5, lines=(replace(PROBLEM.lines[0], class_=6), *PROBLEM.lines[1:]))

    with pytest.raises(InvalidProblem) as refusal:
        plan(wrong)
    assert refusal.value.faults == ("horizon: 1.5 is not a whole number", "lines[0].class: 6 is not between 1 and 5")


def test_every_public_name_loads_and_is_known_to_type_checkers():
    tree = ast.parse(Path(optimise.__file__).read_text())
    block = next(node for node in tree.body if isinstance(node, ast.If))
    typed = {a.name: n.module for n in block.body if isinstance(n, ast.ImportFrom) for a in n.names}

    assert sorted(typed) == optimise.__all__
    assert all(getattr(optimise, name) is getattr(import_module(home), name) for name, home in typed.items())


def test_importing_the_package_imports_nothing_heavy():
    heavy = "{'numpy', 'numba', 'highspy'}"
    code = f"import sys, steun.optimise as o; o.Policy; o.read_problem; print(sorted({heavy} & set(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)}
    )

    assert answer.stdout.strip() == "[]"
