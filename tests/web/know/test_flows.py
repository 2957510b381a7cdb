"""Flows on roads: who reports them, who is heard, what they take from an evacuation, and how they end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from steun.core.kernel.errors import NotYours
from steun.web.deliver.evacuation.model import Evacuation
from steun.web.deliver.evacuation.read import outlook
from steun.web.deliver.movement import acts as movements
from steun.web.deliver.movement.planning import in_the_way
from steun.web.kernel import clock
from steun.web.kernel.people.models import Notice
from steun.web.know.flow import acts
from steun.web.know.flow.model import Flow, taken_at
from steun.web.know.flow.shape import SeenIn
from steun.web.know.flow.tick import flows as tick
from steun.web.know.road.read import register
from tests.builders import World
from tests.web.samples.evacuation import prepared
from tests.web.samples.flow import LINK, NORTH, flow, given
from tests.web.samples.movement import TOC, bid

pytestmark = pytest.mark.django_db


def test_it_is_told_to_the_regions_there_and_stands_on_the_roads(world: World, login) -> None:
    it = flow(world)
    heard = set(Notice.objects.filter(entry=it.entry, kind="flow-seen").values_list("organisation", flat=True))
    assert {"VR24", "TOC"} <= heard and "VR01" not in heard
    for address in ("/roads", f"/roads/{LINK}"):
        page = login("duty-officer", "VR01").get(address).content.decode()
        assert "3.000" in page and "Counted from the bridge" in page


def test_only_who_looks_after_the_road_or_plans_on_it_reports_one(world: World) -> None:
    with pytest.raises(NotYours):
        acts.report(SeenIn(**given()), by=world.actor("duty-officer", "VR01"))
    assert acts.report(SeenIn(**given()), by=world.actor("provider", "RWS")).state == "seen"
    assert acts.report(SeenIn(**given()), by=world.actor("toc", "TOC")).state == "seen"


def test_it_takes_its_room_one_way_from_who_must_leave(world: World) -> None:
    it = Evacuation.objects.whole().get(pk=prepared(world).pk)
    free = outlook(it)
    links = register().links
    for code in [code for code, link in links.items() if "J-KRU" in (link.a, link.b)]:
        away = links[code].b if links[code].a == "J-KRU" else links[code].a
        acts.report(SeenIn(**given(link=code, towards=away)), by=world.actor("toc", "TOC"))
    crowded = outlook(it)
    assert LINK in crowded.way.taken
    assert crowded.way.cars < free.way.cars
    assert crowded.in_time <= free.in_time


def test_two_counts_of_one_road_are_not_added_up(world: World) -> None:
    flow(world, cars_per_hour=900)
    flow(world, cars_per_hour=700)
    assert taken_at(clock.now()) == {(LINK, NORTH): 900}


def test_nobody_counts_with_it_after_its_hour(world: World) -> None:
    it = flow(world)
    assert tick(world.now) == 0
    assert tick(world.now + timedelta(hours=2)) == 1
    assert Flow.objects.get(pk=it.pk).state == "over"
    assert not taken_at(world.now + timedelta(minutes=5))


def test_columns_go_around_a_road_that_is_full_and_not_around_one_that_is_not(world: World) -> None:
    toc = world.actor(*TOC)
    it = bid(world)
    link = register().links[it.links[2]]
    most = link.lanes * 1_500 if link.lanes > 1 else 700
    [start] = {leg.start for row in it.packets for leg in row.legs if leg.link == link.code}
    end, back = (link.b, link.a) if start == link.a else (link.a, link.b)
    acts.report(SeenIn(**given(link=link.code, towards=back, cars_per_hour=most, ends_at=None)), by=toc)
    seen = acts.report(SeenIn(**given(link=link.code, towards=end, cars_per_hour=most - 1, ends_at=None)), by=toc)
    assert in_the_way(it) == ""
    acts.count(seen.pk, SeenIn(**given(link=link.code, towards=end, cars_per_hour=most, ends_at=None)), by=toc)
    assert in_the_way(it) == "full"
    assert link.code not in movements.plan_again(it.pk, by=toc).links
