"""Evaluations: what is due, the form beside the computed facts, and closing."""

from __future__ import annotations

from uuid import uuid4

from steun.web.ask.request.model import Request
from steun.web.learn.evaluation.model import Evaluation

ANSWERS = {"effect_reached": "yes", "in_time": "yes", "promise_kept": "unknown", "explanation": ""}


def test_an_ended_request_is_due_until_it_is_evaluated(world, login):
    request = world.ended()
    client = login("duty-officer", "VR24")
    assert request.number in client.get("/evaluations").content.decode()
    client.post(f"/requests/{request.pk}/evaluation", {**ANSWERS, "id": str(uuid4())})
    assert request.number not in client.get("/evaluations").content.decode()
    assert request.number in client.get("/evaluations?state=given").content.decode()


def test_the_form_stands_beside_what_the_reports_say(world, login):
    request = world.ended()
    page = login("duty-officer", "VR24", "en").get(f"/requests/{request.pk}/evaluation").content.decode()
    assert "What the reports say" in page and "Units promised" in page and 'value="unknown"' in page


def test_silence_is_no_answer_and_a_no_needs_words(world, login):
    request = world.ended()
    client = login("duty-officer", "VR24", "en")
    silent = client.post(f"/requests/{request.pk}/evaluation", {**ANSWERS, "in_time": ""})
    unexplained = client.post(
        f"/requests/{request.pk}/evaluation", {**ANSWERS, "in_time": "no", "lesson": ["Call earlier"]}
    )
    assert (silent.status_code, unexplained.status_code) == (409, 409)
    assert "Call earlier" not in silent.content.decode()
    assert Evaluation.objects.get(request=request).state == "due"


def test_lessons_say_what_they_change_and_come_back_when_something_is_wrong(world, login):
    request = world.ended()
    client = login("duty-officer", "VR24")
    rows = {"lesson": ["Call earlier", "", "Bring pumps"], "points_at": ["Crisis plan", "", "Agreement 12"]}
    wrong = client.post(f"/requests/{request.pk}/evaluation", {**ANSWERS, "in_time": "", **rows})
    assert "Call earlier" in wrong.content.decode() and "Agreement 12" in wrong.content.decode()
    client.post(f"/requests/{request.pk}/evaluation", {**ANSWERS, **rows, "id": str(uuid4())})
    lessons = Evaluation.objects.get(request=request).lessons.values_list("text", "points_at")
    assert list(lessons) == [("Call earlier", "Crisis plan"), ("Bring pumps", "Agreement 12")]


def test_a_request_closes_only_with_an_evaluation(world, login):
    request = world.ended()
    client = login("duty-officer", "VR24", "en")
    assert client.post(f"/requests/{request.pk}/close").status_code == 409
    assert 'aria-disabled="true"' in client.get(f"/requests/{request.pk}/evaluation").content.decode()
    client.post(f"/requests/{request.pk}/evaluation", {**ANSWERS, "id": str(uuid4())})
    client.post(f"/requests/{request.pk}/close", {"id": str(uuid4())})
    assert Request.objects.get(pk=request.pk).state == "closed"


def test_who_does_not_evaluate_reads_and_is_told_who_does(world, login):
    request = world.ended()
    page = login("unit-commander", "DEF-13LB", "en").get(f"/requests/{request.pk}/evaluation").content.decode()
    assert "The evaluation is given by:" in page and 'name="effect_reached"' not in page


def test_another_region_sees_no_evaluation(world, login):
    request = world.ended()
    client = login("duty-officer", "VR01")
    assert client.get(f"/requests/{request.pk}/evaluation").status_code == 404
    assert request.number not in client.get("/evaluations").content.decode()


def test_no_lesson_is_left_out_in_silence(world, login):
    request = world.ended()
    rows = {"lesson": [f"Lesson {n}" for n in range(51)], "points_at": [""] * 51}
    answer = login("duty-officer", "VR24").post(f"/requests/{request.pk}/evaluation", {**ANSWERS, **rows})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Hoogstens 50 onderdelen; dit zijn er 51." in page and "Lesson 50" in page
    assert Evaluation.objects.get(request=request).state == "due"
