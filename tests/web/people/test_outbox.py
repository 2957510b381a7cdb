"""The outbox: sent once, tried again, then the deputy is told; nothing is lost in silence."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone, translation

from steun.web.ask.request import acts as ask
from steun.web.decide.gate import acts as gates
from steun.web.decide.gate import tick as gate_tick
from steun.web.decide.request import acts as on_requests
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Mandate, Notice, Person
from steun.web.kernel.people.notices import notify
from steun.web.people.account import outbox
from steun.web.people.person import acts as person_acts
from steun.web.people.person.shape import PersonIn

MINUTE = timedelta(minutes=1)
HOST = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ")
SILENT = "tests.web.people.test_outbox.Silent"


class Silent(BaseEmailBackend):
    """A mail server that never answers."""

    def send_messages(self, messages):
        raise OSError("no route to host")


@pytest.fixture
def deputy(world):
    """The deputy of the duty officer of Zuid-Limburg."""
    person = Person.objects.create_user("deputy@example.org", name="The Deputy")
    since = timezone.now() - timedelta(days=1)
    Mandate.objects.create(person=person, role="duty-officer", organisation_id="VR24", rank=1, valid_from=since)
    return person


@pytest.fixture
def waiting(world, db):
    """One notice for the duty officer of Zuid-Limburg."""
    Notice.objects.all().delete()
    request = world.asked()
    Notice.objects.all().delete()
    facts = {"number": request.number, "title": request.title}
    path = f"/requests/{request.pk}"
    return notify("returned", ["duty-officer"], "VR24", entry=request.entry, path=path, facts=facts)[0]


def test_a_notice_is_sent_once_in_the_language_of_the_person(world, waiting):
    Person.objects.filter(pk=waiting.person_id).update(language="nl")
    now = timezone.now()
    assert outbox.send_due(now) == 1
    assert outbox.send_due(now + 10 * MINUTE) == 0

    (message,) = mail.outbox
    assert message.to == [waiting.person.email]
    assert waiting.facts["number"] in message.subject and waiting.facts["title"] in message.subject
    assert waiting.path in message.body and "Geachte" in message.body


def test_it_is_tried_again_after_1_and_5_minutes_and_then_the_deputy_is_told(world, waiting, deputy, settings):
    settings.EMAIL_BACKEND = SILENT
    now = timezone.now()
    for wait in (1, 5):
        assert outbox.send_due(now) == 0
        waiting.refresh_from_db()
        assert waiting.next_try_at == now + wait * MINUTE and "no route" in waiting.last_error
        assert outbox.send_due(now) == 0, "not before its time"
        now = waiting.next_try_at
    outbox.send_due(now)

    waiting.refresh_from_db()
    assert waiting.given_up_at == now and waiting.sent_at is None
    instead = Notice.objects.get(person=deputy)
    assert (instead.kind, instead.entry) == (waiting.kind, waiting.entry)
    passed_on = Entry.objects.get(action="people.notice-passed-on")
    assert passed_on.data["told"] == [str(deputy.pk)] and passed_on.case == waiting.entry.case

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert outbox.send_due(now) == 1
    assert waiting.person.name in mail.outbox[0].body, "the deputy reads why"


def test_who_is_unreachable_is_passed_over_at_once(world, waiting, deputy):
    themselves = Actor(person=str(waiting.person_id), role="duty-officer", organisation="VR24")
    person_acts.set_unreachable(waiting.person_id, timezone.now() + timedelta(hours=8), by=themselves)
    now = timezone.now()
    outbox.send_due(now)
    outbox.send_due(now)

    assert [m.to for m in mail.outbox] == [[deputy.email]]
    assert Entry.objects.get(action="people.notice-passed-on").data["why"] == "unreachable"


def test_without_a_deputy_it_is_sent_and_tried_on(world, waiting, settings):
    person_acts.set_unreachable(waiting.person_id, timezone.now() + timedelta(hours=8), by=world.desk)
    settings.EMAIL_BACKEND = SILENT
    now = timezone.now()
    for wait in (1, 5, 15, 60, 60):
        outbox.send_due(now)
        waiting.refresh_from_db()
        assert waiting.given_up_at is None and waiting.next_try_at == now + wait * MINUTE
        now = waiting.next_try_at
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert outbox.send_due(now) == 1


def test_what_nobody_can_be_told_is_given_up_on_record(world, waiting, settings):
    settings.EMAIL_BACKEND = SILENT
    Notice.objects.update(tries=outbox.GIVE_UP_AFTER - 1)
    outbox.send_due(timezone.now())
    assert Entry.objects.get(action="people.notice-given-up").data["told"] == []


def test_who_lost_the_seat_hears_nothing_more_and_the_new_holder_does(world, waiting, deputy):
    Person.objects.filter(pk=waiting.person_id).update(is_active=False)
    now = timezone.now()
    outbox.send_due(now)
    outbox.send_due(now)
    assert [m.to for m in mail.outbox] == [[deputy.email]]


def test_who_holds_a_seat_in_anothers_name_is_told_as_long_as_that_other_holds_it(world, waiting):
    chair = Mandate.objects.get(role="safety-region-chair", organisation="VR24")
    other = Person.objects.create_user("in-the-name-of@example.org", name="In The Name Of")
    Mandate.objects.create(
        person=other, role=chair.role, organisation_id="VR24", on_behalf_of=chair.person, valid_from=chair.valid_from
    )

    def notified() -> set[str]:
        sent = notify("returned", [chair.role], "VR24", entry=waiting.entry, path=waiting.path)
        return {notice.person.name for notice in sent}

    assert notified() == {chair.person.name, other.name}
    Mandate.objects.filter(pk=chair.pk).update(revoked_at=timezone.now())
    assert notified() == set()


def test_a_mail_about_an_account_goes_to_no_deputy_but_the_inviter_hears(world, settings):
    admin = world.actor("administrator", "STEUN")
    Notice.objects.all().delete()
    person = person_acts.invite(PersonIn(email="typo@example.org", name="Typo"), "VR24", by=admin)
    settings.EMAIL_BACKEND = SILENT
    now = timezone.now()
    for _ in range(3):
        outbox.send_due(now)
        now += timedelta(hours=1)
    assert Notice.objects.get(kind="not-delivered").person_id == world.person("administrator", "STEUN").pk
    assert not Notice.objects.exclude(person=person).exclude(kind="not-delivered")


def test_two_clocks_send_one_mail(world, waiting, monkeypatch):
    """The second clock ticks while the first is waiting for the mail server."""
    now, send = timezone.now(), outbox.message

    def slow(notice):
        monkeypatch.setattr(outbox, "message", send)
        assert outbox.send_due(now) == 0
        return send(notice)

    monkeypatch.setattr(outbox, "message", slow)
    assert outbox.send_due(now) == 1
    assert len(mail.outbox) == 1


def test_a_title_with_a_line_break_cannot_forge_a_header(world, waiting):
    Notice.objects.update(facts={"number": "B-1", "title": "Water\r\nBcc: everybody@example.org"})
    outbox.send_due(timezone.now())
    assert "Bcc" not in mail.outbox[0].message()


def test_every_kind_of_notice_has_words_in_both_languages(world, db):
    from django.utils import translation

    from steun.web.kernel import words

    for kind in sorted(KINDS):
        for language in ("nl", "en"):
            with translation.override(language):
                assert words.word("notice", kind) != kind, (kind, language)


KINDS = {
    "gate-waits", "gate-lapsed", "reminder", "escalation", "informed", "returned", "longer-asked", "alarmed",
    "request-decided", "to-order", "hold-ends", "longer-granted", "longer-declined", "shortened", "ordered",
    "evaluation-due", "invited", "password-reset", "second-step-reset", "mandate-given", "mandate-revoked",
    "not-delivered", "promise-displaced", "to-attest", "lives-first", "phone-denied",
    "addition-waits", "addition-asked", "addition-taken-up", "addition-declined", "addition-fallen",
    "end-moved", "needs-stated", "need-stated",
    "to-complete", "permission-answered", "roadplan-asks",
    "listing-proposed", "listing-reviewed", "listing-moved", "listing-due",
}  # fmt: skip


def test_the_list_of_kinds_above_is_what_the_code_sends():
    web = Path(outbox.__file__).parents[2]
    text = "\n".join(p.read_text() for p in web.rglob("*.py"))
    sent = set(
        re.findall(
            r'\b(?:notify|_notify|notify_requester|notify_asker|notify_seats|write|summon)\(\s*(?:[\w.]+,\s*)*"([a-z-]+)"',
            text,
        )
    )
    sent |= set(re.findall(r'(?:summons?\([^)]*?|Message\()"([a-z-]+)"', text))
    assert sent == KINDS


def test_who_holds_two_seats_gets_one_mail_that_names_both(world):
    """A duty officer who is chair as well: LOCC returns a request, and one person is told once."""
    person = world.person("duty-officer", "VR24")
    since = timezone.now() - timedelta(days=1)
    Mandate.objects.filter(role="safety-region-chair", organisation="VR24").update(revoked_at=timezone.now())
    Mandate.objects.create(person=person, role="safety-region-chair", organisation_id="VR24", valid_from=since)
    request = asked_by_others(world)
    Notice.objects.all().delete()
    ask.send_back(request.pk, by=world.actor("locc", "LOCC"), reason="Which street?")

    outbox.send_due(timezone.now())

    (message,) = [m for m in mail.outbox if m.to == [person.email]]
    for role in ("duty-officer", "safety-region-chair"):
        with translation.override(person.language):
            assert words.word("role", role) in message.body
    assert not Notice.objects.filter(person=person, sent_at=None).exists()


def asked_by_others(world):
    """Sent by the desk; the chair's signature is told by phone, so that nobody decides for two."""
    request = world.draft()
    gates.act(world.gate(request, "signature").pk, "phone", by=world.desk, phoned_person="A. Penders")
    return ask.submit(request.pk, by=world.desk)


