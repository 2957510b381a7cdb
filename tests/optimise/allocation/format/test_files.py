"""Files in and out, nonsense named in one answer, and the command line."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from importlib import resources

import jsonschema
import pytest

from steun.optimise.allocation.format import files
from steun.optimise.allocation.format.faults import Faulty
from steun.optimise.cli import main
from steun.optimise.readiness.scenarios import generate

PROBLEM = generate("region", seed=2)


def schema(name):
    return json.loads((resources.files("steun.optimise.allocation.format") / "schema" / f"{name}.json").read_text())


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

    with pytest.raises(Faulty) as told:
        files.problem_from(data)

    places = {fault.split(": ")[0] for fault in told.value.faults}
    assert {
        "units[3].id", "units[4].speed_kmh", "units[5].offers", "lines[0].lon", "lines[1].latest_arrival",
        "lines[2].quantity",
        "lines[3].weight", "lines[4].earliest", "lines[5].colour", "fixed[0].line", "fixed[0].unit",
    } <= places  # fmt: skip


@pytest.mark.parametrize("data", [None, [], {}, {"units": 3}, {"lines": [1]}, {"units": [{"offers": [5]}]}])
def test_no_shape_of_nonsense_is_more_than_a_fault(data):
    with pytest.raises(Faulty):
        files.problem_from(data)


def test_a_file_over_the_limit_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 100)
    files.write_problem(PROBLEM, tmp_path / "p.json")
    files.write_problem(PROBLEM, tmp_path / "p.zip")

    for name in ("p.json", "p.zip"):
        with pytest.raises(Faulty, match="is more than 100"):
            files.read_problem(tmp_path / name)


def test_the_commands_work_on_files_that_follow_the_schemas(tmp_path, capsys):
    p, q = str(tmp_path / "p.json"), str(tmp_path / "q.json")
    assert main(["generate", "--seed", "2", "-o", p]) == 0
    dials = tmp_path / "dials.json"
    dials.write_text('{"exact_lines": 0}')
    steps = ["--policy", str(dials), "--iterations", "2000", "--quiet"]
    assert main(["plan", p, "-o", q, *steps]) == 0
    jsonschema.validate(json.loads((tmp_path / "p.json").read_text()), schema("problem"))
    jsonschema.validate(json.loads((tmp_path / "q.json").read_text()), schema("plan"))

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

    plan = json.loads((tmp_path / "q.json").read_text())
    plan["assignments"][0]["start"] += 100_000
    (tmp_path / "q.json").write_text(json.dumps(plan))
    assert main(["check", p, q]) == 1
    assert "too-late" in capsys.readouterr().out


def test_nonsense_ends_with_code_2_and_the_faults_on_standard_error(tmp_path, capsys):
    (tmp_path / "p.json").write_text('{"format": "steun-problem/1"')

    assert main(["plan", str(tmp_path / "p.json")]) == 2
    assert "is not JSON" in capsys.readouterr().err
    assert main(["plan", str(tmp_path / "nowhere.json")]) == 2


def test_importing_the_package_imports_nothing_heavy():
    heavy = "{'numpy', 'numba', 'highspy'}"
    code = f"import sys, steun.optimise as o; o.Policy; o.read_problem; print(sorted({heavy} & set(sys.modules)))"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)}
    )

    assert told.stdout.strip() == "[]"
