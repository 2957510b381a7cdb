"""Similar open requests: what one would join, told with reasons, and only what one may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steun.web.ask.request import acts as actions
from steun.web.ask.request.model import Request
from steun.web.ask.request.search.similar import similar
from tests.builders import key

pytestmark = pytest.mark.django_db
NEAR, FAR = {"lon": 5.95, "lat": 50.90}, {"lon": 5.36, "lat": 51.49}


def alike(request, actor) -> dict[str, tuple[str, ...]]:
    return {found.request.title: found.why for found in similar(Request.objects.get(pk=request.pk), actor)}


def test_of_the_same_incident_or_near_in_place_time_and_effect(world):
    incident = world.incident()
    world.asked(
        title="Same incident, other effect", effect="power-supplied", incident=incident.pk, **FAR, municipalities=[]
    )
    world.asked(title="Near", **NEAR, municipalities=["GM0917"])
    world.asked(title="Same municipality", municipalities=["GM0994"], lon=None, lat=None)
    world.asked(title="Far", **FAR, municipalities=[])
    world.asked(title="Other effect near by", effect="power-supplied", **NEAR)
    world.asked(title="Next month", starts_at=world.now + timedelta(days=30), ends_at=world.now + timedelta(days=31))
    mine = world.draft(incident=incident.pk)
    assert alike(mine, world.desk) == {
        "Same incident, other effect": ("same-incident",),
        "Near": ("near", "same-effect"),
        "Same municipality": ("same-municipality", "same-effect"),
    }


def test_of_one_municipality_however_far_apart_its_points_are(world):
    """Rotterdam reaches from the Maasvlakte to Prins Alexander: 31 km."""
    west, east = {"lon": 4.13, "lat": 51.977}, {"lon": 4.59, "lat": 51.975}
    world.asked(title="Maasvlakte", **west, municipalities=["GM0599"])
    world.asked(title="Other municipality", **west, municipalities=["GM1992"])
    assert alike(world.draft(**east, municipalities=["GM0599"]), world.desk) == {
        "Maasvlakte": ("same-municipality", "same-effect")
    }


def test_a_municipality_that_asks_without_naming_itself_asks_for_itself(world):
    west, east = {"lon": 5.70, "lat": 50.87}, {"lon": 6.20, "lat": 50.87}
    desk = world.actor("duty-officer", "GM0994")
    theirs = world.draft(by=desk, title="West", **west, municipalities=[])
    world.sign(theirs)
    actions.submit(theirs.pk, by=desk)
    found = alike(world.draft(**east, municipalities=["GM0994"]), world.desk)
    assert found == {"West": ("same-municipality", "same-effect")}


def test_drafts_and_what_is_over_cannot_be_joined_and_are_not_shown(world):
    world.draft(title="A draft")
    world.ended(title="Over")
    assert alike(world.draft(title="Mine"), world.desk) == {}


def test_what_one_may_not_see_is_not_shown(world):
    world.asked(title="Of Zuid-Limburg")
    other = world.draft(by=world.actor("duty-officer", "VR23"), title="Of Limburg-Noord")
    assert alike(other, world.actor("duty-officer", "VR23")) == {}
    assert alike(world.draft(title="Mine"), world.desk) == {"Of Zuid-Limburg": ("same-municipality", "same-effect")}


def test_looking_costs_three_queries_however_many_there_are(world):
    for n in range(4):
        world.asked(title=f"Request {n}")
    mine = Request.objects.select_related("requester").get(pk=world.draft().pk)
    with CaptureQueriesContext(connection) as asked:
        assert len(similar(mine, world.desk)) == 4
    assert len(asked) <= 4


def test_joining_from_the_form_ends_the_draft(login, world):
    running, mine = world.asked(title="Runs already"), world.draft(title="Mine")
    client = login("duty-officer", "VR24")
    page = client.get(f"/requests/{mine.pk}/similar").content.decode()
    assert f'name="joins" value="{running.pk}"' in page
    answer = client.post(f"/requests/{mine.pk}/join", {"joins": str(running.pk), "id": str(key("join"))})
    assert answer.status_code in {302, 303} and Request.objects.get(pk=mine.pk).state == "joined"


def test_the_adviser_sees_what_is_similar_and_does_not_join_for_the_region(login, world):
    world.asked(title="Runs already")
    page = login("rmoa", "VR24").get(f"/requests/{world.draft(title='Mine').pk}/similar").content.decode()
    assert "Runs already" in page and 'name="joins"' not in page
