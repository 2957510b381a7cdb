"""Persons: invited once, with a password set once; helped by who looks after them; let go for good."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from steun.core.kernel.errors import NotYours, Refused, Unknown
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Mandate, Notice, Person
from steun.web.people.account import outbox
from steun.web.people.person import acts as person_acts
from steun.web.people.person.shape import AboutIn, PersonIn
from tests.builders import key

SECRET = "a long sentence about dykes"


@pytest.fixture
def admin(world):
    return world.actor("administrator", "STEUN")


def invite(admin, email="new@example.org", **words):
    return person_acts.invite(PersonIn(email=email, name="New Person", language="en"), "GM0994", by=admin, **words)


def link_in(message) -> str:
    return re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", message.body)[1]


def set_password(client, link: str, password: str):
    """Follow the link as a browser does: the token moves from the address into the session."""
    chain = client.get(link, follow=True).redirect_chain
    return client.post(chain[-1][0] if chain else link, {"password1": password, "password2": password})


def test_the_invited_person_sets_a_password_once(world, admin, client):
    person = invite(admin)
    assert not person.has_usable_password()
    outbox.send_due(timezone.now())
    link = link_in(mail.outbox[-1])

    assert set_password(client, link, SECRET).status_code == 302
    person.refresh_from_db()
    assert person.check_password(SECRET)

    again = client.get(link, follow=True)
    assert "This link no longer works" in again.content.decode() or "werkt niet meer" in again.content.decode()
    set_password(client, link, "another sentence about dykes")
    person.refresh_from_db()
    assert person.check_password(SECRET)


def test_whoever_came_by_the_link_can_set_up_a_second_step(world, admin, client):
    person = invite(admin)
    outbox.send_due(timezone.now())
    set_password(client, link_in(mail.outbox[-1]), SECRET)
    client.post("/account/login/", {"login": person.email, "password": SECRET})
    client.post("/account/reauthenticate/", {"password": SECRET})
    assert client.get("/account/2fa/totp/activate/").status_code == 200


def test_an_invitation_expires(world, admin, client, settings):
    invite(admin)
    outbox.send_due(timezone.now())
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert client.get(link_in(mail.outbox[-1])).context["token_fail"]


def test_no_link_lies_in_the_database_and_none_in_the_journal(world, admin):
    person = invite(admin)
    notice = Notice.objects.get(person=person)
    assert "key" not in notice.path and "key" not in str(notice.facts)
    entry = Entry.objects.get(subject=f"person:{person.pk}")
    assert "new@example.org" not in str(entry.data) and "New" not in str(entry.data)


def test_the_same_invitation_is_sent_once(world, admin):
    assert invite(admin, id=key("invite")).pk == invite(admin, id=key("invite")).pk
    assert Notice.objects.filter(kind="invited").count() == 1


def test_a_known_address_is_not_invited_again(world, admin):
    invite(admin)
    with pytest.raises(Refused) as error:
        invite(admin, email="NEW@example.org")
    assert error.value.verdicts[0].code == "person-is-new"


def test_only_an_administrator_invites(world):
    with pytest.raises(NotYours):
        invite(world.actor("mayor", "GM0994"))


def test_nobody_signs_up(client, db):
    before = Person.objects.count()
    page = client.get("/account/signup/")
    assert page.status_code == 200 and b"<form" not in page.content.split(b"<main")[1].split(b"</main")[0]
    client.post("/account/signup/", {"email": "me@example.org", "password1": SECRET})
    assert Person.objects.count() == before


def test_nobody_changes_the_address_under_which_one_is_known(login):
    assert login("mayor", "GM0994").get("/account/email/").status_code == 404


def test_strangers_get_no_mail_and_learn_nothing(client, world):
    Person.objects.create_user("known@example.org", name="Known")
    known = client.post("/account/password/reset/", {"email": "Known@example.org"})
    stranger = client.post("/account/password/reset/", {"email": "stranger@example.org"})
    assert known.status_code == stranger.status_code == 302 and known.url == stranger.url
    assert not mail.outbox, "no page waits for a mail server"
    assert Notice.objects.filter(kind="password-reset").count() == 1


def test_a_reset_ends_the_old_password_at_once_and_mails_a_link(world, admin, client):
    person = world.person("mayor", "GM0994")
    person.set_password(SECRET)
    person.save()
    person_acts.reset_password(person.pk, by=admin)

    person.refresh_from_db()
    assert not person.check_password(SECRET)
    outbox.send_due(timezone.now())
    set_password(client, link_in(mail.outbox[-1]), "a new sentence about dykes")
    person.refresh_from_db()
    assert person.check_password("a new sentence about dykes")


def test_whoever_is_let_go_is_out_at_once_with_every_mandate(world, admin, login):
    client = login("mayor", "GM0994")
    person = world.person("mayor", "GM0994")
    person_acts.deactivate(person.pk, by=admin, reason="left")

    assert client.get("/me").status_code == 302, "the open session is over"
    assert not Mandate.objects.valid_at(timezone.now()).filter(person=person)
    acts = Entry.objects.filter(data__person=str(person.pk)) | Entry.objects.filter(subject=f"person:{person.pk}")
    assert set(acts.values_list("action", flat=True)) == {"people.deactivated", "people.mandate-revoked"}


def test_a_local_administrator_does_not_end_somebody_who_works_elsewhere_too(world, admin):
    person = world.person("duty-officer", "GM0994")
    local = Actor(person=str(world.person("mayor", "GM0994").pk), role="administrator", organisation="GM0994")
    Mandate.objects.create(person=person, role="duty-officer", organisation_id="VR24", valid_from=timezone.now())

    with pytest.raises(Refused) as error:
        person_acts.deactivate(person.pk, by=local, reason="left")
    assert error.value.verdicts[0].code == "person-is-wholly-yours"
    with pytest.raises(Unknown):
        person_acts.deactivate(world.person("locc", "LOCC").pk, by=local, reason="not mine")


def test_somebody_just_invited_is_looked_after_by_who_invited_and_by_no_other(world, admin):
    mayor = str(world.person("mayor", "GM0994").pk)
    local = Actor(person=mayor, role="administrator", organisation="GM0994")
    other = Actor(person=mayor, role="administrator", organisation="GM0935")
    person = invite(local)
    assert person_acts.reset_password(person.pk, by=local)
    with pytest.raises(Unknown):
        person_acts.reset_password(person.pk, by=other)


def test_nobody_ends_oneself_and_the_last_administrator_stays(world, admin):
    with pytest.raises(Refused) as error:
        person_acts.deactivate(world.person("administrator", "STEUN").pk, by=admin, reason="tired")
    assert {v.code for v in error.value.verdicts} == {"person-is-not-oneself", "last-administrator"}


def test_unreachable_is_for_a_while_and_by_oneself(world):
    officer = world.desk
    later = timezone.now() + timedelta(hours=8)
    me = world.person("duty-officer", "VR24").pk
    assert person_acts.set_unreachable(me, later, by=officer).unreachable_until == later
    for wrong in (timezone.now() - timedelta(hours=1), timezone.now() + timedelta(days=400)):
        with pytest.raises(Refused):
            person_acts.set_unreachable(me, wrong, by=officer)
    with pytest.raises(Unknown):
        person_acts.set_unreachable(world.person("mayor", "GM0994").pk, later, by=officer)


def test_the_journal_tells_which_fields_changed_and_not_what_they_hold(world):
    officer = world.desk
    person_acts.describe(world.person("duty-officer", "VR24").pk, AboutIn(phone="+31 6 12345678"), by=officer)
    entry = Entry.objects.get(action="people.described")
    assert entry.data == {"fields": ["phone"]}


def test_a_key_for_a_machine_is_made_for_a_mandate_that_holds(world, capsys):
    from django.core.management import CommandError, call_command

    from steun.web.people.person.key import actor_of_key

    person = world.person("duty-officer", "VR24")
    call_command("issue_key", person.email, "duty-officer", "VR24")
    key = capsys.readouterr().out.splitlines()[0]

    assert actor_of_key(key).mandate == str(world.mandate("duty-officer", "VR24").pk)
    with pytest.raises(CommandError):
        call_command("issue_key", person.email, "minister-defence", "MIN-DEF")
