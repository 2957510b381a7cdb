"""Evacuations: who may order them and on which ground, who hears of it, what is said, not refused, the way home."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from steun.core.kernel.errors import Malformed, NotYours, Refused, Unknown
from steun.web.ask.request.model import Request
from steun.web.deliver.evacuation import acts
from steun.web.deliver.evacuation.model import Evacuation
from steun.web.deliver.evacuation.read import outlook
from steun.web.desks.audit.check import replay
from steun.web.kernel import clock
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Notice
from steun.web.know.closure import acts as closures
from steun.web.know.closure.shape import ClosureIn
from steun.web.know.decree import acts as decrees
from steun.web.know.decree.shape import DecreeIn
from steun.web.know.road.read import register
from tests.builders import World
from tests.web.samples.evacuation import (
    AREA,
    CHAIR,
    DESK,
    HOUR,
    MAYOR,
    complete,
    housed,
    ordered,
    prepared,
    returning,
    under_way,
    zoned,
)

pytestmark = pytest.mark.django_db


def again(it: Evacuation) -> Evacuation:
    return Evacuation.objects.whole().get(pk=it.pk)


def refusal(do: Any) -> set[str]:
    with pytest.raises(Refused) as no:
        do()
    return {verdict.code for verdict in no.value.verdicts}


def faults(do: Any) -> set[tuple[str, str]]:
    with pytest.raises(Malformed) as no:
        do()
    return {(fault.field, fault.code) for fault in no.value.faults}


def order(world: World, it: Evacuation, who: tuple[str, str] = MAYOR, basis: str = "gemw-175", **more: Any) -> Any:
    return acts.order(it.pk, by=world.actor(*who), basis=basis, reason="The water rises", **more)


def enter(world: World, power: str, who: tuple[str, str], *area: str) -> None:
    said = DecreeIn(power=power, reference="Order 7", area=list(area), starts_on=clock.today())
    decrees.enter(said, by=world.actor(*who))


def test_a_mayor_orders_for_the_own_municipality_and_a_chair_for_what_spans_several(world: World) -> None:
    own = prepared(world)
    with pytest.raises(Unknown):
        order(world, own, ("mayor", "GM0935"))
    with pytest.raises(NotYours):
        order(world, own, DESK)
    assert order(world, own).state == "ordered"

    several = prepared(world, DESK, municipalities=["GM0994", "GM0935"])
    with pytest.raises(NotYours):
        order(world, several)
    it = order(world, several, CHAIR, "wvr-39")
    assert (it.ordered_by, it.basis) == ("safety-region-chair@VR24", "wvr-39")


def test_once_the_chair_has_taken_over_no_mayor_orders_any_more(world: World) -> None:
    it = prepared(world)
    enter(world, "wvr-39", CHAIR, "VR24")
    assert refusal(lambda: order(world, it)) == {"basis-is-not-taken-over"}
    assert order(world, it, CHAIR, "wvr-39").state == "ordered"


def test_nobody_is_made_to_go_before_a_power_to_do_so_is_in_force_there(world: World) -> None:
    it = prepared(world)
    assert refusal(lambda: order(world, it, forced=True)) == {"force-is-in-force"}
    enter(world, "gemw-175", ("mayor", "GM0935"), "GM0935")
    assert refusal(lambda: order(world, it, forced=True)) == {"force-is-in-force"}
    enter(world, "gemw-175", MAYOR, "GM0994")
    assert refusal(lambda: order(world, it, basis="wvr-7", forced=True)) == {"force-is-in-force"}
    assert order(world, it, forced=True).forced


def test_law_that_sleeps_is_no_ground_and_an_unknown_ground_neither(world: World) -> None:
    it = prepared(world)
    assert refusal(lambda: order(world, it, basis="wvb-2a")) == {"basis-is-in-force"}
    assert refusal(lambda: order(world, it, basis="king")) == {"evacuation-names-its-basis"}
    empty = prepared(world, municipalities=[])
    assert refusal(lambda: order(world, empty)) == {"evacuation-has-zones"}


def test_everybody_concerned_is_told_once_it_is_ordered_and_reads_it_from_then_on(world: World, login) -> None:
    it = housed(world, prepared(world))
    other = login("duty-officer", "VR23")
    assert not Notice.objects.filter(entry=it.entry).exists()
    assert other.get(f"/evacuations/{it.pk}").status_code == 404
    assert login(*DESK).get(f"/evacuations/{it.pk}").status_code == 200, "keeps order there"

    it = order(world, it)

    heard = set(Notice.objects.filter(entry=it.entry, kind="evacuation-ordered").values_list("organisation", flat=True))
    concerned = set(it.concerned.values_list("organisation", flat=True))
    assert {"GM0994", "GM0935", "VR24", "VR23", "PV-LI"} <= concerned
    assert {"VR24", "VR23", "LOCC", "TOC", "DOPS"} <= heard <= concerned and "VR01" not in heard
    assert set(Entry.objects.get(pk=it.entry_id).data["concerned"]) == concerned
    assert other.get(f"/evacuations/{it.pk}").status_code == 200
    assert login("duty-officer", "VR01").get(f"/evacuations/{it.pk}").status_code == 404


def test_a_reception_that_comes_later_is_told_and_one_too_small_is_said_not_refused(world: World) -> None:
    it = ordered(world)
    assert "GM0938" not in it.concerned.values_list("organisation", flat=True)
    it = housed(world, it, name="School", host="GM0938", places=1)
    assert "GM0938" in it.concerned.values_list("organisation", flat=True)
    assert [str(difference) for difference in replay()] == []
    found = outlook(again(it))
    assert found.places == 301
    assert found.short == found.needed - 301 > 0


def test_bad_zones_are_named_at_their_field(world: World) -> None:
    it = prepared(world)
    decision = it.decision_at
    assert faults(lambda: zoned(world, it, people=None)) == {("people", "zone-has-people")}
    assert faults(lambda: zoned(world, it, people_source=" ")) == {("people_source", "estimate-names-its-source")}
    early = {"order_at": decision - timedelta(minutes=1)}
    assert faults(lambda: zoned(world, it, **early)) == {("order_at", "zone-is-ordered-after-the-decision")}
    wrong = {"municipality": "GM9999", "action": "swim", "node": "NOWHERE"}
    assert {field for field, _ in faults(lambda: zoned(world, it, **wrong))} == {"municipality", "action", "node"}
    assert faults(lambda: zoned(world, it, municipality="GM0281")) == {
        ("municipality", "evacuation-lies-in-one-region")
    }
    assert faults(lambda: housed(world, it, host="RWS", node="NOWHERE")) == {
        ("host", "unknown-code"), ("node", "unknown-code"),
    }  # fmt: skip


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -1, 0, 1.5, "many", 10**12])
def test_no_odd_number_becomes_people(world: World, api, wrong) -> None:
    it = prepared(world)
    answer = api(*MAYOR)("post", f"/evacuations/{it.pk}/moves/set-zone", {**AREA, "people": wrong})
    assert answer.status_code in (400, 422)
    assert again(it).zones.count() == 1


def test_the_hour_of_the_order_becomes_the_decision_and_no_zone_is_ordered_before_it(world: World) -> None:
    it = prepared(world, decision_at=world.now - 3 * HOUR)
    zoned(world, it, order_at=world.now - 2 * HOUR)
    it = order(world, it)
    assert it.decision_at >= world.now
    assert {zone.ordered_at(it.decision_at) for zone in it.zones.all()} == {it.decision_at}


def test_an_hour_of_waiting_costs_people_and_a_closed_road_does_too(world: World) -> None:
    it = again(prepared(world, threat_at=world.now + 12 * HOUR))
    before = outlook(it)
    safe = [people for _, people in before.decisions]
    assert safe == sorted(safe, reverse=True) and safe[0] > 50 > safe[-1]
    assert before.way.cars and before.way.cars > 0
    near = [code for code, link in register().links.items() if "J-KRU" in (link.a, link.b)]
    said = {"cause": "flood", "why": "Water", "starts_at": world.now, "ends_at": None}
    for code in near:
        closures.close(ClosureIn(links=[code], **said), by=world.desk)
    after = outlook(again(it))
    assert set(near) & set(after.way.closed)
    assert after.way.cars < before.way.cars
    assert after.in_time <= before.in_time


def test_a_figure_of_ones_own_names_its_source_and_changes_the_outcome(world: World, login) -> None:
    it = prepared(world)
    with_rules = outlook(again(it)).goal
    own = prepared(world, compliant_pct=35, figures_source="Inquiry of 2024")
    assert outlook(again(own)).goal == pytest.approx(with_rules / 2, abs=2)
    page = login(*MAYOR).get(f"/evacuations/{own.pk}").content.decode()
    assert "Inquiry of 2024" in page
    assert page.count("niet geverifieerd") == 9


def test_what_it_needs_becomes_an_ordinary_request_once(world: World) -> None:
    it = prepared(world)
    needs = outlook(again(it)).of.helpless
    acts.ask_support(it.pk, by=world.actor(*MAYOR), support="transport")
    request = Request.objects.get(pk=it.supports.get().request_id)
    assert (request.state, request.requester_id, request.task_kind) == ("draft", "GM0994", "disaster")
    assert "Valkenburg" in request.place and request.reason == it.threat
    assert needs > 0
    assert refusal(lambda: acts.ask_support(it.pk, by=world.actor(*MAYOR), support="transport")) == {
        "evacuation-support-is-new"
    }


def test_it_comes_home_again_and_closes_with_an_evaluation(world: World) -> None:
    it = returning(world)
    heard = Notice.objects.filter(entry=it.entry, kind="evacuation-return").values_list("organisation", flat=True)
    assert {"VR24", "VR23"} <= set(heard)
    assert refusal(lambda: acts.end(it.pk, by=world.actor(*MAYOR))) == {"evacuation-is-evaluated"}
    assert acts.end(it.pk, by=world.actor(*MAYOR), evaluation="Well").state == "ended"


def test_a_count_is_of_a_zone_that_is_there(world: World, login) -> None:
    it = under_way(world)
    by = world.actor(*MAYOR)
    assert refusal(lambda: acts.report(it.pk, by=by, zone="GM0935", people=3)) == {"part-of-evacuation-is-known"}
    it = acts.report(it.pk, by=by, zone="GM0994", people=4321)
    assert it.reports[-1]["people"] == 4321
    assert "4.321" in login(*MAYOR).get(f"/evacuations/{it.pk}").content.decode()


def test_an_order_that_is_taken_back_is_told_to_who_heard_it(world: World) -> None:
    it = ordered(world)
    heard = set(Notice.objects.filter(entry=it.entry).values_list("organisation", flat=True))
    with pytest.raises(NotYours):
        acts.withdraw(it.pk, by=world.actor("duty-officer", "VR23"), reason="No")
    it = acts.withdraw(it.pk, by=world.actor(*MAYOR), reason="The water fell")
    assert set(Notice.objects.filter(entry=it.entry).values_list("organisation", flat=True)) == heard
    assert complete(world).state == "complete"


def test_an_area_on_the_map_is_said_alike_on_a_page_and_by_a_machine_and_drawn_on_the_roads(
    world: World, login, api
) -> None:
    it = prepared(world)
    said = {**AREA, "radius_m": 1_500}
    assert faults(lambda: zoned(world, it, radius_m=400)) == {("point", "required")}
    page = login(*MAYOR).post(f"/evacuations/{it.pk}/set-zone", {**said, "people": "900", "point": "50.866, 5.832"})
    assert page.status_code in (200, 302, 303)
    zone = it.zones.get(name="The centre")
    assert (zone.lat, zone.lon, zone.radius_m) == (50.866, 5.832, 1_500)
    again_said = api(*MAYOR)("post", f"/evacuations/{it.pk}/moves/set-zone", {**said, "lon": 5.832, "lat": 50.866})
    assert again_said.status_code == 409, "it says nothing else"
    order(world, again(it))
    shown = login(*DESK).get("/roads").content.decode()
    assert shown.count('class="zone"') == 2 + 1, "both zones, and the sign of one in the legend"
    assert "High water in the Geul" in shown
