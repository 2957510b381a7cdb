"""`steun recalibrate`: a question in, what can be counted on out; it goes on where it was stopped."""

from __future__ import annotations

import json

import pytest

from steun.optimise.cli import main
from steun.optimise.readiness.recalibration import study
from steun.optimise.readiness.recalibration.problem import Ask, Pool, Recalibration, as_text

QUESTION = Recalibration(
    pools=(
        Pool("alpha", "13LB", 5.0, 52.0, capacity=4, notice=60, speed=60, offers={"pumps": 4}, called=50, defence=True),
        Pool("bravo", "WS-limburg", 5.1, 52.0, capacity=2, notice=600, speed=60, offers={"pumps": 2}),
    ),
    asks=(
        Ask("A", "VR24", "VR24", 5.0, 52.0, "pumps", ("pumps",), quantity=5, minutes=120, scenario="flood"),
        Ask("B", "VR23", "VR23", 5.2, 52.0, "pumps", ("pumps",), quantity=2, minutes=180, scenario="flood"),
    ),
    worlds=20,
    budget=400,
)  # fmt: skip


@pytest.fixture
def question(tmp_path):
    path = tmp_path / "question.json"
    path.write_text(as_text(QUESTION))
    return path


def test_the_answer_is_that_of_the_library_on_one_process_and_on_two(question, tmp_path):
    for processes in ("1", "2"):
        out = tmp_path / f"answer-{processes}.json"
        assert main(["recalibrate", str(question), "--processes", processes, "--quiet", "-o", str(out)]) == 0
        assert json.loads(out.read_text()) == json.loads(json.dumps(study.result(QUESTION, study.run(QUESTION))))


def test_what_was_done_is_not_done_again(question, tmp_path, monkeypatch):
    parts, answer = tmp_path / "parts.json", tmp_path / "answer.json"
    command = ["recalibrate", str(question), "--parts", str(parts), "--quiet", "-o", str(answer)]
    assert main(command) == 0
    first = answer.read_bytes()
    kept = json.loads(parts.read_text())
    left = next(iter(kept["parts"]))
    del kept["parts"][left]
    parts.write_text(json.dumps(kept))
    made, asked = study.made, []
    monkeypatch.setattr(study, "made", lambda text, name, *stop: asked.append(name) or made(text, name, *stop))

    assert main(command) == 0

    assert asked == [left]
    assert answer.read_bytes() == first


def test_who_stops_it_hears_how_far_it_came_and_gets_no_answer(question, tmp_path, monkeypatch, capsys):
    parts, answer = tmp_path / "parts.json", tmp_path / "answer.json"
    run, made, done = study.run, study.made, []
    monkeypatch.setattr(study, "made", lambda text, name, *stop: [made(text, name), done.append(name)][0])
    monkeypatch.setattr(study, "run", lambda *given, **more: run(*given, **more | {"stopped": lambda: len(done) == 2}))

    code = main(["recalibrate", str(question), "--parts", str(parts), "--quiet", "-o", str(answer)])

    assert code == 1
    assert "stopped: " in capsys.readouterr().err
    assert list(json.loads(parts.read_text())["parts"]) == done
    assert not answer.exists()


def test_parts_of_another_question_and_nonsense_are_refused_by_name(question, tmp_path, capsys):
    parts = tmp_path / "parts.json"
    parts.write_text('{"question": "another", "parts": {}}')
    assert main(["recalibrate", str(question), "--parts", str(parts)]) == 2
    assert "parts.json" in capsys.readouterr().err
    assert main(["recalibrate", str(question), "--processes", "0"]) == 2
    question.write_text(as_text(Recalibration((), (), budget=-1)))
    assert main(["recalibrate", str(question)]) == 2
    said = capsys.readouterr().err
    assert "asks: none" in said
    assert "budget: " in said
