"""Help straight from the region next door (Wvr 51(5)): the chair there decides, never the chair who asks."""

from __future__ import annotations

import pytest
from django.test import Client

from steun.core.kernel.errors import Malformed, Refused
from steun.web.ask.request import acts as ask
from steun.web.ask.request.model import Request
from steun.web.decide.gate import acts as gates

URGENT = {"adjacent_region": True, "crisis_plans_agree": True, "supply": "safety-region"}


def draft(world, **words):
    given = {"bases": ["wvr-51-5"], "urgent": True, "situation": URGENT, **words}
    request = world.draft(**given)
    world.sign(request)
    return request


def codes(refused) -> set[str]:
    return {verdict.code for verdict in refused.value.verdicts}


def test_somebody_in_particular_is_asked(world):
    request = draft(world)

    with pytest.raises(Refused) as refused:
        ask.submit(request.pk, by=world.desk)
    assert "addressee-is-named" in codes(refused)


def test_who_asks_signs_and_who_is_asked_decides(world):
    request = draft(world, addressee="VR23")
    assert world.gate(request, "signature").organisation_id == "VR24"
    sent = ask.submit(request.pk, by=world.desk)
    decides = world.gate(sent, "neighbour-decides")

    assert decides.organisation_id == "VR23"
    with pytest.raises(Exception, match="safety-region-chair@VR23"):
        gates.act(decides.pk, "pass", by=world.actor("safety-region-chair", "VR24"), extent="full")
    gates.act(decides.pk, "pass", by=world.actor("safety-region-chair", "VR23"), extent="full")
    assert Request.objects.get(pk=sent.pk).state == "granted"


@pytest.mark.parametrize("code", ["VR24", "VR01", "RWS", "GM0994", "MIN-DEF", "NOWHERE"])
def test_only_a_region_next_door_can_be_asked(world, code):
    with pytest.raises(Malformed) as malformed:
        world.draft(addressee=code)
    assert [fault.field for fault in malformed.value.faults] == ["addressee"]


def test_under_a_basis_that_asks_nobody_in_particular_nobody_is_named(world):
    """Else whoever is named could promise and order, though the Minister decided for the armed forces."""
    request = world.draft(addressee="VR23")
    world.sign(request)

    with pytest.raises(Refused) as refused:
        ask.submit(request.pk, by=world.desk)
    assert codes(refused) == {"addressee-is-asked"}


def test_the_form_offers_the_regions_next_door(world, login):
    request, client = draft(world), login("duty-officer", "VR24")
    assert isinstance(client, Client)
    page = client.get(f"/requests/{request.pk}/edit").content.decode()

    assert 'name="addressee" value="VR23"' in page and 'name="addressee" value="VR01"' not in page
