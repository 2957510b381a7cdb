"""Time against distance on one road: who sees which packets, what is closed, and who settles what does not fit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from steun.web.know.closure import acts as closures
from steun.web.know.closure.shape import ClosureIn
from tests.builders import World
from tests.web.samples.movement import TOC, credited

pytestmark = pytest.mark.django_db


def close(world: World, link: str) -> None:
    said = {"cause": "works", "why": "Works", "starts_at": world.now, "ends_at": world.now + timedelta(hours=60)}
    closures.close(ClosureIn(links=[link], **said), by=world.actor("provider", "RWS"))


def test_who_plans_sees_every_packet_and_a_region_those_on_its_own_roads(world: World, login) -> None:
    it = credited(world, vehicles=50)
    whole = login(*TOC).get("/roads/diagram?road=A58").context["runs"]
    assert sorted({run.packet for run in whole}) == [1, 2, 3]
    desk = login("duty-officer", "VR24")
    assert desk.get("/roads/diagram?road=A58").context["runs"] == []
    page = desk.get("/roads/diagram?road=A76")
    assert {run.movement.pk for run in page.context["runs"]} == {it.pk} and page.context["bands"]
    assert login("duty-officer", "VR01").get("/roads/diagram?road=A76").context["runs"] == []


def test_it_begins_with_the_road_that_most_packets_drive_and_takes_no_nonsense(world: World, login) -> None:
    toc = login(*TOC)
    assert toc.get("/roads/diagram").context["runs"] == []
    credited(world)
    assert toc.get("/roads/diagram").context["road"] == "A58"
    assert toc.get("/roads/diagram?road=Z1&hours=x").context["hours"] == "24"


def test_a_closure_over_a_credit_is_a_conflict_that_names_who_settles_it(world: World, login) -> None:
    it = credited(world)
    assert login(*TOC).get("/roads/diagram?road=A58").context["conflicts"] == []
    close(world, "J-BAA.X-OIR.A58")

    page = login(*TOC).get("/roads/diagram?road=A58")

    (one,) = page.context["conflicts"]
    assert one["movement"].pk == it.pk and one["code"] == "closed"
    assert "Rijkswaterstaat" in one["who"] and "A58" in one["roads"]
    assert len(page.context["bars"]) == 1
    assert login("duty-officer", "VR24").get("/roads/diagram?road=A58").context["conflicts"] == []


def test_the_table_comes_as_a_file_with_the_same_rows(world: World, login) -> None:
    credited(world)
    answer = login(*TOC).get("/roads/diagram?road=A58&sheet=packets.csv")
    assert answer.status_code == 200 and len(answer.content.decode().splitlines()) == 3  # both parts of the A58
