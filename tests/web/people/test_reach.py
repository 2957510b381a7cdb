"""Whom an administrator reaches: who works wholly under him, now; and what a key is worth when things change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from steun.core.kernel.errors import NotYours, Refused, Unknown
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Mandate, Person, Token
from steun.web.people.mandate import acts as mandate_acts
from steun.web.people.mandate.shape import MandateIn
from steun.web.people.organisation.reach import people_of
from steun.web.people.person import acts as person_acts
from steun.web.people.person import key as keys
from steun.web.people.person.shape import AboutIn, PersonIn

SECRET = "a long sentence about dykes"


@pytest.fixture
def house(world):
    return world.actor("administrator", "STEUN")


@pytest.fixture
def local(world):
    """The administrator of the municipality of Valkenburg."""
    person = Person.objects.create(email="beheer@example.org", name="Beheer Valkenburg")
    made = Mandate.objects.create(person=person, role="administrator", organisation_id="GM0994", valid_from=world.now)
    return Actor.of_mandate(Mandate.objects.select_related("organisation").get(pk=made.pk))


@pytest.fixture
def mayor(world):
    return world.person("mayor", "GM0994")


def give(person, organisation: str, role: str, world, **words):
    since = world.now - timedelta(days=2)
    return Mandate.objects.create(person=person, role=role, organisation_id=organisation, valid_from=since, **words)


ACTS = {
    "unreachable": lambda pk, by: person_acts.set_unreachable(pk, clock.now() + timedelta(days=2), by=by),
    "described": lambda pk, by: person_acts.describe(pk, AboutIn(phone="043-123"), by=by),
    "password": lambda pk, by: person_acts.reset_password(pk, by=by),
    "second step": lambda pk, by: person_acts.reset_second_step(pk, by=by),
    "let go": lambda pk, by: person_acts.deactivate(pk, by=by, reason="left"),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_whoever_also_works_elsewhere_is_not_wholly_yours(world, local, mayor, act):
    world.incident()
    give(mayor, "VR24", "safety-region-chair", world)

    with pytest.raises(Refused) as error:
        ACTS[act](mayor.pk, local)

    assert [v.code for v in error.value.verdicts] == ["person-is-wholly-yours"]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("how", ["revoked_at", "valid_until"])
def test_a_mandate_that_is_over_lets_nobody_reach_a_person(world, local, act, how):
    world.incident()
    elsewhere = world.person("duty-officer", "VR23")
    give(elsewhere, "GM0994", "duty-officer", world, **{how: world.now - timedelta(days=1)})

    with pytest.raises(Unknown):
        ACTS[act](elsewhere.pk, local)


@pytest.mark.parametrize("act", ACTS)
def test_who_works_wholly_under_an_administrator_is_looked_after(world, local, mayor, act):
    world.incident()
    give(mayor, "VR24", "safety-region-chair", world, revoked_at=world.now)

    ACTS[act](mayor.pk, local)

    assert Entry.objects.filter(subject=f"person:{mayor.pk}").exists()


def test_what_begins_later_elsewhere_counts_already(world, local, mayor):
    later = give(mayor, "VR24", "safety-region-chair", world)
    Mandate.objects.filter(pk=later.pk).update(valid_from=world.now + timedelta(days=5))

    with pytest.raises(Refused):
        person_acts.reset_password(mayor.pk, by=local)


def test_everybody_says_of_oneself_that_one_is_not_reachable(world, mayor):
    give(mayor, "VR24", "safety-region-chair", world)

    person_acts.set_unreachable(mayor.pk, world.now + timedelta(days=1), by=world.actor("mayor", "GM0994"))

    mayor.refresh_from_db()
    assert mayor.unreachable_until


def test_who_was_let_go_is_let_back_in_by_whoever_let_go(world, local, house, mayor):
    other = Person.objects.create(email="beheer-vr@example.org", name="Beheer VR23")
    give(other, "VR23", "administrator", world)
    foreign = Actor.of_mandate(Mandate.objects.select_related("organisation").get(person=other))
    give(mayor, "VR23", "duty-officer", world, revoked_at=world.now)
    person_acts.deactivate(mayor.pk, by=local, reason="left")

    with pytest.raises(Unknown):
        person_acts.activate(mayor.pk, by=foreign)
    person_acts.activate(mayor.pk, by=local)

    mayor.refresh_from_db()
    assert mayor.is_active


def test_whom_one_invited_is_no_longer_ones_own_when_that_person_works_elsewhere(world, local, house):
    shape = PersonIn(email="new@example.org", name="New", language="nl")
    person = person_acts.invite(shape, "GM0994", by=local)
    assert person in people_of(local)

    mandate_acts.give_mandate(MandateIn(person=person.pk, role="duty-officer"), "VR23", by=house)

    assert person not in people_of(local)


# Keys of machines


@pytest.fixture
def key(world, mayor):
    return keys.issue("control room", by=world.actor("mayor", "GM0994"))[1]


def works(client, key: str) -> bool:
    return client.get("/api/v1/me", headers={"Authorization": f"Bearer {key}"}).status_code == 200


def ends(client, key: str, act) -> bool:
    assert works(client, key)
    act()
    return not works(client, key)


def test_a_key_ends_with_the_mandate_of_its_maker(world, client, house, key):
    mandate = world.mandate("mayor", "GM0994")

    assert ends(client, key, lambda: mandate_acts.revoke_mandate(mandate.pk, by=house, reason="left office"))


def test_a_key_ends_when_the_password_is_reset(client, house, mayor, key):
    assert ends(client, key, lambda: person_acts.reset_password(mayor.pk, by=house))


def test_a_key_ends_when_the_second_step_is_forgotten(client, house, mayor, key):
    assert ends(client, key, lambda: person_acts.reset_second_step(mayor.pk, by=house))


def test_a_key_ends_when_its_maker_sets_another_password(client, mayor, key):
    from steun.web.people.adapter import NoSignup

    assert ends(client, key, lambda: NoSignup().set_password(mayor, SECRET))


def test_a_key_ends_when_its_maker_is_let_go(client, house, mayor, key):
    assert ends(client, key, lambda: person_acts.deactivate(mayor.pk, by=house, reason="left"))


def test_that_a_key_ended_is_on_record_with_the_ground(house, mayor, key):
    person_acts.reset_password(mayor.pk, by=house)

    entry = Entry.objects.get(action="people.token-revoked")
    assert (entry.data["because"], entry.actor) == ("password-reset", house.person)


def test_a_key_makes_no_keys(world, client, key):
    headers = {"Authorization": f"Bearer {key}"}
    answer = client.post("/api/v1/tokens", {"name": "more"}, content_type="application/json", headers=headers)

    assert (answer.status_code, answer.json()["limit"]) == (403, "key")
    assert Token.objects.filter(mandate=world.mandate("mayor", "GM0994")).count() == 1
    with pytest.raises(NotYours):
        keys.issue("more", by=keys.actor_of_key(key))


# A mandate that ends under a page


def test_a_revoked_mandate_stops_the_page_and_lets_choose(world, house, login):
    mayor = world.mandate("mayor", "GM0994")
    other = give(mayor.person, "VR24", "safety-region-chair", world)
    client = login("mayor", "GM0994", "en")
    assert client.get("/").status_code == 200

    mandate_acts.revoke_mandate(mayor.pk, by=house, reason="left office")
    answer = client.get("/")

    page = answer.content.decode()
    assert answer.status_code == 403 and "has ended" in page and f'value="{other.pk}"' in page
    assert client.post("/switch", {"mandate": str(other.pk), "next": "/"}).status_code == 303
    assert client.get("/").status_code == 200


def test_nothing_is_done_in_silence_under_another_mandate(world, house, login):
    mayor = world.mandate("mayor", "GM0994")
    give(mayor.person, "VR24", "safety-region-chair", world)
    request = world.draft()
    gate = world.gate(request, "signature")
    client = login("mayor", "GM0994", "en")
    client.get("/")
    mandate_acts.revoke_mandate(mayor.pk, by=house, reason="left office")

    answer = client.post(f"/gates/{gate.pk}/pass", {"seat": str(mayor.pk)})
    bare = client.post(f"/gates/{gate.pk}/pass")

    assert (answer.status_code, bare.status_code) == (403, 403)
    assert world.gate(request, "signature").state == "open"


def test_the_first_mandate_is_kept_too_so_that_its_end_is_noticed(world, house, client):
    mayor = world.mandate("mayor", "GM0994")
    give(mayor.person, "VR24", "safety-region-chair", world, rank=3)
    client.force_login(mayor.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/").status_code == 200

    mandate_acts.revoke_mandate(mayor.pk, by=house, reason="left office")

    assert client.get("/").status_code == 403


def test_the_api_says_so_too(world, house, login):
    mayor = world.mandate("mayor", "GM0994")
    give(mayor.person, "VR24", "safety-region-chair", world)
    client = login("mayor", "GM0994", "en")
    client.get("/")
    mandate_acts.revoke_mandate(mayor.pk, by=house, reason="left office")

    answer = client.get("/api/v1/me")

    assert (answer.status_code, answer.json()["limit"]) == (403, "mandate-ended")