def test_two_acts_that_wait_for_one_person_are_told_in_one_mail(world, waiting):
    first = notify("gate-waits", ["duty-officer"], "VR24", entry=waiting.entry, path="/x", facts={"gate": "signature"})
    notify("gate-waits", ["duty-officer"], "VR24", entry=waiting.entry, path="/x", facts={"gate": "rbt-consulted"})
    Notice.objects.filter(pk=waiting.pk).delete()

    assert outbox.send_due(timezone.now()) == 1

    (message,) = mail.outbox
    with translation.override(first[0].person.language):
        assert words.word("gate", "signature") in message.body and words.word("gate", "rbt-consulted") in message.body


def test_other_acts_and_other_people_keep_a_mail_of_their_own(world, waiting):
    notify("informed", ["duty-officer"], "VR24", entry=waiting.entry, path=waiting.path, facts={})
    notify("returned", ["mayor"], "GM0994", entry=waiting.entry, path=waiting.path, facts={})

    assert outbox.send_due(timezone.now()) == 3


def test_when_the_one_mail_fails_every_seat_is_tried_again_and_passed_on(world, waiting, deputy, settings):
    """What is one mail for a person is still one message per seat: each seat has its own deputy."""
    settings.EMAIL_BACKEND = SILENT
    other = Notice.objects.get(pk=waiting.pk)
    other.pk, other.role = None, "safety-region-chair"
    other.save(force_insert=True)
    now = timezone.now()
    for _ in range(3):
        outbox.send_due(now)
        now += 6 * MINUTE

    passed_on = Notice.objects.filter(person=deputy)
    assert [n.role for n in passed_on] == ["duty-officer"]
    assert Notice.objects.get(pk=other.pk).tries == 3


