"""Indicators: each number is the number of cases that it opens, for each reader alone, and what nobody knows is never
fine."""

from __future__ import annotations

from datetime import timedelta

import pytest

from steun.core.learn.indicator import Count
from steun.web.ask.gate.model import Gate
from steun.web.ask.request.model import Request
from steun.web.kernel import clock
from steun.web.learn.evaluation import acts as learn
from steun.web.learn.indicator import rules
from steun.web.learn.indicator.figures import WHICH, figures
from steun.web.learn.indicator.read import NATIONAL, Asked, cases, counted
from tests.web.samples import agreement, lesson, need

ANSWERS = {"effect_reached": "yes", "in_time": "no", "promise_kept": "unknown", "explanation": "An hour late"}
READERS = [("locc", "LOCC"), ("duty-officer", "VR24"), ("mayor", "GM0994"), ("duty-officer", "VR23")]


@pytest.fixture
def story(world):
    """One request that ended and was evaluated, one that ended and was not, one that waits; a need, an agreement."""
    evaluated = world.ended()
    learn.evaluate(evaluated.pk, by=world.desk, **ANSWERS)
    learn.close(evaluated.pk, by=world.desk)
    later = {"starts_at": world.now + timedelta(days=3), "ends_at": world.now + timedelta(days=4)}
    ended = world.ended(**later)
    asked = world.asked(**later)
    agreement.deal(world, "VR24", "DOPS", starts_on=clock.today())
    need.stated(world)
    return {"evaluated": evaluated, "ended": ended, "asked": asked}


def test_each_number_is_the_number_of_cases_that_it_opens(world, story):
    for who in READERS:
        actor = world.actor(*who)
        all_of = counted(actor)
        for code in figures():
            for region in ("", NATIONAL, "VR24", "VR23"):
                for quarter in ("", all_of.period[-1].code, all_of.period[0].code):
                    asked = Asked(region, quarter)
                    number = all_of.within(asked).total(code)
                    for which in WHICH:
                        found = len(cases(code, which, asked, actor))
                        assert found == getattr(number, which), (who, code, asked, which)


def test_what_was_answered_met_evaluated_and_learned(world, story):
    lesson.carried_out(world, request=str(story["evaluated"].pk))
    all_of = counted(world.actor("locc", "LOCC"))
    assert all_of.total("answered") == Count(3, 2)
    assert all_of.total("met") == Count(2, 2)
    assert all_of.total("evaluated") == Count(2, 1)
    assert all_of.total("effect-reached") == Count(2, 1, 1)
    assert all_of.total("in-time") == Count(2, 0, 1)
    assert all_of.total("promise-held") == Count(2, 0, 2), "unknown is an answer, and never fine"
    assert all_of.total("promise-kept").whole == 2
    assert all_of.total("learned") == Count(1, 1)
    assert (all_of.total("tested"), all_of.total("answers-a-need"), all_of.total("agreed")) == (
        Count(1), Count(1), Count(1),
    )  # fmt: skip
    assert set(all_of.by_region("met")) == {"VR24"}


def test_a_lesson_counts_once_something_was_changed_because_of_it(world, story):
    lesson.accepted(world, request=str(story["evaluated"].pk))
    assert counted(world.desk).total("learned") == Count(1, 0)


def test_a_reader_counts_what_that_reader_may_see_and_is_told_so(world, login, story):
    assert counted(world.actor("duty-officer", "VR23")).total("answered") == Count()
    page = login("duty-officer", "VR24", "en").get("/indicators").content.decode()
    assert "Only what you may see is counted." in page
    assert "You see all cases" in login("locc", "LOCC", "en").get("/indicators").content.decode()


def test_a_figure_is_shown_over_time_and_by_region_and_opens_its_cases(world, login, story):
    client = login("locc", "LOCC", "en")
    page = client.get("/indicators?figure=evaluated").content.decode()
    assert "<svg" in page and "by quarter" in page and 'data-sheet="regions"' in page
    listed = client.get("/indicators/cases?figure=evaluated&which=rest&region=VR24").content.decode()
    assert story["ended"].number in listed and story["evaluated"].number not in listed
    assert client.get("/indicators/cases?figure=magic").status_code == 404
    assert client.get("/indicators?figure=magic&region=nowhere&quarter=9").status_code == 200
    sheet = client.get("/indicators?sheet=indicators.csv")
    assert sheet.status_code == 200 and b"Evaluated" in b"".join(sheet)


def test_which_rule_hindered_counts_refusals_and_delays_and_opens_them(world, login, story):
    gate = Gate.objects.filter(request=story["asked"], done_at=None, ready_at__isnull=False).first()
    Gate.objects.filter(pk=gate.pk).update(due_at=clock.now() - timedelta(hours=1))
    slow = Gate.objects.filter(request=story["ended"], done_at__isnull=False, due_at__isnull=False).first()
    Gate.objects.filter(pk=slow.pk).update(due_at=slow.done_at - timedelta(minutes=1))

    found = {(it.basis.code, it.code): it for it in rules.hindered(world.actor("locc", "LOCC"))}

    assert found["wvr-51", gate.code].waiting == 1 and found["wvr-51", slow.code].late == 1
    assert found["wvr-51", slow.code].elapsed is not None
    Gate.objects.filter(part__basis="wvr-51", code=slow.code).update(ready_at=clock.now() + timedelta(hours=9))
    [odd] = [it for it in rules.hindered(world.actor("locc", "LOCC")) if it.code == slow.code]
    assert odd.elapsed is None, "written down before its turn: how long it lasted is not known"
    client = login("locc", "LOCC", "en")
    assert client.get("/indicators/rules").status_code == 200
    page = client.get(f"/indicators/rules/cases?basis=wvr-51&gate={gate.code}&which=waiting").content.decode()
    assert story["asked"].number in page and story["ended"].number not in page
    hidden = login("duty-officer", "VR23", "en").get(
        f"/indicators/rules/cases?basis=wvr-51&gate={gate.code}&which=late"
    )
    assert story["ended"].number not in hidden.content.decode()


def test_the_observed_reaction_time_is_of_urgent_requests_from_sending_to_arrival(world, story):
    assert rules.reactions(world.desk) == []
    Request.objects.filter(pk=story["ended"].pk).update(urgent=True, sent_at=world.now - timedelta(minutes=90))
    story["ended"].deployments.update(arrived_at=world.now)

    [found] = rules.reactions(world.desk)

    assert (found.capability.pk, found.observed, found.arrived) == ("sandbags", 90, 1)
    assert rules.reactions(world.actor("duty-officer", "VR23")) == []


def test_machines_get_the_same_numbers_and_the_rows_behind_them(world, api, story):
    call = api("locc", "LOCC")
    found = {it["code"]: it for it in call("get", "/indicators").json()["items"]}
    assert found["evaluated"]["total"] == {"at": "", "whole": 2, "part": 1, "unknown": 0, "share": 50}
    assert found["agreed"]["by_quarter"] == [] and found["agreed"]["stands_today"]
    behind = call("get", "/indicators/evaluated/cases?which=rest").json()["items"]
    assert [it["id"] for it in behind] == [str(story["ended"].pk)]
    assert call("get", "/indicators/hindering").json()["rules"]
    assert call("get", "/indicators/magic/cases").status_code == 404
