"""Mandates: given by who may, passed on never longer or wider, ended with all that hangs on them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from steun.core.kernel.errors import Malformed, NotYours, Refused, Unknown
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Mandate, Notice, Organisation
from steun.web.people.mandate import acts as mandate_acts
from steun.web.people.mandate.shape import DelegationIn, MandateIn
from tests.builders import key

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def admin(world):
    return world.actor("administrator", "STEUN")


@pytest.fixture
def colleague(world):
    """Somebody who may log in and has no mandate in Valkenburg."""
    return world.person("duty-officer", "VR01")


def give(admin, person, organisation="GM0994", **words):
    return mandate_acts.give_mandate(
        MandateIn(**{"person": person.pk, "role": "mayor", **words}), organisation, by=admin
    )


def codes(error) -> set[str]:
    return {v.code for v in error.value.verdicts}


def test_an_administrator_gives_a_mandate_and_the_person_hears_of_it(world, admin, colleague):
    mandate = give(admin, colleague, rank=1)

    assert mandate in Mandate.objects.valid_at(timezone.now())
    entry = Entry.objects.get(subject=f"mandate:{mandate.pk}")
    assert (entry.action, entry.actor) == ("people.mandate-given", admin.person)
    assert entry.data["person"] == str(colleague.pk)
    assert colleague.name not in str(entry.data) and colleague.email not in str(entry.data)
    assert Notice.objects.get(entry=entry).person == colleague


def test_the_same_id_gives_one_mandate(world, admin, colleague):
    shape = MandateIn(person=colleague.pk, role="mayor")
    first = mandate_acts.give_mandate(shape, "GM0994", by=admin, id=key("give"))
    again = mandate_acts.give_mandate(shape, "GM0994", by=admin, id=key("give"))

    assert first.pk == again.pk
    assert Mandate.objects.filter(person=colleague, role="mayor").count() == 1


def test_a_mayor_gives_no_mandates(world, colleague):
    with pytest.raises(NotYours) as error:
        give(world.actor("mayor", "GM0994"), colleague)
    assert "administrator@GM0994" in error.value.needed


def test_an_administrator_reaches_the_own_organisation_and_its_parts_only(world, colleague):
    Organisation.objects.filter(pk="DOPS").update(parent="MIN-DEF")
    person = world.person("minister-defence", "MIN-DEF")
    local = Actor(person=str(person.pk), role="administrator", organisation="MIN-DEF")

    assert mandate_acts.give_mandate(MandateIn(person=colleague.pk, role="dops"), "DOPS", by=local)
    with pytest.raises(NotYours):
        give(local, colleague)


def test_nobody_gives_power_to_oneself(world, admin):
    with pytest.raises(Refused) as error:
        give(admin, world.person("administrator", "STEUN"))
    assert codes(error) == {"mandate-not-to-oneself"}


def test_all_reasons_against_a_mandate_are_told_at_once(world, admin):
    mayor = world.person("mayor", "GM0994")
    yesterday = timezone.now() - DAY
    with pytest.raises(Refused) as error:
        give(admin, mayor, valid_from=yesterday - HOUR, valid_until=yesterday)
    assert codes(error) == {"mandate-not-backdated", "mandate-not-over", "mandate-not-held-already"}


def test_a_mayor_belongs_to_a_municipality(world, admin, colleague):
    with pytest.raises(Refused) as error:
        give(admin, colleague, "VR24")
    assert codes(error) == {"role-fits-organisation"}


def test_unknown_codes_and_persons_are_told_at_their_field(world, admin):
    with pytest.raises(Malformed) as error:
        mandate_acts.give_mandate(
            MandateIn(person=key("nobody"), role="emperor", bases=["magna-carta"]), "GM0994", by=admin
        )
    assert {f.field for f in error.value.faults} == {"person", "role", "bases.0"}


def test_one_decides_only_in_the_name_of_somebody_who_holds_power(world, admin, colleague):
    powerless = colleague.__class__.objects.create_user("nobody@example.org", name="Nobody")
    with pytest.raises(Refused) as error:
        give(admin, colleague, on_behalf_of=powerless.pk)
    assert codes(error) == {"mandator-holds-power"}
    assert give(admin, colleague, on_behalf_of=world.person("mayor", "GM0994").pk).on_behalf_of


def test_a_mandate_that_ended_yesterday_lets_nobody_in(world, client):
    mandate = world.mandate("mayor", "GM0994")
    client.force_login(mandate.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/me").status_code == 200

    Mandate.objects.filter(pk=mandate.pk).update(valid_until=timezone.now() - DAY)

    assert client.get("/me").status_code == 403


# Passing on


@pytest.fixture
def mine(world):
    """The mayor's mandate: may be passed on, for ten days, on two bases, up to 100 people."""
    mandate = world.mandate("mayor", "GM0994")
    mandate.delegable, mandate.valid_until = True, timezone.now() + 10 * DAY
    mandate.limits = {"bases": ["msob", "wvr-51"], "quantity": 100}
    mandate.save()
    return mandate


