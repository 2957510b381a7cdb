"""Defence asks for a parking ground for a convoy: the same life the other way round, decided by who was asked."""

from __future__ import annotations

import pytest
from django.utils.timezone import localtime

from steun.web.desks.audit.check import replay
from steun.web.kernel.journal import feed
from tests.journeys.test_high_water import Story

TOC, PROVIDER, DESK, AUDITOR = ("toc", "TOC"), ("provider", "RWS"), ("duty-officer", "VR01"), ("auditor", "REKENKAMER")


@pytest.fixture
def story(world, login) -> Story:
    return Story(world, login)


def test_defence_asks_for_a_parking_ground_for_a_convoy(story):
    toc_writes_down_what_the_convoy_needs(story)
    the_route_finder_proposes_a_contract_and_toc_signs(story)
    it_is_sent_with_a_number_of_its_own_series(story)
    rijkswaterstaat_finds_it_among_its_work_and_others_do_not_see_it(story)
    toc_cannot_decide_for_rijkswaterstaat(story)
    rijkswaterstaat_asks_which_days_and_gets_an_answer(story)
    rijkswaterstaat_grants_it_partly(story)
    rijkswaterstaat_commits_its_own_ground_and_defence_does_not(story)
    the_same_ground_is_not_promised_twice(story)
    the_ground_is_ordered_open(story)
    half_of_it_floods_and_toc_is_notified(story)
    the_convoy_stays_a_day_longer(story)
    the_ground_is_opened_used_and_closed_again(story)
    toc_evaluates_and_closes(story)
    the_auditor_reads_who_decided_what_on_what_ground(story)


def toc_writes_down_what_the_convoy_needs(story):
    story.does(
        TOC, "/requests/{pk}/edit", task_kind="allied-transit", addressee="RWS", title="Parking ground for a convoy",
        effect="parking-ground", place="Maastricht, A2", point="50.86, 5.70", starts_at=story.wall(6),
        ends_at=story.wall(30), reason="An allied convoy rests on its way south", task="A hard ground for 60 vehicles",
        line_capability="hard-standing", line_quantity="60", line_note="",
        assembly_point="A2, exit 50", lodging="In the field", meals="Field kitchen", contact="TOC desk",
    )  # fmt: skip

    assert story.request.direction == "military-to-civil"


def the_route_finder_proposes_a_contract_and_toc_signs(story):
    story.does(TOC, "/requests/{pk}/edit", bases="hns-contract", version=str(story.request.version))
    story.does(TOC, f"/gates/{story.gate('signature').pk}/pass")

    assert story.gate("signature").state == "passed"


def it_is_sent_with_a_number_of_its_own_series(story):
    story.does(TOC, "/requests/{pk}/submit")

    assert story.request.number == f"C-{localtime(story.world.now).year}-0001"


def rijkswaterstaat_finds_it_among_its_work_and_others_do_not_see_it(story):
    foreign = story.login(*DESK).get(f"/requests/{story.pk}")

    assert story.request.number in story.reads(PROVIDER, "/") and foreign.status_code == 404


def toc_cannot_decide_for_rijkswaterstaat(story):
    assert story.act(TOC, f"/gates/{story.gate('provider-decides').pk}/pass", extent="full").status_code == 403


def rijkswaterstaat_asks_which_days_and_gets_an_answer(story):
    number = story.request.number
    story.does(PROVIDER, "/requests/{pk}/return", reason="How heavy are the vehicles?")
    story.does(
        TOC,
        "/requests/{pk}/edit",
        task="A hard ground for 60 vehicles of 40 tonnes",
        version=str(story.request.version),
    )
    story.does(TOC, f"/gates/{story.gate('signature').pk}/pass")
    story.does(TOC, "/requests/{pk}/submit")

    assert (story.request.number, story.request.state) == (number, "asked")


def rijkswaterstaat_grants_it_partly(story):
    gate = story.gate("provider-decides")
    story.does(PROVIDER, f"/gates/{gate.pk}/pass", extent="partial", note="50 of the 60 vehicles", page="decide")

    assert (story.request.state, story.request.extent) == ("granted", "partial")


def rijkswaterstaat_commits_its_own_ground_and_defence_does_not(story):
    ground = {"unit": "rws-ground", "capability": "hard-standing", "quantity": "50"}
    theirs = story.act(TOC, "/requests/{pk}/reserve", kind="commit", **ground)
    story.does(PROVIDER, "/requests/{pk}/reserve", kind="commit", **ground)

    assert (theirs.status_code, story.request.commitments.get().state) == (403, "committed")


def the_same_ground_is_not_promised_twice(story):
    ground = {"unit": "rws-ground", "capability": "hard-standing", "quantity": "31"}
    answer = story.act(PROVIDER, "/requests/{pk}/reserve", kind="commit", **ground)

    assert (answer.status_code, story.request.commitments.count()) == (409, 1)


def the_ground_is_ordered_open(story):
    story.does(PROVIDER, "/requests/{pk}/order", orders="Open the gates at six")

    assert "Open the gates at six" in story.reads(PROVIDER, "/deployments")


def half_of_it_floods_and_toc_is_notified(story):
    story.does(PROVIDER, "/units/rws-ground/recount", capacity="40", reason="Half of the ground is under water")

    assert story.request.commitments.get().short == 10 and story.world.person(*TOC).notices.filter(kind="fell-short")


def the_convoy_stays_a_day_longer(story):
    story.does(TOC, "/requests/{pk}/ask-longer", until=story.wall(54), reason="A bridge is closed")
    story.does(PROVIDER, "/requests/{pk}/extend", reason="")

    assert localtime(story.request.ends_at).strftime("%Y-%m-%dT%H:%M") == story.wall(54)


def the_ground_is_opened_used_and_closed_again(story):
    states = []
    for step in ("depart", "arrive", "release", "return"):
        story.does(PROVIDER, f"/deployments/{story.request.deployments.get().pk}/{step}", page="mine", quantity="40")
        states.append(story.request.state)

    assert states == ["ordered", "deployed", "deployed", "ended"]


def toc_evaluates_and_closes(story):
    story.does(
        TOC, "/requests/{pk}/evaluation", effect_reached="yes", in_time="yes", promise_kept="partly",
        explanation="Ten places were flooded", lesson="Ask for a second ground", points_at="Agreement",
    )  # fmt: skip
    story.does(TOC, "/requests/{pk}/close")

    assert story.request.state == "closed"


def the_auditor_reads_who_decided_what_on_what_ground(story):
    feed.verify()
    assert [str(difference) for difference in replay()] == []
    page = story.reads(AUDITOR, "/journal/{pk}")

    decisions = (
        "provider RWS", "toc TOC", "How heavy are the vehicles?", "50 of the 60 vehicles", "/law/hns-contract?on=",
        "A bridge is closed",
    )  # fmt: skip
    assert not [words for words in decisions if words not in page]
