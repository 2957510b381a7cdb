"""Who signed or judged what has changed since is called again, and hears that the content changed."""

from __future__ import annotations

import pytest

from steun.web.ask.gate.model import Gate
from steun.web.ask.request import acts as actions
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import RequestIn
from steun.web.decide.gate import acts as gates
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Mandate, Notice
from steun.web.people.account.outbox import message

CHAIR = ("safety-region-chair", "VR24")
WATCHED = [("pass", {}), ("phone", {"phoned_person": "The chair"}), ("refuse", {"reason": "Too few"})]


def lines(quantity: int) -> RequestIn:
    return RequestIn(lines=[{"capability": "sandbags", "quantity": quantity}])


def called(person, kind: str) -> list[Notice]:
    return list(Notice.objects.filter(person=person, kind=kind).order_by("pk"))


@pytest.mark.parametrize(("act", "words"), WATCHED, ids=[act for act, _ in WATCHED])
def test_whose_signature_lapsed_is_called_again(world, act, words):
    draft = world.draft()
    chair, [gate] = world.person(*CHAIR), list(draft.gates.all())
    assert len(called(chair, "gate-waits")) == 1
    gates.act(gate.pk, act, by=world.actor(*CHAIR), **words)
    actions.save(draft.pk, lines(200), by=world.desk)

    gate.refresh_from_db()
    assert gate.state == "open" and gate.ready_at and gate.ready_at > draft.created_at
    assert (gate.reminded_at, gate.escalated_at, gate.confirm_by, gate.phoned_person) == (None, None, None, "")
    [notice] = called(chair, "gate-lapsed")
    assert notice.entry.action == "gate.lapse" and notice.path == f"/requests/{draft.pk}#gate-{gate.pk}"


SAID = {"nl": "De inhoud is gewijzigd (gewenste", "en": "The content was changed (capability requirements)"}


@pytest.mark.parametrize("language", SAID)
def test_the_mail_says_that_the_content_changed_and_what(world, language):
    draft = world.draft()
    world.sign(draft)
    actions.save(draft.pk, lines(200), by=world.desk)
    notice = called(world.person(*CHAIR), "gate-lapsed")[0]
    notice.person.language = language
    mail = message(notice)
    assert SAID[language] in mail.subject
    assert f"/requests/{draft.pk}#gate-" in mail.body


def test_typing_on_calls_nobody_twice(world):
    draft = world.draft()
    world.sign(draft)
    for quantity in (200, 201, 202):
        actions.save(draft.pk, lines(quantity), by=world.desk)
    assert len(called(world.person(*CHAIR), "gate-lapsed")) == 1


def test_a_deputy_who_signed_hears_it_beside_the_first_in_rank(world):
    first = world.mandate(*CHAIR)
    deputy = world.person("rmoa", "VR24")
    mandate = Mandate.objects.create(
        person=deputy, role=first.role, organisation=first.organisation, rank=2, valid_from=first.valid_from
    )
    draft = world.draft()
    gates.act(draft.gates.get().pk, "pass", by=Actor.of_mandate(mandate))
    actions.save(draft.pk, lines(200), by=world.desk)
    assert len(called(deputy, "gate-lapsed")) == 1 and len(called(first.person, "gate-lapsed")) == 1


def test_what_was_judged_before_a_return_is_judged_again_when_the_content_changed(world):
    request = world.asked()
    judged = world.gate(request, "dops-may")
    gates.act(judged.pk, "pass", by=world.holder(judged))
    actions.send_back(request.pk, by=world.actor("locc", "LOCC"), reason="How many?")
    actions.save(request.pk, lines(200), by=world.desk)
    assert Gate.objects.get(pk=judged.pk).state == "open"
    world.sign(request)
    actions.submit(request.pk, by=world.desk)
    holder = world.mandate(world.holder(judged).role, world.holder(judged).organisation).person
    assert len(called(holder, "gate-lapsed")) == 1


def test_what_did_not_change_stays_judged(world):
    request = world.asked()
    judged = world.gate(request, "dops-may")
    gates.act(judged.pk, "pass", by=world.holder(judged))
    actions.send_back(request.pk, by=world.actor("locc", "LOCC"), reason="Look again")
    actions.save(request.pk, RequestIn(title=request.title), by=world.desk)
    assert Gate.objects.get(pk=judged.pk).state == "passed"


def test_the_journal_tells_once_what_changed_and_which_acts_lapsed(world):
    draft = world.draft()
    world.sign(draft)
    actions.save(draft.pk, lines(200), by=world.desk)
    [entry] = Entry.objects.filter(subject=Request.objects.get(pk=draft.pk).key, action="request.changed")
    [was, now] = entry.data["changes"]["lines"]
    assert (was[0]["quantity"], now[0]["quantity"]) == (68, 200)
    assert [e.data["change"] for e in Entry.objects.filter(action="gate.lapse")] == [entry.number]