def pass_on(mandate, person, **words):
    shape = DelegationIn(**{"person": person.pk, **words})
    return mandate_acts.delegate(mandate.pk, shape, by=Actor.of_mandate(mandate))


def test_what_is_passed_on_is_as_long_and_as_wide_as_ones_own_unless_said(world, mine, colleague):
    given = pass_on(mine, colleague)

    assert (given.valid_until, given.limits) == (mine.valid_until, mine.limits)
    assert (given.delegated_from, given.on_behalf_of) == (mine, mine.person)
    assert not given.delegable and given.rank == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"valid_until": 11 * DAY}, "within-own-period"),
        ({"bases": ["polw-58"]}, "within-own-limits"),
        ({"bases": ["msob", "polw-58"]}, "within-own-limits"),
        ({"quantity": 101}, "within-own-limits"),
    ],
)
def test_a_delegate_gets_nothing_longer_or_wider(world, mine, colleague, words, code):
    words = {k: timezone.now() + v if k == "valid_until" else v for k, v in words.items()}
    with pytest.raises(Refused) as error:
        pass_on(mine, colleague, **words)
    assert codes(error) == {code}


def test_a_delegate_may_not_pass_on_further_than_was_passed_on(world, mine, colleague):
    third = world.person("duty-officer", "VR23")
    given = pass_on(mine, colleague, bases=["msob"], quantity=20, valid_until=timezone.now() + 5 * DAY, delegable=True)

    with pytest.raises(Refused) as error:
        pass_on(given, third, bases=["wvr-51"], valid_until=timezone.now() + 9 * DAY)
    assert codes(error) == {"within-own-limits", "within-own-period"}
    assert pass_on(given, third, quantity=5).on_behalf_of == mine.person, "the mandator stays the mayor"


def test_a_mandate_is_passed_on_only_with_leave(world, mine, colleague):
    given = pass_on(mine, colleague)
    with pytest.raises(Refused) as error:
        pass_on(given, world.person("duty-officer", "VR23"))
    assert codes(error) == {"mandate-is-delegable"}


def test_nobody_passes_on_what_is_somebody_elses(world, mine, colleague):
    with pytest.raises(Unknown):
        mandate_acts.delegate(mine.pk, DelegationIn(person=colleague.pk), by=world.actor("locc", "LOCC"))


# Revoking


def test_revoking_ends_everything_that_was_passed_on(world, admin, mine, colleague):
    given = pass_on(mine, colleague, delegable=True)
    further = pass_on(given, world.person("duty-officer", "VR23"))

    mandate_acts.revoke_mandate(mine.pk, by=admin, reason="left office")

    assert not Mandate.objects.valid_at(timezone.now()).filter(pk__in=[mine.pk, given.pk, further.pk])
    entries = Entry.objects.filter(action="people.mandate-revoked").order_by("number")
    assert [e.subject for e in entries] == [f"mandate:{m.pk}" for m in (mine, given, further)]
    assert entries[1].data["because"] == f"mandate:{mine.pk}"


def test_whoever_passed_it_on_may_take_it_back(world, mine, colleague):
    given = pass_on(mine, colleague)
    mandate_acts.revoke_mandate(given.pk, by=Actor.of_mandate(mine), reason="back from leave")

    given.refresh_from_db()
    assert given.revoked_at
    mine.refresh_from_db()
    assert not mine.revoked_at


def test_revoking_needs_a_reason_and_the_right_administrator(world, admin, mine):
    with pytest.raises(Malformed):
        mandate_acts.revoke_mandate(mine.pk, by=admin, reason=" ")
    with pytest.raises(NotYours):
        mandate_acts.revoke_mandate(mine.pk, by=world.actor("locc", "LOCC"), reason="we think so")


def test_the_last_administrator_stays(world, admin, colleague):
    last = world.mandate("administrator", "STEUN")
    with pytest.raises(Refused) as error:
        mandate_acts.revoke_mandate(last.pk, by=admin, reason="done")
    assert codes(error) == {"last-administrator"}

    give(admin, colleague, "STEUN", role="administrator")
    mandate_acts.revoke_mandate(last.pk, by=admin, reason="done")


def test_what_was_revoked_is_not_revoked_again(world, admin, mine):
    mandate_acts.revoke_mandate(mine.pk, by=admin, reason="left office", id=key("revoke"))
    assert mandate_acts.revoke_mandate(mine.pk, by=admin, reason="left office", id=key("revoke")).revoked_at
    with pytest.raises(Refused):
        mandate_acts.revoke_mandate(mine.pk, by=admin, reason="left office")
    assert Entry.objects.filter(action="people.mandate-revoked").count() == 1


def test_commanders_of_named_units_are_for_defence_and_locc_to_see(world):
    commander = world.mandate("unit-commander", "DEF-13LB")
    assert commander not in Mandate.objects.visible_to(world.desk)
    assert commander in Mandate.objects.visible_to(world.actor("locc", "LOCC"))
    assert commander in Mandate.objects.visible_to(world.actor("unit-commander", "DEF-13LB"))
