"""Adopting a proposal, in whole or in part, and departing from it: acts of people, with their reasons on record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steun.core.kernel.errors import NotYours, Refused
from steun.web.ask.request.model import Request
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.policy import acts as policies
from steun.web.decide.proposal import acts as proposals
from steun.web.decide.proposal.model import Proposal
from steun.web.desks.audit.check import replay
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Mandate, Notice
from steun.web.people.account import outbox
from tests.builders import World
from tests.web.decide.test_proposals import DISPLACE, displacing, line_of, made, wants

pytestmark = pytest.mark.django_db


# --- Adopting


def test_an_adopted_proposal_becomes_commitments_with_its_ground_on_record(world: World) -> None:
    low, high = wants(world, 68, priority=3), wants(world, 120, priority=1)
    proposal = proposals.adopt(made(world).pk, by=world.actor("dops", "DOPS"))
    assert sum(c.quantity for c in high.commitments.filter(state="committed")) == 120
    assert sum(c.quantity for c in low.commitments.filter(state="committed")) == 40
    entry = Entry.objects.get(action="proposal.adopt")
    assert set(entry.data) >= {"gap", "policy", "policy_number", "reserve_from", "lines"}
    assert set(proposal.lines.values_list("outcome", flat=True)) == {"adopted"}
    assert {e.data["proposal"] for e in Entry.objects.filter(action="commitment.commit")} == {proposal.number}
    assert [str(difference) for difference in replay()] == []


def test_a_line_of_a_proposal_that_nobody_adopted_is_found(world: World) -> None:
    low, high = wants(world, 40, priority=3), wants(world, 120, priority=1)
    proposal = made(world)
    proposals.adopt(proposal.pk, [line_of(proposal, low).key], by=world.actor("dops", "DOPS"))
    assert [str(difference) for difference in replay()] == []
    proposal.lines.filter(request=low).update(outcome="proposed", entry=None)
    proposal.lines.filter(request=high).update(outcome="adopted", entry=proposal.entry)
    assert {it.what for it in replay()} == {"lines of a proposal"}


def test_a_part_can_be_adopted(world: World) -> None:
    low, high = wants(world, 40, priority=3), wants(world, 120, priority=1)
    proposal = made(world)
    proposals.adopt(proposal.pk, [line_of(proposal, low).key], by=world.actor("dops", "DOPS"))
    assert sum(c.quantity for c in low.commitments.all()) == 40
    assert not high.commitments.exists()
    proposals.adopt(proposal.pk, by=world.actor("toc", "TOC"))
    assert sum(c.quantity for c in high.commitments.all()) == 120


def test_for_what_is_not_granted_yet_means_are_held(world: World) -> None:
    request = world.asked(lines=[{"capability": "sandbags", "quantity": 10}])
    proposals.adopt(made(world).pk, by=world.actor("dops", "DOPS"))
    assert [c.state for c in Commitment.objects.filter(request=request)] == ["held"]


def test_a_promise_gives_way_only_when_somebody_agreed(world: World) -> None:
    low, high, proposal = displacing(world)
    dops = world.actor("dops", "DOPS")
    with pytest.raises(Refused) as refused:
        proposals.adopt(proposal.pk, by=dops)
    assert [(v.code, v.facts) for v in refused.value.verdicts] == [("displaced-agreed", {"requests": low.number})]
    lost = proposal.lines.filter(reason="displaced").values_list("key", flat=True)
    proposals.adopt(proposal.pk, by=dops, agreed=dict.fromkeys(lost, "Minister JenV, by phone, 03:12"))
    assert sum(c.quantity for c in high.commitments.filter(state="committed")) == 120
    assert sum(c.quantity for c in low.commitments.filter(state="committed")) == 40
    assert Entry.objects.get(action="proposal.adopt").data["agreed"] == {low.number: "Minister JenV, by phone, 03:12"}
    notified = {n.organisation for n in Notice.objects.filter(kind="promise-displaced")}
    assert low.requester_id in notified and len(notified) > 1
    asked = Notice.objects.filter(kind="promise-displaced", organisation=low.requester_id)
    assert {n.facts["lost"] for n in asked} == {120}  # two units, told once
    assert len({n.person_id for n in asked}) == asked.count()


def test_whoever_is_said_to_have_agreed_reads_so_at_once(world: World) -> None:
    _low, _high, proposal = displacing(world)
    lost = proposal.lines.filter(reason="displaced").values_list("key", flat=True)
    proposals.adopt(proposal.pk, by=world.actor("dops", "DOPS"), agreed=dict.fromkeys(lost, "JenV, by phone, 03:12"))
    mails = [outbox.message(notice).body for notice in Notice.objects.filter(kind="promise-displaced")]
    assert mails and all("JenV, by phone, 03:12" in body for body in mails)


def test_who_asked_takes_nothing_from_others_for_it_whoever_is_said_to_agree(world: World) -> None:
    """One person with the seat of the duty officer who sent it and of DOPS."""
    _low, high, proposal = displacing(world)
    both = Mandate.objects.create(
        person=world.person("duty-officer", "VR24"), role="dops", organisation_id="DOPS", valid_from=world.now
    )
    assert str(high.sent_by_id) == str(both.person_id)
    lost = proposal.lines.filter(reason="displaced").values_list("key", flat=True)
    with pytest.raises(Refused) as refused:
        proposals.adopt(proposal.pk, by=Actor.of_mandate(both), agreed=dict.fromkeys(lost, "JenV, by phone"))
    assert [(v.code, v.facts) for v in refused.value.verdicts] == [("displaced-for-another", {"requests": high.number})]


def test_who_takes_the_means_of_a_displaced_line_takes_the_displacement_along(world: World) -> None:
    low, high, proposal = displacing(world)
    with pytest.raises(Refused) as refused:
        proposals.adopt(proposal.pk, [line_of(proposal, high).key], by=world.actor("dops", "DOPS"))
    assert [v.code for v in refused.value.verdicts] == ["displaced-agreed"]
    assert low.commitments.filter(state="committed").count() == 2


def test_what_was_taken_meanwhile_is_refused_whole_and_names_the_request(world: World) -> None:
    low, high = wants(world, 40, priority=3), wants(world, 120, priority=1)
    proposal = made(world)
    other = wants(world, 100)
    world.commit(other, "alpha", 100)
    with pytest.raises(Refused) as refused:
        proposals.adopt(proposal.pk, by=world.actor("dops", "DOPS"))
    assert {v.code for v in refused.value.verdicts} == {"line-fits"}
    assert high.number in {v.facts["request"] for v in refused.value.verdicts}
    assert {b.code for v in refused.value.verdicts for b in v.because} == {"unit-is-free"}
    assert not Commitment.objects.filter(request__in=[low, high]).exists()


def test_a_request_that_changed_since_is_planned_anew(world: World) -> None:
    request = wants(world, 40)
    proposal = made(world)
    world.commit(request, "alpha", 20)
    with pytest.raises(Refused) as refused:
        proposals.adopt(proposal.pk, by=world.actor("dops", "DOPS"))
    assert "requests-stand" in [v.code for v in refused.value.verdicts]


def test_a_trial_shows_and_decides_nothing(world: World) -> None:
    low = wants(world, 160, priority=5)
    world.commit(low, "alpha", 100)
    world.commit(low, "bravo", 60)
    high = wants(world, 120, priority=1)
    trial = made(world, trial=DISPLACE)
    assert line_of(trial, high).given == 120
    lost = trial.lines.filter(reason="displaced").values_list("key", flat=True)
    with pytest.raises(Refused) as refused:
        proposals.adopt(trial.pk, by=world.actor("dops", "DOPS"), agreed=dict.fromkeys(lost, "yes"))
    assert [v.code for v in refused.value.verdicts] == ["policy-is-in-force"]


def test_only_the_keepers_of_means_adopt(world: World) -> None:
    wants(world, 10)
    with pytest.raises(NotYours):
        proposals.adopt(made(world).pk, by=world.actor("locc", "LOCC"))


def test_what_was_decided_is_not_decided_again(world: World) -> None:
    request = wants(world, 10)
    proposal = made(world)
    key = line_of(proposal, request).key
    proposals.overrule(proposal.pk, [key], by=world.actor("locc", "LOCC"), reason="They can wait a day")
    with pytest.raises(Refused) as refused:
        proposals.adopt(proposal.pk, [key], by=world.actor("dops", "DOPS"))
    assert "lines-are-undecided" in [v.code for v in refused.value.verdicts]


LANGUAGES = {
    "en": "would take means that are promised to {} (100 × Sandbag filling, dyke raising, in soldiers), and it was",
    "nl": "zou middelen krijgen die zijn toegezegd aan {} (100 × Zandzakken vullen, dijk ophogen, in militairen), en",
}


def leaning(world: World) -> tuple[Request, list[Request], Proposal]:
    """Two wishes of class 1 would take the one promise that may give way."""
    low, firm = wants(world, 100, priority=5), wants(world, 60, priority=1)
    world.commit(low, "alpha", 100)
    world.commit(firm, "bravo", 60)
    policies.set_policy(DISPLACE, by=world.actor("minister-jenv", "MIN-JENV"), reason="Lives first")
    high = [wants(world, 50, priority=1), wants(world, 40, priority=1)]
    proposal = made(world)
    assert [line_of(proposal, it).given for it in high] == [50, 40]
    return low, high, proposal


@pytest.mark.parametrize("whole", [False, True])
def test_a_wish_that_leans_on_a_promise_that_stays_is_told_which_and_what_to_do(world: World, whole: bool) -> None:
    low, high, proposal = leaning(world)
    promise = proposal.lines.get(request=low).key
    proposals.overrule(proposal.pk, [promise], by=world.actor("locc", "LOCC"), reason="They need it")
    keys = None if whole else [line_of(proposal, high[0]).key]
    with pytest.raises(Refused) as refused:
        proposals.adopt(proposal.pk, keys, by=world.actor("dops", "DOPS"))
    [no] = refused.value.verdicts
    numbers = ", ".join(it.number for it in high) if whole else high[0].number
    assert no.code == "kept-promises-are-left" and no.facts["requests"] == numbers
    assert low.number in no.facts["promises"]
    assert not Commitment.objects.filter(request__in=high).exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_and_a_machine_say_that_the_promise_stays(world: World, login, api, language: str) -> None:
    low, high, proposal = leaning(world)
    promise, wanted_key = proposal.lines.get(request=low).key, line_of(proposal, high[0]).key
    proposals.overrule(proposal.pk, [promise], by=world.actor("locc", "LOCC"), reason="They need it")
    path, said = f"/proposals/{proposal.pk}", f"{high[0].number} {LANGUAGES[language].format(low.number)}"
    answer = login("dops", "DOPS", language).post(f"{path}/adopt", {"key": wanted_key})
    assert answer.status_code == 409 and said in answer.content.decode()
    call = api("dops", "DOPS")
    parsed = call("post", f"{path}/moves/adopt", {"keys": [wanted_key]}, **{"Accept-Language": language})
    assert parsed.status_code == 409 and parsed["Content-Type"] == "application/problem+json"
    assert [(r["code"], said in r["text"]) for r in parsed.json()["reasons"]] == [("kept-promises-are-left", True)]


def test_a_promise_that_gave_way_for_one_wish_is_no_hindrance_to_the_next(world: World) -> None:
    low, high, proposal = leaning(world)
    agreed = {proposal.lines.get(request=low).key: "Minister JenV, by phone"}
    for it in high:
        key = line_of(proposal, it).key
        proposals.adopt(proposal.pk, [key], by=world.actor("dops", "DOPS"), agreed=agreed)
    assert [sum(c.quantity for c in it.commitments.all()) for it in high] == [50, 40]


def test_a_repeated_submit_adopts_once(world: World) -> None:
    from tests.builders import key

    request = wants(world, 10)
    proposal = made(world)
    for _ in range(2):
        proposals.adopt(proposal.pk, by=world.actor("dops", "DOPS"), id=key("adopt once"))
    assert request.commitments.count() == 1


# --- Departing from it


def test_who_departs_from_the_advice_says_why(world: World) -> None:
    request = wants(world, 10)
    proposal = made(world)
    key = line_of(proposal, request).key
    with pytest.raises(Refused):
        proposals.overrule(proposal.pk, [key], by=world.actor("locc", "LOCC"), reason=" ")
    proposals.overrule(proposal.pk, [key], by=world.actor("locc", "LOCC"), reason="They can wait a day")
    entry = Entry.objects.get(action="proposal.overrule")
    assert (entry.reason, entry.data["lines"][0]["request"]) == ("They can wait a day", request.number)
    assert proposal.lines.get().outcome == "overruled"


def test_a_locked_line_stays_as_proposed_and_the_rest_is_planned_around_it(world: World) -> None:
    low = wants(world, 100, priority=4)
    first = made(world)
    kept = line_of(first, low)
    before = {(p.unit_id, p.quantity, p.arrives_at) for p in kept.pieces.all()}
    high = wants(world, 120, priority=1)
    again = made(world, based_on=first.pk, locked=[kept.key])
    assert {(p.unit_id, p.quantity, p.arrives_at) for p in line_of(again, low).pieces.all()} == before
    assert line_of(again, high).given == 60


def test_a_line_left_out_gets_nothing_this_time_and_stands_there_as_such(world: World) -> None:
    low, high = wants(world, 100, priority=4), wants(world, 120, priority=1)
    first = made(world)
    again = made(world, based_on=first.pk, left_out=[line_of(first, high).key])
    assert line_of(again, low).given == 100
    assert (line_of(again, high).given, line_of(again, high).reason) == (0, "left-out")
    assert line_of(again, high).first_come == line_of(first, high).first_come  # by telephone nobody is left out


def test_what_is_not_ready_cannot_be_adopted(world: World) -> None:
    proposal = proposals.make(by=world.actor("locc", "LOCC"))
    with pytest.raises(Refused) as refused:
        proposals.adopt(proposal.pk, by=world.actor("dops", "DOPS"))
    assert [v.code for v in refused.value.verdicts] == ["move-fits-state"]


def test_a_request_without_a_point_is_promised_from_where_it_was_planned(world: World) -> None:
    request = world.granted(lines=[{"capability": "sandbags", "quantity": 10}], lon=None, lat=None)
    proposal = made(world)
    (piece,) = line_of(proposal, request).pieces.all()
    proposals.adopt(proposal.pk, by=world.actor("dops", "DOPS"))
    commitment = Commitment.objects.get(request=request)
    assert (commitment.starts_at, commitment.ends_at) == (piece.starts_at, piece.ends_at)


def test_what_is_asked_of_a_civil_body_that_body_promises_itself(world: World) -> None:
    request = world.granted(lines=[{"capability": "hard-standing", "quantity": 10}])
    Request.objects.filter(pk=request.pk).update(addressee="RWS")
    proposal = made(world)
    assert line_of(proposal, request).given == 10
    with pytest.raises(Refused) as refused:
        proposals.adopt(proposal.pk, by=world.actor("dops", "DOPS"))
    assert [v.code for v in refused.value.verdicts] == ["lines-are-chosen"]


def test_a_mandate_that_does_not_reach_so_far_is_told_with_the_other_reasons(world: World) -> None:
    request = wants(world, 100)
    proposal = made(world)
    limited = replace(world.actor("dops", "DOPS"), limits={"quantity": 50})
    with pytest.raises(Refused) as refused:
        proposals.adopt(proposal.pk, by=limited)
    assert [(v.code, v.facts["request"]) for v in refused.value.verdicts] == [("line-fits", request.number)]
    assert [b.code for v in refused.value.verdicts for b in v.because] == ["mandate-reaches"]


def test_a_plan_with_a_fault_is_not_adopted(world: World) -> None:
    wants(world, 10)
    proposal = made(world)
    proposal.summary["violations"] = 1
    proposal.save()
    with pytest.raises(Refused) as refused:
        proposals.adopt(proposal.pk, by=world.actor("dops", "DOPS"))
    assert [v.code for v in refused.value.verdicts] == ["plan-is-sound"]


def test_the_story_of_a_request_says_in_words_that_it_gave_way(world: World, login) -> None:
    low, _, proposal = displacing(world)
    lost = proposal.lines.filter(reason="displaced").values_list("key", flat=True)
    proposals.adopt(proposal.pk, by=world.actor("dops", "DOPS"), agreed=dict.fromkeys(lost, "JenV, 03:10"))
    page = login("duty-officer", "VR24", "nl").get(f"/requests/{low.pk}").content.decode()
    assert "maakte plaats voor een hogere klasse" in page and "gave-way" not in page
