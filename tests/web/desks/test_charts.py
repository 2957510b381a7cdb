"""The pictures of an incident: from need to means, who is away when, promised and delivered; each with its table."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from steun.web.ask.incident.model import Incident
from steun.web.deliver.deployment.model import Deployment
from steun.web.desks.charts.flow import BAND, GAP, TOP, Requirement, flow
from steun.web.desks.charts.read import delivered, of_incident

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LOCC, DESK, ELSEWHERE = ("locc", "LOCC"), ("duty-officer", "VR24"), ("duty-officer", "VR01")


def case(world, **words):
    incident = world.incident()
    return incident, world.granted(incident=incident.pk, **words)


def test_a_band_is_as_full_as_what_is_promised():
    (half,) = flow([Requirement("B-1", "boats", 4, 2)]).bands
    heights = [[int(y) for y in re.findall(r",(\d+)", half_of)] for half_of in (half.promised, half.short)]
    assert max(heights[0]) - min(heights[0]) == BAND // 2 == max(heights[1]) - min(heights[1])
    assert flow([]) is None


DRAWN = [(0, False, True), (4, True, False), (9, True, False), (1, True, True)]


@pytest.mark.parametrize(("promised", "full", "short"), DRAWN)
def test_nothing_and_all_are_drawn_as_such(promised, full, short):
    (band,) = flow([Requirement("B-1", "boats", 4, promised)]).bands
    assert (bool(band.promised), bool(band.short)) == (full, short)


def test_requirements_for_the_same_means_come_together():
    rows = [Requirement("B-1", "boats", 4, 2), Requirement("B-1", "pumps", 1, 1), Requirement("B-2", "boats", 2, 0)]
    found = flow(rows)
    assert [label.text for label in found.needs] == ["B-1", "B-2"]
    assert [label.text for label in found.means] == ["boats", "pumps"]
    assert found.height == TOP + 3 * BAND + GAP + TOP


def test_the_page_shows_what_was_promised_for_which_need_with_the_same_in_a_table(world, login):
    incident, request = case(world)
    world.commit(request, quantity=40)
    page = " ".join(login(*LOCC, "en").get(f"/incidents/{incident.pk}").content.decode().split())
    assert "From need to means" in page and f"<title>{request.number}: 40 / 68" in page
    assert 'data-label="Short">28</td>' in page and "Who is away, and when" in page and "The same in words" in page


def test_what_a_reader_may_not_see_is_not_drawn(world):
    incident = world.incident()
    request = world.asked(incident=incident.pk)
    world.commit(request, quantity=40, hold_until=world.now + timedelta(hours=4))
    incident = Incident.objects.get(pk=incident.pk)
    assert of_incident(incident, world.actor(*LOCC))["bars"] is not None
    assert of_incident(incident, world.actor(*DESK))["bars"] is None
    assert of_incident(incident, world.actor(*ELSEWHERE)) == {"bars": None, "flow": None, "delivered": []}


def test_what_came_late_stands_to_the_right_of_what_was_promised(world):
    request = world.deployed()
    (commitment,) = request.commitments.select_related("deployment", "unit", "request", "capability")
    for minutes, side in ((30, "right"), (-30, "left"), (0, "right")):
        at = commitment.promised_arrival + timedelta(minutes=minutes)
        Deployment.objects.filter(pk=commitment.deployment.pk).update(arrived_at=at)
        commitment.deployment.refresh_from_db()
        (row,) = delivered([commitment])
        assert row.late == minutes and (row.x >= 50) == (side == "right")
        assert row.x + row.width <= 100.5


def test_the_pictures_cost_no_question_per_request(world, django_assert_num_queries):
    incident, _ = case(world, title="First")
    incident = Incident.objects.get(pk=incident.pk)
    actor = world.actor(*LOCC)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        of_incident(incident, actor)
    for title in ("Second", "Third"):
        world.commit(world.granted(incident=incident.pk, title=title), quantity=10)
    with django_assert_num_queries(len(one)):
        of_incident(incident, actor)
