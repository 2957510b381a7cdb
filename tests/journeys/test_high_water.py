"""High water in Zuid-Limburg.

From the first call to the auditor's question, through the pages, each by their own role.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localtime

from steun.web.ask.incident.model import Incident
from steun.web.ask.request.model import Request
from steun.web.decide.commitment.model import Commitment
from steun.web.desks.audit.check import replay
from steun.web.kernel.journal import feed
from steun.web.kernel.keys import new_key

DESK, CHAIR, LOCC = ("duty-officer", "VR24"), ("safety-region-chair", "VR24"), ("locc", "LOCC")
TOC, DOPS, LAWYER = ("toc", "TOC"), ("dops", "DOPS"), ("legal-duty-officer", "DOPS")
JENV, DEFENCE, COMMANDER = (
    ("minister-jenv", "MIN-JENV"),
    ("minister-defence", "MIN-DEF"),
    ("unit-commander", "DEF-13LB"),
)
AUDITOR = ("auditor", "REKENKAMER")


class Story:
    """One case as it is read and moved on through pages."""

    def __init__(self, world, login) -> None:
        self.world, self.login, self.pk = world, login, new_key()

    def act(self, who, path, **fields):
        """A form is sent; what came of it is told by the status. Every form has an id of its own."""
        return self.login(*who, "en").post(path.format(pk=self.pk), {"id": str(new_key()), **fields})

    def does(self, who, path, **fields):
        """As `act`, for what must succeed."""
        answer = self.act(who, path, **fields)
        assert answer.status_code in (302, 303), f"{path}: {answer.status_code}"
        return answer

    def reads(self, who, path="/requests/{pk}"):
        return self.login(*who, "en").get(path.format(pk=self.pk)).content.decode()

    def gate(self, code):
        return self.world.gate(self.request, code)

    @property
    def request(self) -> Request:
        return Request.objects.get(pk=self.pk)

    @property
    def unit_on_its_way(self):
        return self.request.deployments.get()

    @property
    def means(self) -> Commitment:
        return self.request.commitments.get()

    def wall(self, hours: float) -> str:
        return localtime(self.world.now + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def story(world, login) -> Story:
    return Story(world, login)


def test_high_water_in_zuid_limburg(story):
    an_incident_is_put_on_the_board(story)
    the_region_writes_down_what_it_needs(story)
    without_a_signature_it_is_not_sent(story)
    the_chair_signs_by_phone_and_it_is_sent(story)
    locc_sends_it_back_for_completion(story)
    it_is_sent_again_under_the_same_number(story)
    defence_keeps_means_aside_before_anybody_decided(story)
    in_the_morning_the_chair_confirms_what_was_said_by_phone(story)
    everybody_judges_side_by_side_and_then_the_ministers_decide(story)
    the_grant_makes_committed_what_was_held(story)
    the_order_waits_for_a_bed_and_a_meal(story)
    the_unit_leaves_and_arrives(story)
    stock_falls_and_the_region_is_notified(story)
    the_maas_rises_and_more_time_is_asked_and_granted(story)
    the_unit_goes_home_and_the_request_ends(story)
    nothing_closes_without_an_evaluation(story)
    the_auditor_reads_who_decided_what_on_what_ground(story)


def an_incident_is_put_on_the_board(story):
    story.does(
        DESK, "/incidents/new", name="High water", kind="flood", place="Valkenburg", grip="4", regions="VR24",
        started_at=story.wall(-1), description="", point="50.87, 5.83",
    )  # fmt: skip

    assert "High water" in story.reads(LOCC, "/incidents")


def the_region_writes_down_what_it_needs(story):
    story.does(
        DESK, "/requests/{pk}/edit", incident=str(Incident.objects.get().pk), task_kind="disaster",
        title="Keep the water out of Valkenburg", effect="water-kept-out", place="Valkenburg", point="50,87; 5,83",
        municipalities=["", "GM0994"], starts_at=story.wall(4), ends_at=story.wall(28), urgent=["0", "1"], priority="1",
        reason="The Geul rises above its banks", task="Fill and lay sandbags", bases="wvr-51",
        line_capability="sandbags", line_quantity="68", line_note="",
    )  # fmt: skip

    assert "The Geul rises above its banks" in story.reads(DESK, "/requests/{pk}/edit")


def without_a_signature_it_is_not_sent(story):
    answer = story.act(DESK, "/requests/{pk}/submit")

    assert answer.status_code == 409 and "The Geul rises above its banks" in answer.content.decode()


def the_chair_signs_by_phone_and_it_is_sent(story):
    story.does(DESK, f"/gates/{story.gate('signature').pk}/phone", phoned_person="A. Penders")
    story.does(DESK, "/requests/{pk}/submit")

    assert story.request.number.startswith("B-") and story.request.state == "asked"


def locc_sends_it_back_for_completion(story):
    story.does(LOCC, "/requests/{pk}/return", reason="Which street must stay dry?")

    assert "Which street must stay dry?" in story.reads(DESK, "/requests/{pk}/edit")


def it_is_sent_again_under_the_same_number(story):
    number = story.request.number
    version = str(story.request.version)
    story.does(DESK, "/requests/{pk}/edit", place="Valkenburg, Emmalaan", version=version)
    story.does(DESK, f"/gates/{story.gate('signature').pk}/phone", phoned_person="A. Penders")  # the first one lapsed
    story.does(DESK, "/requests/{pk}/submit")

    assert (story.request.number, story.request.state) == (number, "asked")


def defence_keeps_means_aside_before_anybody_decided(story):
    unit = "alpha"
    story.does(
        DOPS, "/requests/{pk}/reserve", unit=unit, capability="sandbags", quantity="60", kind="hold",
        hold_until=story.wall(6),
    )  # fmt: skip

    assert "alpha" in story.reads(DOPS) and "alpha" not in story.reads(DESK)


def in_the_morning_the_chair_confirms_what_was_said_by_phone(story):
    gate = story.gate("signature")
    story.does(CHAIR, f"/gates/{gate.pk}/confirm")

    assert (gate.state, story.gate("signature").state) == ("phoned", "passed")


def everybody_judges_side_by_side_and_then_the_ministers_decide(story):
    for who, code in ((LOCC, "locc-judges"), (LAWYER, "dops-may"), (TOC, "dops-can"), (DOPS, "dops-will")):
        story.does(who, f"/gates/{story.gate(code).pk}/pass")
    story.does(JENV, f"/gates/{story.gate('jenv-decides').pk}/pass", extent="full")
    note = "60 soldiers and a drone instead of 68 soldiers"
    story.does(
        DEFENCE, f"/gates/{story.gate('defence-provides').pk}/pass", extent="other-means", note=note, page="decide"
    )

    assert story.request.state == "granted" and note in story.reads(DESK)


def the_grant_makes_committed_what_was_held(story):
    assert (story.means.state, story.means.quantity) == ("committed", 60)


def the_order_waits_for_a_bed_and_a_meal(story):
    early = story.act(TOC, "/requests/{pk}/order", orders="Fill and lay")
    reception = {"assembly_point": "Sittard", "lodging": "Sports hall", "meals": "Water board", "contact": "Desk VRZL"}
    story.does(DESK, "/requests/{pk}/complete", **reception)
    story.does(TOC, "/requests/{pk}/order", orders="Fill and lay")

    assert (early.status_code, story.request.state) == (409, "ordered")


def the_unit_leaves_and_arrives(story):
    for step in ("depart", "arrive"):
        story.does(COMMANDER, f"/deployments/{story.unit_on_its_way.pk}/{step}", page="mine", quantity="60")

    assert story.request.state == "deployed"


def stock_falls_and_the_region_is_notified(story):
    story.does(TOC, "/units/alpha/recount", capacity="45", reason="Fifteen are ill")

    assert story.means.short == 15 and story.world.person(*DESK).notices.filter(kind="fell-short").exists()


def the_maas_rises_and_more_time_is_asked_and_granted(story):
    story.does(DESK, "/requests/{pk}/ask-longer", until=story.wall(52), reason="The Maas still rises")
    story.does(DOPS, "/requests/{pk}/extend", reason="")

    assert localtime(story.means.leaves_at).strftime("%Y-%m-%dT%H:%M") == story.wall(52)


def the_unit_goes_home_and_the_request_ends(story):
    for step in ("release", "return"):
        story.does(COMMANDER, f"/deployments/{story.unit_on_its_way.pk}/{step}", page="mine", quantity="45")

    assert story.request.number in story.reads(DESK, "/evaluations")


def nothing_closes_without_an_evaluation(story):
    early = story.act(DESK, "/requests/{pk}/close")
    story.does(
        DESK, "/requests/{pk}/evaluation", effect_reached="yes", in_time="yes", promise_kept="partly",
        explanation="Fifteen of sixty fell ill", lesson="Ask for two units", points_at="Crisis plan",
    )  # fmt: skip
    story.does(DESK, "/requests/{pk}/close")

    assert (early.status_code, story.request.state) == (409, "closed")


def the_auditor_reads_who_decided_what_on_what_ground(story):
    feed.verify()
    assert [str(difference) for difference in replay()] == []
    page = story.reads(AUDITOR, "/journal/{pk}")

    decisions = (
        "safety-region-chair VR24", "A. Penders", "Which street must stay dry?", "minister-defence MIN-DEF",
        "60 soldiers and a drone instead of 68 soldiers", "/law/wvr-51?on=", "The Maas still rises",
    )  # fmt: skip
    assert not [words for words in decisions if words not in page]
