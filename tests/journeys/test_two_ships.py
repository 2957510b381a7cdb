"""Two ships, one flood: columns and people who leave want the same roads in the same night.

The TOC and the chair of the region each act in their own role, through the pages.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localtime

from steun.web.deliver.evacuation.model import Evacuation
from steun.web.deliver.movement.model import Movement
from steun.web.deliver.movement.planning import in_the_way
from steun.web.deliver.roadplan import job
from steun.web.deliver.roadplan.model import RoadPlan
from steun.web.deliver.roadplan.read import positions, trade_off
from steun.web.desks.audit.check import replay
from steun.web.kernel.journal import feed
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Notice
from tests.journeys.test_high_water import Story
from tests.journeys.test_unknown_bridge import FIRST

TOC, LOCC, AUDITOR = ("toc", "TOC"), ("locc", "LOCC"), ("auditor", "REKENKAMER")
CHAIR, DESK, MAYOR = ("safety-region-chair", "VR24"), ("duty-officer", "VR24"), ("mayor", "GM0994")
PROVIDER, FAR_OFF = ("provider", "RWS"), ("dijkgraaf", "WS-limburg")
SECOND = {**FIRST, "command": "E", "carrier": "The second ship", "origin": "P-EEM", "vehicles": "60"}
TOWNS = ["GM0917", "GM0986"]
AGREED = 120
"""Minutes: the position on which the TOC and the chair agree."""


@pytest.fixture
def story(world, login) -> Story:
    return Story(world, login)


def test_two_ships_and_one_flood(story, monkeypatch):
    the_toc_states_what_two_ships_need_and_bids(story)
    every_permission_is_entered_and_nothing_else_stands_in_the_way(story)
    the_region_prepares_an_evacuation_and_the_toc_sees_it_coming(story)
    the_toc_asks_for_one_plan_and_sees_what_each_wait_costs_whom(story)
    the_chair_sees_the_curve_and_the_own_stretch_and_nothing_else(story)
    without_the_word_of_the_chair_no_position_that_costs_people_is_adopted(story)
    the_chair_agrees_and_the_toc_adopts(story)
    the_march_table_follows_and_both_get_their_credit(story)
    the_chair_orders_the_evacuation_and_everybody_concerned_is_notified(story)
    a_packet_breaks_down_and_the_rest_is_planned_again(story, monkeypatch)
    everybody_who_was_notified_is_in_the_journal(story)


def movement(carrier: str) -> Movement:
    return Movement.objects.get(carrier=carrier)


def plan() -> RoadPlan:
    """The last one that was asked for."""
    return RoadPlan.objects.order_by("-since", "-pk")[0]


def the_toc_states_what_two_ships_need_and_bids(story):
    for terms, hours in ((FIRST, (6, 40)), (SECOND, (3, 40))):
        times = {"earliest": story.wall(hours[0]), "latest": story.wall(hours[1])}
        story.does(TOC, "/movements/new", **terms, **times)
        story.does(TOC, f"/movements/{movement(terms['carrier']).pk}/bid")

    assert [it.state for it in Movement.objects.all()] == ["bid", "bid"]
    assert story.act(DESK, f"/movements/{movement('The first ship').pk}/bid").status_code == 404


def every_permission_is_entered_and_nothing_else_stands_in_the_way(story):
    for it in Movement.objects.all():
        early = story.act(TOC, f"/movements/{it.pk}/credit")
        for one in it.permissions.filter(answer=""):
            story.does(TOC, f"/movements/{it.pk}/permit", permission=one.key, reference="Letter 7")
        assert early.status_code == 409

    assert [one.name for one in Movement.objects.all() if one.permissions.filter(answer="")] == []


def the_region_prepares_an_evacuation_and_the_toc_sees_it_coming(story):
    story.does(
        DESK, "/evacuations/new", name="High water in the Maas", cause="flood", threat="The dyke may give way",
        decision_at=story.wall(8), threat_at=story.wall(12.1), municipalities=TOWNS, spread_min="240",
        figures_source="The plan of the region",
    )  # fmt: skip

    it = Evacuation.objects.get()
    assert it.state == "prepared" and "High water in the Maas" in story.reads(TOC, f"/evacuations/{it.pk}")
    assert story.login(*FAR_OFF).get(f"/evacuations/{it.pk}").status_code == 404


def the_toc_asks_for_one_plan_and_sees_what_each_wait_costs_whom(story):
    story.does(TOC, "/roadplans/new", starts_at=story.wall(0), ends_at=story.wall(60), by_hour="", keep="1")
    job.make(plan().pk)

    rows = trade_off(plan())
    assert [row.wait for row in rows] == list(job.WAITS)
    assert rows[-1].people > rows[0].people and rows[-1].hours > rows[0].hours
    page = story.reads(TOC, f"/roadplans/{plan().pk}")
    assert f"People safe by car after {plan().by_hour} hours" in page and "Must agree first" in page
    assert movement("The first ship").name in page


def the_chair_sees_the_curve_and_the_own_stretch_and_nothing_else(story):
    assert Notice.objects.filter(kind="roadplan-asks", organisation="VR24", role="safety-region-chair").exists()
    assert "Say whether you agree to the road plan" in story.reads(CHAIR, "/")
    page = story.reads(CHAIR, f"/roadplans/{plan().pk}")

    assert "In your area" in page and "agree-to-position" in page
    assert "Vlissingen" not in page and "The first ship" not in page
    assert story.login(*FAR_OFF).get(f"/roadplans/{plan().pk}").status_code == 404


def without_the_word_of_the_chair_no_position_that_costs_people_is_adopted(story):
    answer = story.act(TOC, f"/roadplans/{plan().pk}/adopt", wait=str(AGREED))

    assert answer.status_code == 409 and movement("The first ship").state == "bid"
    assert story.act(MAYOR, f"/roadplans/{plan().pk}/agree-to-position", wait=str(AGREED)).status_code in (403, 404)


def the_chair_agrees_and_the_toc_adopts(story):
    story.does(CHAIR, f"/roadplans/{plan().pk}/agree-to-position", wait=str(AGREED))
    story.does(TOC, f"/roadplans/{plan().pk}/adopt", wait=str(AGREED))

    assert plan().agreed == {"VR24": AGREED} and set(plan().adopted.values()) == {AGREED}
    assert "Say whether you agree" not in story.reads(CHAIR, "/")


def the_march_table_follows_and_both_get_their_credit(story):
    first = movement("The first ship")
    [chosen] = [one for one in positions(plan()) if one.trade_off.wait == AGREED]
    [change] = [one for one in chosen.changes if one.it == first]
    assert first.arrives == max(row.after for row in change.moved) and in_the_way(first) == ""
    for it in (first, movement("The second ship")):
        story.does(TOC, f"/movements/{it.pk}/credit")

    first.refresh_from_db()
    assert first.number in story.reads(DESK, f"/movements/{first.pk}")
    assert localtime(first.arrives).strftime("%H:%M") in story.reads(TOC, f"/movements/{first.pk}")


def the_chair_orders_the_evacuation_and_everybody_concerned_is_notified(story):
    it = Evacuation.objects.get()
    path = f"/evacuations/{it.pk}/order-evacuation"
    early = story.act(MAYOR, path, basis="wvr-7", reason="The water rises")
    story.does(CHAIR, path, basis="wvr-39", reason="The water rises")

    it.refresh_from_db()
    notified = set(Notice.objects.filter(entry=it.entry).values_list("organisation", flat=True))
    assert early.status_code in (403, 404) and it.state == "ordered" and {"VR24", "LOCC", "TOC"} <= notified
    assert notified <= set(Entry.objects.get(pk=it.entry_id).data["concerned"])


def a_packet_breaks_down_and_the_rest_is_planned_again(story, monkeypatch):
    first = movement("The first ship")
    story.does(TOC, f"/movements/{first.pk}/depart")
    broken = first.packets[0]
    leg = broken.legs[2]
    monkeypatch.setattr("steun.web.kernel.clock.now", lambda: first.moment(leg.enter) + timedelta(minutes=20))
    story.does(TOC, f"/movements/{first.pk}/report-point", packet="1", point=leg.start, how="halted", happened_at="")
    story.does(TOC, "/roadplans/new", about=str(first.pk), keep="1")
    job.make(plan().pk)

    [change] = [one for one in positions(plan())[0].changes if one.it == first]
    assert 1 in {row.packet for row in change.moved} and change.moved[0].reason == "packet-changed"
    wait = next(one.trade_off.wait for one in positions(plan()) if not one.losing)
    story.does(TOC, f"/roadplans/{plan().pk}/adopt", wait=str(wait))
    first.refresh_from_db()
    assert (first.state, in_the_way(first)) == ("under-way", "")


def everybody_who_was_notified_is_in_the_journal(story):
    feed.verify()
    assert [str(difference) for difference in replay()] == []
    first = movement("The first ship")
    along = {code for entry in Entry.objects.filter(case=first.pk) for code in entry.data.get("along", ())}
    for entry in Entry.objects.filter(case=first.pk, action__in=("movement.credit", "movement.credit-again")):
        notified = set(Notice.objects.filter(entry=entry).values_list("organisation", flat=True))
        assert {"VR24", "RWS"} <= notified <= along
    page = story.reads(AUDITOR, f"/journal/{plan().pk}") + story.reads(AUDITOR, f"/journal/{first.pk}")
    page += story.reads(AUDITOR, f"/journal/{Evacuation.objects.get().pk}")

    decisions = ("toc TOC", "safety-region-chair VR24", "The water rises")
    assert not [words for words in decisions if words not in page]
