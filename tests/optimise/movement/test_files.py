"""Movements on files: what is wrong is named all at once, the schemas are those of the reader, the commands work."""

from __future__ import annotations

import json

import jsonschema
import pytest

from steun.optimise.cli import main
from steun.optimise.format.faults import InvalidProblem
from steun.optimise.movement.format import files
from steun.optimise.movement.format.plan import Change
from steun.optimise.movement.generation import SCALES, generate
from steun.optimise.movement.planner import plan
from tests.optimise.movement.small import DRY, FLOOD, ROAD, packet, problem

ASKED = problem(ROAD, [packet("p", load_class=80), packet("q")], FLOOD, DRY)
LEG = {"link": "AB", "from": "A", "enter": 0, "leave": 9}
NONSENSE = {
    "a road that ends nowhere": (("links", 0, "b"), "Z", "links[0].b: no node 'Z'"),
    "a road back to where it begins": (("links", 0, "b"), "A", "links[0].b: leads back to 'A'"),
    "a closure that ends before it starts": (("links", 0, "closed"), [[9, 9]], "ends at 9, not after it starts at 9"),
    "no vehicles": (("packets", 0, "vehicles"), 0, "packets[0].vehicles: 0 is not between 1 and 1000"),
    "too many vehicles": (("packets", 0, "vehicles"), 100_000, "packets[0].vehicles: 100000 is not between"),
    "a bid in the past": (("packets", 0, "release"), -1, "packets[0].release: -1 is not between 0 and"),
    "a departure after the deadline": (("packets", 0, "due"), 0, "packets[0].due: 0 is not after release 0"),
    "a zone without inhabitants": (("zones", 0, "vehicles"), 0, "zones[0].vehicles: 0 is not between 1 and"),
    "a name that stands twice": (("packets", 1, "id"), "p", "packets[1].id: 'p' stands at packets[0] too"),
    "no number": (("packets", 0, "speed_kmh"), float("nan"), "packets[0].speed_kmh"),
    "nowhere to go": (("packets", 0, "destinations"), [], "packets[0].destinations: is not a list of nodes"),
    "back home": (("packets", 0, "destinations"), ["A"], "packets[0].destinations[0]: 'A' is the origin"),
    "an order after the end": (("zones", 0, "order"), 2_000, "zones[0].order: 2000 is not before the horizon 1440"),
    "a credit for nobody": (("granted",), [{"packet": "x", "legs": [LEG]}], "granted[0].packet: no packet 'x'"),
}  # fmt: skip


def planted(place, value):
    data = json.loads(json.dumps(files.as_dict(ASKED)))
    at = data
    for part in place[:-1]:
        at = at[part]
    at[place[-1]] = value
    return data


@pytest.mark.parametrize("kind", NONSENSE)
def test_nonsense_is_named_with_its_place(kind):
    place, value, said = NONSENSE[kind]

    with pytest.raises(InvalidProblem) as wrong:
        files.problem_from(planted(place, value))

    assert any(said in fault for fault in wrong.value.faults)


def test_all_faults_are_named_at_once():
    data = planted(("links", 0, "b"), "Z")
    data["zones"][0]["node"] = "Y"
    data["packets"][0]["origin"] = "X"

    with pytest.raises(InvalidProblem) as wrong:
        files.problem_from(data)

    assert len(wrong.value.faults) == 3


def test_a_problem_and_a_plan_come_back_as_they_were():
    made = plan(ASKED)

    assert files.problem_from(json.loads(json.dumps(files.as_dict(ASKED)))) == ASKED
    assert files.plan_from(json.loads(json.dumps(files.plan_as_dict(made))), ASKED) == made
    with pytest.raises(InvalidProblem, match="another problem"):
        files.plan_from(files.plan_as_dict(made), problem(ROAD))


@pytest.mark.parametrize("name", files.FORMATS)
def test_the_published_schema_is_that_of_the_reader(name):
    published = json.loads(files.path_of(name).read_text())

    assert published == files.schema(name)
    data = {
        "problem": files.as_dict(ASKED),
        "plan": files.plan_as_dict(plan(ASKED)),
        "changes": files.changes_as_dict([Change("p", "closed", "BC", 52)]),
    }
    jsonschema.validate(data[name], published)


@pytest.mark.parametrize("scale", SCALES)
def test_a_generated_world_is_sound_and_the_same_for_the_same_seed(scale):
    made = generate(scale, seed=3)

    assert files.problem_from(files.as_dict(made)) == made == generate(scale, seed=3) != generate(scale, seed=4)


def test_the_commands_work_on_files(tmp_path, capsys):
    p, q = str(tmp_path / "p.json"), str(tmp_path / "q.json")
    (tmp_path / "p.json").write_text(json.dumps(files.as_dict(ASKED)))

    assert main(["movement", "plan", p, "-o", q, "--quiet"]) == 0
    assert main(["movement", "check", p, q]) == 0
    assert main(["movement", "explain", p, q, "q"]) == 0
    assert main(["movement", "trade-off", p, "--waits", "0", "600"]) == 0
    assert main(["movement", "generate", "-o", str(tmp_path / "g.json")]) == 0
    assert '"free"' in capsys.readouterr().out

    made = json.loads((tmp_path / "q.json").read_text())
    made["schedules"][0]["legs"][0]["leave"] += 1
    (tmp_path / "q.json").write_text(json.dumps(made))
    assert main(["movement", "check", p, q]) == 1
    assert "travel-time" in capsys.readouterr().out


def test_what_cannot_go_is_said_and_ends_with_code_1_and_nonsense_with_code_2(tmp_path, capsys):
    p = tmp_path / "p.json"
    p.write_text(json.dumps(files.as_dict(problem(ROAD, [packet(due=40)]))))

    assert main(["movement", "plan", str(p), "--quiet"]) == 1
    assert "no schedule for p: too-late; it could be there at minute 52" in capsys.readouterr().err
    p.write_text(json.dumps(planted(("links", 0, "b"), "Z")))
    assert main(["movement", "plan", str(p), "--quiet"]) == 2
    assert "no node 'Z'" in capsys.readouterr().err
    assert main(["movement", "trade-off", str(p), "--waits", "-1"]) == 2
