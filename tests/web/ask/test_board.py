"""My work, the board of requests, and handing over a shift."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steun.web.ask.request import acts as ask
from steun.web.decide.gate import acts as gates
from steun.web.decide.request import acts as on_requests
from steun.web.desks.board.page import SORTS, WHOSE
from steun.web.desks.work.tasks import tasks
from steun.web.desks.work.waiting import NEXT_REPORT, turns
from steun.web.kernel.people.models import Notice
from steun.web.kernel.words import word


def kinds(world, role, organisation):
    return [task.what for task in tasks(world.actor(role, organisation))]


def test_nothing_waiting_is_said_kindly(login):
    page = login("dijkgraaf", "WS-limburg").get("/").content.decode()
    assert "Er wacht nu niets op u." in page


def test_a_gate_waits_for_its_holder_with_its_deadline(world, login):
    request = world.asked()
    page = login("locc", "LOCC", "en").get("/").content.decode()
    assert "LOCC judges completeness and capacity" in page
    assert request.number in page
    assert "in 1 h" in page or "in 59 min" in page or "in 60 min" in page


def test_what_is_due_first_stands_first_whatever_kind_it_is(world):
    later = world.draft(title="Later", starts_at=world.now + timedelta(hours=20))
    sooner = world.granted(title="Sooner", lodging="")
    found = [(t.what, t.request) for t in tasks(world.desk)]
    assert found.index(("complete", sooner)) < found.index(("send", later))


def test_what_is_late_says_so(world, login):
    request = world.asked()
    request.gates.filter(code="locc-judges").update(due_at=world.now - timedelta(minutes=65))
    assert tasks(world.actor("locc", "LOCC"))[0].late(world.now)
    assert "1 h 05 late" in login("locc", "LOCC", "en").get("/").content.decode()


def test_each_step_of_a_case_waits_for_the_right_desk(world):
    draft = world.draft()
    assert "send" in kinds(world, "duty-officer", "VR24")
    assert "signature" in kinds(world, "safety-region-chair", "VR24")
    world.sign(draft)
    ask.submit(draft.pk, by=world.desk)
    assert "send" not in kinds(world, "duty-officer", "VR24")
    ask.send_back(draft.pk, by=world.actor("locc", "LOCC"), reason="Which dyke?")
    returned = next(t for t in tasks(world.desk) if t.what == "resend")
    assert returned.note == "Which dyke?"


def test_a_granted_request_asks_for_means_then_for_an_order_then_for_reports(world):
    request = world.granted()
    assert "commit" in kinds(world, "toc", "TOC") and "commit" in kinds(world, "dops", "DOPS")
    world.commit(request)
    assert "order" in kinds(world, "toc", "TOC")
    assert "order" not in kinds(world, "dops", "DOPS")  # TOC orders
    from steun.web.deliver.deployment import acts as deliver

    deliver.order(request.pk, by=world.actor("toc", "TOC"))
    assert kinds(world, "unit-commander", "DEF-13LB") == ["depart"]


def test_what_the_order_waits_for_is_asked_of_the_requester_and_told_to_the_orderer(world):
    request = world.granted(lodging="", meals="")
    world.commit(request)
    assert "complete" in kinds(world, "duty-officer", "VR24")
    waits = next(t for t in tasks(world.actor("toc", "TOC")) if t.what == "order-waits")
    assert word("field", "lodging") in waits.note and word("field", "meals") in waits.note


def test_a_hold_that_runs_out_waits_for_its_keeper_only(world):
    request = world.asked()
    world.commit(request, hold_until=world.now + timedelta(hours=2))
    assert "hold" in kinds(world, "toc", "TOC")
    assert "hold" not in kinds(world, "duty-officer", "VR24")


def test_an_extension_waits_for_the_planners(world):
    request = world.ordered()
    ask.ask_longer(request.pk, request.ends_at + timedelta(hours=4), by=world.desk)
    assert "extend" in kinds(world, "dops", "DOPS")


def test_a_phone_act_waits_for_its_confirmation_and_stands_in_the_handover(world, login):
    request = world.asked()
    gates.act(world.gate(request, "locc-judges").pk, "phone", by=world.desk, phoned_person="C. de Wit")
    assert "confirm" in kinds(world, "locc", "LOCC")
    page = login("duty-officer", "VR24", "en").get("/handover").content.decode()
    assert "C. de Wit" in page and request.number in page


def test_an_ended_request_waits_for_its_evaluation_and_then_for_closing(world):
    from steun.web.learn.evaluation import acts as learn

    request = world.ended()
    assert "evaluate" in kinds(world, "duty-officer", "VR24")
    learn.evaluate(request.pk, by=world.desk, effect_reached="yes", in_time="yes", promise_kept="yes")
    assert "close" in kinds(world, "duty-officer", "VR24")


def test_a_withdrawn_request_waits_for_nobody(world):
    request = world.asked()
    on_requests.withdraw(request.pk, by=world.desk)
    assert kinds(world, "locc", "LOCC") == []


def test_the_handover_names_who_could_not_be_reached(world, login):
    request = world.asked()
    Notice.objects.create(
        person=world.person("duty-officer", "VR24"), kind="returned", entry=request.entry, role="duty-officer",
        organisation="VR24", path=f"/requests/{request.pk}", facts={"number": request.number}, next_try_at=world.now,
        given_up_at=world.now,
    )  # fmt: skip
    page = login("duty-officer", "VR24", "en").get("/handover").content.decode()
    assert "given up at" in page


def test_the_board_shows_whose_turn_it_is_and_the_units(world, login):
    request = world.granted()
    world.commit(request)
    page = login("locc", "LOCC", "en").get("/requests").content.decode()
    assert request.number in page and "alpha" in page and "Order the units" in page


def test_the_board_keeps_its_filters_in_the_address(world, login):
    mine, other = world.asked(priority=1), world.asked(priority=4)
    page = (
        login("locc", "LOCC")
        .get("/requests?priority=1&sort=priority&q=valkenburg&region=VR24&basis=wvr-51")
        .content.decode()
    )
    assert mine.number in page and other.number not in page
    assert 'value="1" selected' in page


@pytest.mark.parametrize("state", ["open", "asked"])
def test_the_board_filters_by_state(world, login, state):
    asked, ended = world.asked(), world.ended()
    page = login("locc", "LOCC").get(f"/requests?state={state}").content.decode()
    assert asked.number in page and ended.number not in page


def test_a_search_finds_by_number_effect_and_place(world, login):
    request = world.asked()
    client = login("locc", "LOCC")
    for words in (request.number, "water out", "VALKENBURG"):
        assert request.number in client.get("/requests", {"q": words}).content.decode()
    assert request.number not in client.get("/requests", {"q": "Groningen"}).content.decode()


def test_htmx_gets_only_the_table(world, login):
    world.asked()
    page = login("locc", "LOCC").get("/requests", headers={"HX-Request": "true"}).content.decode()
    assert page.lstrip().startswith('<div id="requests"') and "<html" not in page


def test_a_region_sees_its_own_requests_only(world, login):
    request = world.asked()
    assert request.number not in login("duty-officer", "VR01").get("/requests?state=all").content.decode()


def test_the_board_asks_no_question_per_row(world, login):
    client = login("locc", "LOCC")
    for _ in range(2):
        world.asked()
    with CaptureQueriesContext(connection) as few:
        client.get("/requests")
    for _ in range(6):
        world.granted()
    with CaptureQueriesContext(connection) as many:
        client.get("/requests")
    assert len(many) <= len(few) + 2


def test_the_page_of_an_incident_asks_no_question_per_request(world, login):
    client, incident = login("locc", "LOCC"), world.incident()
    world.asked(incident=incident.pk)
    with CaptureQueriesContext(connection) as few:
        client.get(f"/incidents/{incident.pk}")
    for _ in range(4):
        world.granted(incident=incident.pk)
    with CaptureQueriesContext(connection) as many:
        assert client.get(f"/incidents/{incident.pk}").content.count(b"Keep the water out") >= 5
    assert len(many) <= len(few) + 2


def test_nonsense_in_the_address_is_no_error(login):
    client = login("locc", "LOCC")
    for query in ("page=-3", "page=x", "page=²", "page=999", "state=nope", "sort=;drop", "priority=9", "region=%00"):
        assert client.get(f"/requests?{query}").status_code in {200, 422}


def test_every_turn_and_task_has_words_in_both_languages():
    from django.utils import translation

    codes = {
        "todo": {"send", "resend", "decide", "complete", "commit", "order", "order-waits", "extend", "confirm", "hold",
                 "evaluate", "close", *NEXT_REPORT.values()},
        "deadline": {"answer-by", "confirm-by", "needed-at", "hold-until", "ends-at", "evaluate-by",
                     *(f"{step}-by" for step in NEXT_REPORT.values())},
        "whose": set(WHOSE), "sort": set(SORTS),
    }  # fmt: skip
    for language in ("nl", "en"):
        with translation.override(language):
            missing = {(c, code) for c, found in codes.items() for code in found if word(c, code) == code}
            assert not missing, language


def test_whose_turn_it_is_follows_the_life_of_a_request(world):
    def who(request):
        request.refresh_from_db()
        return [t.what for t in turns([request])[request.pk]]

    assert "send" in who(world.draft())
    assert "locc-judges" in who(world.asked())
    assert who(world.ended()) == ["evaluate"]
    assert who(world.ordered())[-1] == "depart"
