"""The auditor's five questions over a period, each with the cases behind it and with what is missing."""

from __future__ import annotations

from datetime import timedelta

from steun.core.learn.indicator import Count
from steun.rules.load import law
from steun.web.desks.audit import questions
from steun.web.kernel import clock
from steun.web.learn.evaluation import acts as learn
from steun.web.learn.indicator.figures import WHICH
from tests.web.samples import lesson

SAID = {"effect_reached": "yes", "in_time": "yes", "promise_kept": "yes"}


def test_the_five_are_answered_from_the_journal_and_each_number_opens_its_cases(world, login, api):
    first = world.ended()
    learn.evaluate(first.pk, by=world.desk, **SAID)
    later = {"starts_at": world.now + timedelta(days=3), "ends_at": world.now + timedelta(days=4)}
    second = world.granted(**later)
    actor, today = world.actor("locc", "LOCC"), clock.today()

    found = {it.code: it for it in questions.answers(actor, today, today)}

    assert {code: it.count for code, it in found.items()} == {
        "who": Count(2, 2), "ground": Count(2, 2), "delivered": Count(2, 1, 1), "in-time": Count(1, 1),
        "learned": Count(1, 0),
    }  # fmt: skip
    assert [it.pk for it in found["learned"].missing] == [first.pk]
    for code, it in found.items():
        for which in WHICH:
            assert len(questions.cases(actor, code, which, today, today)) == getattr(it.count, which)
    called = api("locc", "LOCC")("get", f"/audit?first={today}&last={today}").json()
    assert called["answers"][4] == {
        "question": "learned",
        "whole": 1,
        "part": 0,
        "unknown": 0,
        "missing": [str(first.pk)],
    }
    lesson.lesson(world, request=str(first.pk))
    assert {it.code: it for it in questions.answers(actor, today, today)}["learned"].count == Count(1, 1)
    client = login("locc", "LOCC", "en")
    [title] = {basis.title["en"] for basis in law().bases if basis.code == "wvr-51"}
    page = client.get("/audit").content.decode()
    assert "Who decided?" in page and title in page and "wvr-51" not in page
    listed = client.get("/audit/cases?question=delivered&which=unknown").content.decode()
    assert second.number in listed and first.number not in listed
    assert client.get("/audit/cases?question=magic").status_code == 404
    assert client.get("/audit?first=nonsense&last=2-2-2026").status_code == 200


def test_another_period_and_another_region_count_nothing_of_it(world):
    world.granted()
    today = clock.today()
    before = today - timedelta(days=9)
    assert {it.count for it in questions.answers(world.desk, before, before)} == {Count()}
    assert {it.count for it in questions.answers(world.actor("duty-officer", "VR23"), today, today)} == {Count()}