def test_a_seat_that_was_lost_meanwhile_hides_nothing_of_the_other(world, waiting):
    lost = Notice.objects.get(pk=waiting.pk)
    lost.pk, lost.role, lost.organisation = None, "mayor", "GM0935"
    lost.save(force_insert=True)
    waiting, lost = (Notice.objects.select_related("person", "entry").get(pk=n.pk) for n in (waiting, lost))

    assert waiting.facts["title"] in outbox.message(lost, waiting).subject
    assert waiting.facts["title"] not in outbox.message(lost).subject


def test_mails_about_one_case_are_one_thread_and_those_of_another_are_not(world):
    first, second = world.asked(), world.asked()
    outbox.send_due(timezone.now() + MINUTE)
    threads = {(m.extra_headers["References"], m.extra_headers["In-Reply-To"]) for m in mail.outbox}

    assert len(mail.outbox) > 2, "several mails about each"
    assert {thread for thread, _ in threads} == {f"<case-{it.pk}@{HOST}>" for it in (first, second)}
    assert all(one == other for one, other in threads)


def waiting_for_locc(world):
    """A sent request; its judgement waits, and no mail has gone yet."""
    request = world.asked()
    gate = world.gate(request, "locc-judges")
    assert Notice.objects.filter(path__endswith=f"#gate-{gate.pk}", sent_at=None).exists()
    return request, gate


def mailed_about(gate) -> list[str]:
    outbox.send_due(timezone.now() + MINUTE)
    return [message.to[0] for message in mail.outbox if f"#gate-{gate.pk}" in message.body]


@pytest.mark.parametrize("act", ["passed", "withdrawn", "returned"])
def test_nobody_is_woken_for_what_was_done_or_is_wanted_no_more(world, act):
    request, gate = waiting_for_locc(world)
    locc = world.actor("locc", "LOCC")
    if act == "passed":
        gates.act(gate.pk, "pass", by=locc)
    elif act == "withdrawn":
        on_requests.withdraw(request.pk, by=world.desk, reason="The water falls")
    else:
        ask.send_back(request.pk, by=locc, reason="Which street?")
    assert mailed_about(gate) == []
    assert not Notice.objects.filter(path__endswith=f"#gate-{gate.pk}").exists()


def test_what_still_waits_is_asked_for_after_another_gate_was_passed_and_after_a_reminder(world):
    request, gate = waiting_for_locc(world)
    other = request.gates.filter(state="open", ready_at__isnull=False).exclude(pk=gate.pk).exclude(kind="inform")[0]
    gates.act(other.pk, "pass", by=world.holder(other))
    assert gate_tick.nudge(gate.pk, gate.due_at + MINUTE)
    assert set(mailed_about(gate)) == {world.person("locc", "LOCC").email}
