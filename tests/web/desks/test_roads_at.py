"""The roads at a moment: who sees which column where, who leaves, what clashes and who settles it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from steun.rules.load import law
from steun.web.desks.roads.at import read
from steun.web.desks.roads.at.read import AHEAD, roads_at
from steun.web.know.closure import acts as closures
from steun.web.know.closure.shape import ClosureIn
from steun.web.know.flow import acts as flows
from steun.web.know.flow.shape import SeenIn
from steun.web.know.road.read import stretches
from tests.builders import World
from tests.web.samples.evacuation import ordered, prepared
from tests.web.samples.movement import TOC, credited

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DESK, STRANGER, RWS = ("duty-officer", "VR24"), ("duty-officer", "VR01"), ("provider", "RWS")
LINK = "J-BAA.X-OIR.A58"


def halfway(it: Any, inside: bool, code: str = "VR24") -> Any:
    """When its first packet is on the middle of a road of a region, or of another."""
    legs = [leg for leg in it.packets[0].legs if (code in stretches()[leg.link].regions) is inside]
    return it.moment((legs[0].enter + legs[0].leave) // 2)


def shown(login: Any, who: tuple[str, str], at: Any, **more: str) -> Any:
    return login(*who, "en").get("/roads", {"at": at.isoformat(), **more})


def test_who_plans_sees_a_column_all_the_way_and_a_region_on_its_own_roads_alone(world: World, login) -> None:
    it = credited(world)
    elsewhere, here = halfway(it, inside=False), halfway(it, inside=True)

    for at in (elsewhere, here):
        (column,) = shown(login, TOC, at).context["moment"].columns
        assert (column.it.pk, column.packet, column.vehicles) == (it.pk, 1, 20)
    page = shown(login, DESK, elsewhere)
    assert page.context["moment"].columns == () and page.context["moment"].to_come == 1
    assert it.number not in page.content.decode()
    (column,) = shown(login, DESK, here).context["moment"].columns
    assert "VR24" in stretches()[column.spot.leg.link].regions and column.there <= column.off
    assert shown(login, STRANGER, here).context["moment"].columns == ()


def test_the_slider_of_a_region_ends_with_what_it_sees_and_tells_nothing_of_the_rest(world: World, monkeypatch) -> None:
    it = credited(world, origin="B-DE-A76", destination="P-VLI")
    march = it.packets[0]
    mine = [leg for leg in march.legs if "VR24" in stretches()[leg.link].regions]
    last = it.moment(mine[-1].leave + march.passing)

    monkeypatch.setattr(read, "LEAST", HOUR)
    assert roads_at(world.desk, world.now).until == last < it.arrives
    assert roads_at(world.actor(*TOC), world.now).until == it.arrives


def test_the_same_stands_on_the_map_in_the_table_and_in_the_api(world: World, login, api) -> None:
    it = credited(world)
    at = halfway(it, inside=True)
    page = shown(login, TOC, at).content.decode()

    assert f'class="sign" href="/movements/{it.pk}"' in page or "No map was set up" in page
    assert page.count(it.number) >= 2 and "style=" not in page
    rows = login(*TOC).get("/roads", {"at": at.isoformat(), "sheet": "columns.csv"}).content.decode().splitlines()
    assert len(rows) == 2 and it.number in rows[1]
    (row,) = api(*TOC)("get", f"/roads/at?at={at:%Y-%m-%dT%H:%M:%SZ}").json()["columns"]
    assert row["movement"] == str(it.pk) and row["link"] in it.links
    assert api(*STRANGER)("get", "/roads/at").json()["columns"] == []


def test_a_closure_over_a_column_is_a_clash_that_says_when_where_and_who_settles_it(world: World, login) -> None:
    it = credited(world)
    said = {"cause": "works", "why": "Works", "starts_at": world.now, "ends_at": world.now + 60 * HOUR}
    closure = closures.close(ClosureIn(links=[LINK], **said), by=world.actor(*RWS))
    leg = next(leg for leg in it.packets[0].legs if leg.link == LINK)

    now = roads_at(world.actor(*TOC), world.now)
    assert now.clashes == () and [one.clash.code for one in now.later] == ["closed"]
    (one,) = roads_at(world.actor(*TOC), it.moment(leg.enter)).clashes
    assert {party.it.pk for party in one.clash.parties} == {it.pk, closure.pk}
    assert (one.links, one.starts) == ((LINK,), it.moment(leg.enter))
    assert one.clash.who == ["Transit Operations Centre", "Rijkswaterstaat"] or len(one.clash.who) == 2
    page = login(*TOC, "en").get("/roads").content.decode()
    assert "a road is closed" in page and "/roads?at=" in page and "Rijkswaterstaat" in page
    assert roads_at(world.actor(*DESK), it.moment(leg.enter)).clashes == ()


def test_cars_that_nobody_planned_clash_once_they_fill_the_road_and_do_not_settle_it(world: World) -> None:
    it = credited(world)
    start = next(leg.start for leg in it.packets[0].legs if leg.link == LINK)
    end = next(code for code in LINK.split(".")[:2] if code != start)
    for cars, codes in ((500, []), (9_000, ["full"])):
        flow = SeenIn(link=LINK, towards=end, cars_per_hour=cars, why="Seen", seen_at=world.now)
        flows.report(flow, by=world.actor(*RWS))
        later = roads_at(world.actor(*TOC), world.now).later
        assert [one.clash.code for one in later] == codes
    assert len(later[0].clash.who) == 1


def test_people_who_leave_load_the_ways_out_and_never_more_than_these_let_through(world: World, login) -> None:
    it = ordered(world)
    middle = it.decision_at + timedelta(minutes=it.shares.spread_min // 2)

    found = roads_at(world.actor(*DESK), middle)

    (one,) = found.leaving
    assert found.loads and all(0 < load.cars <= load.lets and load.percent <= 100 for load in found.loads)
    assert sum(one.view.course.cars) == pytest.approx(one.view.cars, abs=len(one.view.course.cars))
    assert 0 < one.safe_at(middle) < one.view.of.people and one.safe_at(it.decision_at) == 0
    assert roads_at(world.actor(*STRANGER), middle).loads == ()
    page = shown(login, DESK, middle)
    assert page.content.decode().count('class="stream"') == len(page.context["moment"].loads) + 1  # and the legend
    assert roads_at(world.actor(*DESK), it.decision_at - HOUR).loads == ()


def test_a_column_among_more_people_than_it_leaves_room_for_is_a_clash_of_both(world: World) -> None:
    it = credited(world, origin="B-DE-A76", destination="P-VLI")
    leg = next(leg for leg in it.packets[0].legs if leg.start == "J-KER")
    start, towns = it.moment(leg.enter), [code for code, *_ in law().regions["VR24"].municipalities]
    people = prepared(world, DESK, municipalities=towns, decision_at=start - 6 * HOUR, threat_at=start + 20 * HOUR)

    found = roads_at(world.actor(*TOC), start)

    lanes = [one for one in (*found.clashes, *found.later) if one.clash.code == "lane"]
    assert lanes and all({party.it.pk for party in one.clash.parties} == {it.pk, people.pk} for one in lanes)


def test_a_moment_outside_what_is_looked_at_shows_now_and_says_so(world: World, login, api) -> None:
    client = login(*DESK, "en")
    for at in (world.now - HOUR, world.now + AHEAD + HOUR):
        page = client.get("/roads", {"at": at.isoformat()})
        assert page.context["is_now"] and "from now to two weeks ahead" in page.content.decode()
        assert api(*DESK)("get", f"/roads/at?at={at:%Y-%m-%dT%H:%M:%SZ}").status_code == 422
    assert 'id="at-error"' in client.get("/roads", {"at": "soon"}).content.decode()
    assert client.get("/roads", {"minute": "99999999999999"}).context["is_now"]


def test_the_slider_asks_for_its_minute_and_gets_only_what_changes(world: World, login) -> None:
    client = login(*DESK, "en")
    value = client.get("/roads").context["slider"]["value"] + 90
    answer = client.get("/roads", {"minute": str(value), "region": "VR24"}, headers={"HX-Request": "true"})

    assert answer.headers["HX-Push-Url"].startswith("/roads?at=") and "region=VR24" in answer.headers["HX-Push-Url"]
    assert "<html" not in answer.content.decode() and 'id="picture"' in answer.content.decode()
    assert answer.context["slider"]["value"] == value
    steps = answer.context["steps"]
    assert client.get(steps["now"]).context["is_now"] and not client.get(steps["back"]).context["is_now"]
    assert "region=VR24" in steps["ahead"]
