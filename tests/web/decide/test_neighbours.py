"""While help is not in time, the regions next door stand by name beside what could be there soonest."""

from __future__ import annotations

import pytest

from steun.rules.load import law
from steun.web.decide.promise.options import neighbours
from steun.web.kernel.people.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def adjacent():
    code = law().regions["VR24"].neighbours[0]
    return Organisation.objects.get_or_create(pk=code, defaults={"kind": "safety-region", "name_nl": "Buur"})[0]


def test_page_and_api_name_the_region_next_door(world, login, adjacent):
    request = world.asked()
    client = login("locc", "LOCC")

    assert f'href="/organisations/{adjacent.pk}"' in client.get(f"/requests/{request.pk}").content.decode()
    assert adjacent.pk in client.get(f"/api/v1/requests/{request.pk}/options").json()["neighbours"]


def test_a_region_further_away_is_not_named(world, adjacent):
    Organisation.objects.get_or_create(pk="VR01", defaults={"kind": "safety-region", "name_nl": "Groningen"})
    assert "VR01" not in {it.pk for it in neighbours(world.asked())}


def test_nobody_is_named_once_all_is_there_in_time(world, adjacent, monkeypatch):
    request = world.asked()
    monkeypatch.setattr("steun.web.decide.promise.options.in_time", lambda it: True)
    assert neighbours(request) == []


def test_defence_that_asks_is_shown_no_neighbours(world, adjacent):
    request = world.asked()
    request.direction = "military-to-civil"
    assert neighbours(request) == []
