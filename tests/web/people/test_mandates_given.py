"""A mandate is given with limits, and in somebody's name: never wider than who gives it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from steun.core.kernel.errors import Malformed, Refused
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.models import Mandate
from steun.web.people.mandate import acts as mandate_acts
from steun.web.people.mandate.shape import DelegationIn, MandateIn


@pytest.fixture
def admin(world):
    return world.actor("administrator", "STEUN")


def codes(error) -> set[str]:
    return {v.code for v in error.value.verdicts}


def test_acts_are_given_as_a_limit_and_passed_on_never_wider(world, admin):
    colleague, third = world.person("duty-officer", "VR01"), world.person("duty-officer", "VR23")
    shape = MandateIn(person=colleague.pk, role="mayor", acts=["gate.pass", "gate.refuse"], delegable=True)
    given = mandate_acts.give_mandate(shape, "GM0994", by=admin)

    with pytest.raises(Refused) as wider:
        mandate_acts.delegate(given.pk, DelegationIn(person=third.pk, acts=["gate.phone"]), by=Actor.of_mandate(given))
    passed = mandate_acts.delegate(
        given.pk, DelegationIn(person=third.pk, acts=["gate.pass"]), by=Actor.of_mandate(given)
    )

    assert codes(wider) == {"within-own-limits"}
    assert (given.limits, passed.limits) == ({"acts": ["gate.pass", "gate.refuse"]}, {"acts": ["gate.pass"]})


def test_an_act_that_no_life_has_is_told_at_its_field(world, admin):
    shape = MandateIn(person=world.person("duty-officer", "VR01").pk, role="mayor", acts=["gate.pass", "gate.remind"])

    with pytest.raises(Malformed) as error:
        mandate_acts.give_mandate(shape, "GM0994", by=admin)

    assert [(f.field, f.code) for f in error.value.faults] == [("acts.1", "unknown-code")]


def test_the_page_of_a_mandate_shows_its_acts(world, login):
    mandate = world.mandate("mayor", "GM0994")
    mandate.limits = {"acts": ["gate.pass"], "quantity": 5}
    mandate.save()

    page = login("administrator", "STEUN", "en").get(f"/mandates/{mandate.pk}").content.decode()

    assert "Gate passed" in page and "at most 5 people or pieces of one request" in page


# In whose name


def test_in_whose_name_one_decides_holds_the_same_seat(world, admin):
    colleague = world.person("duty-officer", "VR01")
    for other in (world.person("minister-jenv", "MIN-JENV"), world.person("duty-officer", "GM0994")):
        shape = MandateIn(person=colleague.pk, role="mayor", on_behalf_of=other.pk)
        with pytest.raises(Refused) as error:
            mandate_acts.give_mandate(shape, "GM0994", by=admin)
        assert codes(error) == {"mandator-holds-power"}


def test_in_the_name_of_a_mandatary_nobody_decides(world, admin):
    mayor, first, second = (world.person(*s) for s in (
        ("mayor", "GM0994"), ("duty-officer", "VR01"), ("duty-officer", "VR23")))  # fmt: skip
    mandate_acts.give_mandate(MandateIn(person=first.pk, role="mayor", on_behalf_of=mayor.pk), "GM0994", by=admin)

    with pytest.raises(Refused) as error:
        mandate_acts.give_mandate(MandateIn(person=second.pk, role="mayor", on_behalf_of=first.pk), "GM0994", by=admin)

    assert codes(error) == {"mandator-holds-power"}


def test_in_somebodys_name_reaches_no_further_than_that_person(world, admin):
    mandate = world.mandate("mayor", "GM0994")
    mandate.limits = {"quantity": 20}
    mandate.save()
    shape = MandateIn(person=world.person("duty-officer", "VR01").pk, role="mayor", on_behalf_of=mandate.person_id)

    with pytest.raises(Refused) as error:
        mandate_acts.give_mandate(shape, "GM0994", by=admin)

    assert codes(error) == {"within-own-limits"}


def test_a_mandate_in_the_name_of_somebody_who_no_longer_holds_the_seat_ends(world, admin):
    mayor = world.mandate("mayor", "GM0994")
    shape = MandateIn(person=world.person("duty-officer", "VR01").pk, role="mayor", on_behalf_of=mayor.person_id)
    given = mandate_acts.give_mandate(shape, "GM0994", by=admin)
    assert Mandate.objects.valid_at(world.now).filter(pk=mayor.pk)

    mandate_acts.revoke_mandate(mayor.pk, by=admin, reason="left office")

    given.refresh_from_db()
    assert given.revoked_at


def test_nor_does_it_hold_when_the_mandators_period_is_over(world, admin):

    from steun.web.kernel import clock

    mayor = world.mandate("mayor", "GM0994")
    shape = MandateIn(person=world.person("duty-officer", "VR01").pk, role="mayor", on_behalf_of=mayor.person_id)
    given = mandate_acts.give_mandate(shape, "GM0994", by=admin)
    Mandate.objects.filter(pk=mayor.pk).update(valid_until=clock.now() - timedelta(minutes=1))

    assert not Mandate.objects.valid_at(clock.now()).filter(pk=given.pk)
