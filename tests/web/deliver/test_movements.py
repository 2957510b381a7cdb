"""Movements: a way and times on the register, permissions as route and load demand, and who sees which stretch."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from steun.core.kernel.errors import Malformed, NotYours, Refused
from steun.web.deliver.clearance import acts as clearances
from steun.web.deliver.clearance.tick import clearances as tick
from steun.web.deliver.movement import acts
from steun.web.deliver.movement.model import Movement
from steun.web.deliver.movement.planning import in_the_way
from steun.web.deliver.movement.read import march_table, seen_by
from steun.web.deliver.movement.shape import RequirementsIn
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Notice
from steun.web.know.closure import acts as closures
from steun.web.know.closure.shape import ClosureIn
from tests.builders import World
from tests.web.samples.clearance import clearance
from tests.web.samples.movement import HOUR, TOC, bid, credited, given, permitted, stated

pytestmark = pytest.mark.django_db
RWS = ("provider", "RWS")
HEADWAY = 5
"""Minutes between the tail of a packet and the head of the next."""


def refusal(do: Any) -> set[str]:
    with pytest.raises(Refused) as no:
        do()
    return {verdict.code for verdict in no.value.verdicts}


def why_not(world: World, it: Movement) -> object:
    with pytest.raises(Refused) as no:
        acts.bid(it.pk, by=world.actor(*TOC))
    (verdict,) = no.value.verdicts
    return verdict.facts["why_not"]


def close(world: World, *links: str, hours: int = 60) -> None:
    said = {"cause": "works", "why": "Works", "starts_at": world.now, "ends_at": world.now + timedelta(hours=hours)}
    closures.close(ClosureIn(links=list(links), **said), by=world.actor(*RWS))


def test_those_along_the_way_see_their_own_stretch_with_its_times_and_nothing_else(world: World, login, api) -> None:
    it = credited(world)

    rows = seen_by(it, world.desk)
    whole = march_table(it)
    assert rows and whole[0].first <= min(row.first for row in rows) <= max(row.last for row in rows) <= whole[-1].last
    page = login("duty-officer", "VR24").get(f"/movements/{it.pk}").content.decode()
    assert rows[0].roads in page and it.number in page
    assert "A brigade to its exercise" not in page and "Vlissingen" not in page and "A ship" not in page
    answer = api("duty-officer", "VR24")("get", f"/movements/{it.pk}").json()
    assert answer["requirements"] is None and len(answer["stretch"]) == len(rows)
    assert answer["permissions"] == []
    assert login("duty-officer", "VR01").get(f"/movements/{it.pk}").status_code == 404
    assert not Entry.objects.visible_to(world.desk).filter(case=it.pk).exists()


def test_nobody_along_the_way_knows_of_it_before_the_credit_and_each_is_told_then(world: World, login) -> None:
    it = permitted(world, bid(world))
    desk = login("duty-officer", "VR24")
    assert desk.get(f"/movements/{it.pk}").status_code == 404
    assert not Notice.objects.filter(organisation="VR24").exists()

    it = acts.credit(it.pk, by=world.actor(*TOC))

    assert desk.get(f"/movements/{it.pk}").status_code == 200
    informed = set(
        Notice.objects.filter(entry=it.entry, kind="movement-credited").values_list("organisation", flat=True)
    )
    assert {"VR24", "RWS"} <= informed and "VR01" not in informed
    assert informed <= set(it.along.values_list("organisation", flat=True))
    assert set(Entry.objects.get(action="movement.bid", case=it.pk).data["along"]) >= informed


def test_two_movements_from_one_quay_never_share_a_link_closer_than_the_headway(world: World) -> None:
    both = [credited(world, vehicles=50), credited(world, vehicles=50)]

    held: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for it in both:
        for march in it.packets:
            for leg in march.legs:
                held.setdefault((leg.link, leg.start), []).append((leg.enter, leg.leave, march.passing))
    for its in held.values():
        for one, other in combinations(sorted(its), 2):
            assert other[0] >= one[0] + one[2] + HEADWAY and other[1] >= one[1] + one[2] + HEADWAY
    assert [it.number[-2:] for it in both] == ["01", "02"] or both[0].numbered_on != both[1].numbered_on


def test_the_number_names_day_nation_command_and_serial(world: World) -> None:
    it = credited(world)
    assert it.number == f"{it.numbered_on.day:02}-USV-01"


def test_more_than_ten_vehicles_over_the_german_border_need_a_german_credit(world: World) -> None:
    few, many = bid(world, vehicles=10), bid(world, vehicles=11)
    assert {one.key for one in few.permissions.all()} == {"customs", "port"}
    assert {one.key for one in many.permissions.all()} == {"customs", "port", "germany"}


def test_the_bridge_of_which_nobody_knows_the_load_class_is_asked_of_who_owns_it(world: World, login) -> None:
    it = bid(world, load_class=80)
    asked = it.asked("limits@RWS")
    assert asked is not None and asked.organisation_id == "RWS"
    assert all(limits == ["load_wheeled"] for limits in asked.links.values()) and set(asked.links) <= set(it.links)
    assert "permissions-are-answered" in refusal(lambda: acts.credit(it.pk, by=world.actor(*TOC)))
    page = login(*RWS).get(f"/movements/{it.pk}").content.decode()
    assert "A brigade to its exercise" not in page

    answer = {"permission": "limits@RWS", "by": world.actor(*RWS)}
    it = acts.permit(it.pk, reference="MLC 100, RWS 2026-12", **answer)
    assert "permission-is-not-answered-yet" in refusal(lambda: acts.deny(it.pk, reason="No", **answer))
    with pytest.raises(NotYours):
        acts.permit(it.pk, permission="germany", reference="Ours", by=world.actor(*RWS))
    assert acts.credit(permitted(world, it).pk, by=world.actor(*TOC)).state == "credited"


def test_an_owner_who_says_no_stops_the_credit_until_the_requirements_change(world: World) -> None:
    it = bid(world, load_class=80)
    it = acts.deny(it.pk, permission="limits@RWS", reason="MLC 60", by=world.actor(*RWS))
    it = permitted(world, it)
    assert refusal(lambda: acts.credit(it.pk, by=world.actor(*TOC))) == {"no-permission-is-denied"}

    it = acts.change(it.pk, RequirementsIn(**given(load_class=0)), by=world.actor(*TOC))

    assert it.state == "stated" and not it.permissions.exists() and it.marches == []


def test_an_answer_needs_where_it_can_be_read_and_a_permission_that_is_asked(world: World) -> None:
    it, toc = bid(world), world.actor(*TOC)
    assert refusal(lambda: acts.permit(it.pk, permission="port", by=toc)) == {"permission-has-a-reference"}
    assert refusal(lambda: acts.permit(it.pk, permission="escort", reference="x", by=toc)) == {"permission-is-asked"}
    assert refusal(lambda: acts.deny(it.pk, permission="port", by=toc)) == {"movement-step-is-argued"}


def test_a_road_that_closes_after_the_bid_stops_the_credit_and_a_new_plan_goes_around(world: World) -> None:
    it = permitted(world, bid(world))
    close(world, "J-BAA.X-OIR.A58")
    assert refusal(lambda: acts.credit(it.pk, by=world.actor(*TOC))) == {"times-still-fit"}

    shut = {code for row in closures.Closure.objects.all() for code in row.links}
    again = acts.plan_again(it.pk, by=world.actor(*TOC))

    assert not set(again.links) & shut
    assert not any(one.answer for one in again.permissions.all())
    assert acts.credit(permitted(world, again).pk, by=world.actor(*TOC)).state == "credited"


def test_other_times_on_the_same_way_keep_the_answers(world: World) -> None:
    it = permitted(world, bid(world))
    again = acts.plan_again(it.pk, by=world.actor(*TOC))
    assert again.links == it.links and all(one.answer == "given" for one in again.permissions.all())


def test_a_closure_over_a_credit_shows_as_a_conflict_and_planning_again_tells_those_along(world: World, login) -> None:
    it = credited(world)
    assert in_the_way(it) == ""
    close(world, "J-BAA.X-OIR.A58")

    assert in_the_way(it) == "closed"
    assert "een weg is afgesloten" in login(*TOC).get(f"/movements/{it.pk}").content.decode()
    again = acts.plan_again(it.pk, by=world.actor(*TOC))
    assert again.state == "bid" and Notice.objects.filter(entry=again.entry, kind="credit-withdrawn").exists()


def test_a_place_that_no_road_leads_to_any_more_says_why_there_is_no_way(world: World) -> None:
    it = stated(world)
    close(world, "J-KUN.B-DE-A76.A76", hours=200)
    assert why_not(world, it) == "no-road"
    assert Movement.objects.get(pk=it.pk).state == "stated"


def test_too_little_time_is_said_at_the_bid(world: World) -> None:
    assert why_not(world, stated(world, latest=world.now + 3 * HOUR)) == "too-late"


def test_a_report_names_a_packet_and_a_point_on_its_way(world: World) -> None:
    toc = world.actor(*TOC)
    it = acts.depart(credited(world).pk, by=toc)
    for packet, point in ((9, "P-VLI"), (1, "P-EEM")):
        with pytest.raises(Malformed):
            acts.report(it.pk, by=toc, packet=packet, point=point, how="late")

    it = acts.report(it.pk, by=toc, packet=1, point="P-VLI", how="on-time")
    assert not Notice.objects.filter(entry=it.entry).exists()
    it = acts.report(it.pk, by=toc, packet=1, point="B-DE-A76", how="halted")
    assert Notice.objects.filter(entry=it.entry, kind="movement-delayed", organisation="VR24").exists()


def test_what_does_not_go_frees_its_roads(world: World) -> None:
    first = credited(world, vehicles=100)
    later = march_table(bid(world))[0].first
    acts.cancel(first.pk, reason="The ship turned", by=world.actor(*TOC))
    assert march_table(bid(world))[0].first < later


def test_what_it_needs_of_civil_partners_becomes_an_ordinary_request_with_one_press(world: World, login) -> None:
    toc = world.actor(*TOC)
    it = credited(world, vehicles=45)
    press = {"support": "parking", "seat": toc.mandate}
    assert login(*TOC).post(f"/movements/{it.pk}/ask-civil", press).status_code == 303

    request = it.supports.get().request
    assert request.state == "draft" and request.task_kind == "allied-transit" and request.requester_id == "TOC"
    assert request.title.endswith(it.number) and request.starts_at < request.ends_at
    assert f"/requests/{request.pk}" in login(*TOC).get(f"/movements/{it.pk}").content.decode()
    assert refusal(lambda: acts.ask_civil(it.pk, support="parking", by=toc)) == {"support-is-new"}
    assert refusal(lambda: acts.ask_civil(it.pk, support="dragons", by=toc)) == {"support-is-new"}
    acts.ask_civil(it.pk, support="fuel", by=toc)
    assert it.supports.count() == 2


def test_a_bid_within_a_standing_permission_asks_no_answer_and_says_so(world: World, login) -> None:
    row = clearance(world, nation="US", vehicles=20)
    inside, outside = bid(world, vehicles=20), bid(world, vehicles=21)

    assert (inside.asked("customs").answer, inside.asked("customs").reference) == ("standing", "Letter of customs")
    assert outside.asked("customs").answer == ""
    page = login(*TOC).get(f"/movements/{inside.pk}").content.decode()
    assert "doorlopend" in page and "Letter of customs" in page
    clearances.end(row.pk, reason="They want to see each", by=world.actor(*TOC))
    assert bid(world, vehicles=20).asked("customs").answer == ""


def test_a_standing_permission_is_over_after_its_last_day(world: World, monkeypatch) -> None:
    row = clearance(world, last_day=world.now.date() + timedelta(days=2))
    assert tick(world.now) == 0
    monkeypatch.setattr("steun.web.kernel.clock.now", lambda: world.now + timedelta(days=4))
    assert tick(world.now) == 1
    row.refresh_from_db()
    assert row.state == "ended"
