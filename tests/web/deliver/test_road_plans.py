"""Road plans: one plan for columns and people who leave, the dial with its price, adopted by who gives the credit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from steun.core.kernel.errors import Malformed, NotYours, Refused, Unknown
from steun.web.deliver.joint.curve import TradeOff
from steun.web.deliver.movement import acts as movements
from steun.web.deliver.movement.model import Movement
from steun.web.deliver.movement.planning import ends_of_links, in_the_way
from steun.web.deliver.movement.read import sees_whole
from steun.web.deliver.roadplan import acts, job
from steun.web.deliver.roadplan.model import RoadPlan
from steun.web.deliver.roadplan.read import (
    makes_no_difference,
    positions,
    reported,
    stretch_of,
    trade_off,
    waiting_for,
)
from steun.web.deliver.roadplan.shape import QuestionIn
from steun.web.desks.audit.check import replay
from steun.web.kernel import words
from steun.web.kernel.failure.jobs import SILENT
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.moments import parsed
from steun.web.kernel.people.models import Notice
from steun.web.know.flow import acts as flows
from steun.web.know.flow.shape import SeenIn
from steun.web.know.road.read import register
from tests.builders import PEOPLE, World
from tests.web.deliver.test_movements import close
from tests.web.samples import flow
from tests.web.samples import movement as sample
from tests.web.samples import roadplan as plans
from tests.web.samples.roadplan import HOUR, MAYOR, TOC

pytestmark = pytest.mark.django_db


def refusal(do: Any) -> set[str]:
    with pytest.raises(Refused) as no:
        do()
    return {verdict.code for verdict in no.value.verdicts}


def about(world: World, it: Movement, **more: Any) -> RoadPlan:
    """The plan that one press on the page of a movement asks for."""
    made = acts.ask(QuestionIn(about=it.pk, keep=True, **more), by=world.actor(*TOC))
    job.make(made.pk)
    made.refresh_from_db()
    return made


def test_two_bids_for_the_same_minutes_of_a_quay_get_times_that_fit_and_say_why(world: World, login) -> None:
    it = plans.crossing(world)

    assert (it.state, it.progress) == ("ready", 100)
    [one] = positions(it)
    assert one.solved and not one.left
    [change] = one.changes
    assert {row.reason for row in change.moved} == {"joint"} and all(row.columns > 0 for row in change.moved)
    page = login(*TOC).get(f"/roadplans/{it.pk}").content.decode()
    assert "past zo bij de anderen" in page and one.solved[0] in page
    assert [str(difference) for difference in replay()] == []


def test_adopting_gives_the_bid_its_times_in_its_own_life_and_keeps_the_answers(world: World) -> None:
    it = plans.crossing(world)
    [change] = positions(it)[0].changes
    moved = sample.permitted(world, change.it)

    acts.adopt(it.pk, by=world.actor(*TOC), wait=0)

    moved.refresh_from_db()
    assert moved.state == "bid" and moved.arrives == max(row.after for row in change.moved)
    assert all(one.answer == "given" for one in moved.permissions.all())
    assert Entry.objects.filter(action="movement.plan-again", case=moved.pk).exists()
    for row in Movement.objects.order_by("pk"):
        movements.credit(sample.permitted(world, row).pk, by=world.actor(*TOC))
    assert not any(in_the_way(row) for row in Movement.objects.all())
    assert [str(difference) for difference in replay()] == []


def test_what_stands_otherwise_by_now_is_not_adopted(world: World) -> None:
    it = plans.crossing(world)
    [change] = positions(it)[0].changes
    movements.withdraw(change.it.pk, by=world.actor(*TOC), reason="The ship turned")

    toc = world.actor(*TOC)
    assert refusal(lambda: acts.adopt(it.pk, by=toc, wait=0)) == {"movement-stands-as-then"}
    assert refusal(lambda: acts.adopt(it.pk, by=toc, wait=45)) >= {"position-is-computed"}
    with pytest.raises(NotYours):
        acts.adopt(it.pk, by=world.actor("locc", "LOCC"), wait=0)


def test_a_late_packet_is_replanned_by_one_press_and_only_it_changes(world: World, login, monkeypatch) -> None:
    toc = world.actor(*TOC)
    it = movements.depart(sample.credited(world, vehicles=60).pk, by=toc)
    second = it.packets[0].legs[1]
    monkeypatch.setattr("steun.web.kernel.clock.now", lambda: it.moment(second.enter) + HOUR / 2)
    movements.report(it.pk, by=toc, packet=1, point=second.start, how="halted")
    desk = login(*TOC)
    assert "Herplannen" in desk.get(f"/movements/{it.pk}").content.decode()

    press = {"about": str(it.pk), "keep": "1", "by_hour": "24", "seat": toc.mandate}
    answer = desk.post("/roadplans/new", press)

    assert answer.status_code == 303
    made = RoadPlan.objects.get()
    job.make(made.pk)
    made.refresh_from_db()
    [one] = positions(made)
    [change] = one.changes
    assert change.it == it and {row.packet for row in change.moved} == {1} and not change.asks
    assert change.moved[0].reason == "packet-changed"
    before = {n: row["legs"] for n, row in enumerate(it.marches, 1)}
    acts.adopt(made.pk, by=toc, wait=0)
    it.refresh_from_db()
    assert it.state == "under-way" and in_the_way(it) == ""
    kept = [n for n in before if n not in {row.packet for row in change.moved}]
    assert all(len(it.marches[n - 1]["legs"]) == len(before[n]) for n in kept)
    entry = Entry.objects.get(action="movement.credit-again", case=it.pk)
    assert Notice.objects.filter(entry=entry, kind="movement-retimed", organisation="VR24").exists()
    assert [str(difference) for difference in replay()] == []


def test_what_is_reported_late_but_in_time_changes_nothing_and_the_page_says_why(world: World, login) -> None:
    toc = world.actor(*TOC)
    it = movements.depart(sample.credited(world, vehicles=60).pk, by=toc)
    point = it.packets[0].legs[1].start
    movements.report(it.pk, by=toc, packet=1, point=point, how="late")
    made = about(world, it)

    [one] = positions(made)
    [said] = reported(made)
    assert one.changes == () and said.in_time and (said.packet, said.how) == (1, "late")
    page = login(*TOC).get(f"/roadplans/{made.pk}").content.decode()
    assert "Er hoeft niets anders" in page and "op tijd" in page
    assert "houden hun tijden, op de minuut" in page


def test_how_long_a_packet_stands_still_is_said_with_the_report_and_counts(world: World, api) -> None:
    toc = world.actor(*TOC)
    it = movements.depart(sample.credited(world, vehicles=60).pk, by=toc)
    leg = it.packets[0].legs[1]
    till = it.moment(leg.enter) + 3 * HOUR
    with pytest.raises(Malformed) as no:
        movements.report(it.pk, by=toc, packet=1, point=leg.start, how="halted", goes_on_at=world.now - HOUR)
    assert [fault.field for fault in no.value.faults] == ["goes_on_at"]
    movements.report(it.pk, by=toc, packet=1, point=leg.start, how="halted", goes_on_at=till)
    made = about(world, it)

    [one] = positions(made)
    [change] = one.changes
    [row] = change.moved
    assert row.after - row.before >= 3 * HOUR and change.it == it
    answer = api(*TOC)("get", f"/roadplans/{made.pk}").json()
    assert [(said["packet"], said["how"]) for said in answer["reported"]] == [(1, "halted")]
    assert len(answer["positions"][0]["changes"][0]["notified"]) == len(change.notified)
    acts.adopt(made.pk, by=toc, wait=0)
    entry = Entry.objects.get(action="movement.credit-again", case=it.pk)
    heard = set(Notice.objects.filter(entry=entry).values_list("organisation", flat=True))
    assert heard and {words.organisation_name(code) for code in heard} <= set(change.notified)
    report = api(*TOC)("get", f"/movements/{it.pk}").json()["requirements"]["reports"][0]
    assert parsed(report["goes_on_at"]) == till


def test_others_keep_their_times_to_the_minute_when_a_packet_breaks_down_in_front_of_them(world: World) -> None:
    toc = world.actor(*TOC)
    it, other = sample.credited(world), sample.credited(world)
    it = movements.depart(it.pk, by=toc)
    leg = it.packets[0].legs[0]
    till = other.moment(other.packets[0].legs[0].enter)
    movements.report(it.pk, by=toc, packet=1, point=leg.start, how="accident", goes_on_at=till)
    made = about(world, it)

    [one] = positions(made)
    assert [change.it for change in one.changes] == [it] and one.solved and one.left == ()
    before = [row["legs"] for row in other.marches]
    acts.adopt(made.pk, by=toc, wait=0)
    it.refresh_from_db()
    other.refresh_from_db()
    assert [row["legs"] for row in other.marches] == before
    assert in_the_way(it) == in_the_way(other) == ""


def test_a_replan_is_made_while_who_asked_waits_and_a_whole_plan_by_a_worker(
    world: World, django_capture_on_commit_callbacks
) -> None:
    it = movements.depart(sample.credited(world).pk, by=world.actor(*TOC))
    with django_capture_on_commit_callbacks(execute=True):
        made = acts.ask(QuestionIn(about=it.pk, keep=True), by=world.actor(*TOC))

    made.refresh_from_db()
    assert made.state == "ready"


def test_where_people_wait_for_a_column_that_is_not_called_solved(world: World) -> None:
    made = plans.with_evacuees(world)
    moving = Movement.objects.get()
    lane = ["lane", "J-BAA.X-OIR.A58", []]
    RoadPlan.objects.update(positions={**made.positions, "0": {**made.positions["0"], "yielded": [lane]}})
    made.refresh_from_db()

    first = positions(made)[0]
    assert len(first.yielded) == 1 and first.yielded[0] not in first.solved and moving.name not in first.yielded[0]


def test_a_road_that_closes_is_gone_around_and_the_credit_falls_to_a_bid_with_permissions_asked(world: World) -> None:
    it, other = sample.credited(world), sample.credited(world)
    close(world, "J-BAA.X-OIR.A58")
    made = about(world, it)

    [one] = positions(made)
    assert {change.it.pk for change in one.changes} == {it.pk, other.pk}
    assert all(change.asks and {row.reason for row in change.moved} == {"closed"} for change in one.changes)
    acts.adopt(made.pk, by=world.actor(*TOC), wait=0, movements=[it.pk])

    it.refresh_from_db()
    other.refresh_from_db()
    assert (it.state, other.state) == ("bid", "credited")
    assert Notice.objects.filter(entry=it.entry, kind="credit-withdrawn").exists()
    assert [str(difference) for difference in replay()] == []


def test_a_movement_without_a_way_is_said_and_not_adopted(world: World) -> None:
    it = sample.credited(world)
    close(world, "J-KUN.B-DE-A76.A76", hours=200)
    made = about(world, it)

    [one] = trade_off(made)
    assert one.without_way == it.vehicles
    assert refusal(lambda: acts.adopt(made.pk, by=world.actor(*TOC), wait=0)) == {"each-packet-has-a-way"}


def test_without_evacuees_one_position_is_enough_and_with_them_there_is_a_curve(world: World, login) -> None:
    made = plans.with_evacuees(world)

    rows = trade_off(made)
    assert [row.wait for row in rows] == list(job.WAITS)
    assert all(row.people > 0 and row.all_safe for row in rows)
    page = login(*TOC).get(f"/roadplans/{made.pk}").content.decode()
    assert page.count("<circle") == len(rows) and "Mensen per auto veilig na 6 uur" in page


def test_cars_that_were_seen_take_their_room_from_the_plan_of_everybody(world: World, login) -> None:
    toc = world.actor(*TOC)
    made = plans.with_evacuees(world)
    it = Movement.objects.get()
    leg = it.packets[0].legs[2]
    links = register().links
    ends = {code: (link.a, link.b) for code, link in links.items() if "J-KRU" in (link.a, link.b)}
    ways = {code: b if a == "J-KRU" else a for code, (a, b) in ends.items()}
    for code, towards in {**ways, leg.link: leg.end(ends_of_links())}.items():
        flows.report(SeenIn(**flow.given(link=code, towards=towards, cars_per_hour=9_000, ends_at=None)), by=toc)

    again = acts.ask(QuestionIn(**plans.given()), by=toc)
    plans.made(world, again)

    assert sum(again.positions["0"]["hours"].values()) > sum(made.positions["0"]["hours"].values())
    [row] = positions(again)[0].changes[0].moved
    assert (row.reason, row.taken > 0) == ("full", True)
    page = login(*TOC).get(f"/roadplans/{again.pk}").content.decode()
    assert "auto&#x27;s die niemand plande vullen de weg" in page


def test_a_dial_that_changes_nothing_says_so(world: World, login) -> None:
    rows = [TradeOff(wait, 82_282, world.now, 918, 0) for wait in job.WAITS]
    assert makes_no_difference(rows) and not makes_no_difference(rows[:1]) and not makes_no_difference([])
    assert not makes_no_difference([*rows[1:], replace(rows[0], people=82_281)])
    made = plans.with_evacuees(world)
    says = "Elke stand geeft hetzelfde" in login(*TOC).get(f"/roadplans/{made.pk}").content.decode()
    assert says is makes_no_difference(trade_off(made))


def test_those_along_the_ways_see_their_own_stretch_and_nobody_else_anything(world: World, login, api) -> None:
    made = plans.crossing(world)

    rows = stretch_of(made, world.desk)
    assert rows and {row.wait for row in rows} == {0} and all(row.before != row.first for row in rows)
    page = login("duty-officer", "VR24").get(f"/roadplans/{made.pk}").content.decode()
    assert rows[0].roads in page and "Vlissingen" not in page and "A ship" not in page
    answer = api("duty-officer", "VR24")("get", f"/roadplans/{made.pk}").json()
    assert answer["positions"] == [] and len(answer["stretch"]) == len(rows)
    assert login("duty-officer", "VR01").get(f"/roadplans/{made.pk}").status_code == 404
    assert not Entry.objects.visible_to(world.desk).filter(case=made.pk).exists()


def test_no_seat_reads_the_key_of_a_movement_that_it_may_not_see(world: World, login, api) -> None:
    it, other = sample.credited(world), sample.credited(world)
    close(world, "J-BAA.X-OIR.A58")
    made = about(world, it)
    keys = {str(it.pk), str(other.pk)}
    saw = {True: 0, False: 0}

    for role, organisation in PEOPLE:
        actor, call = world.actor(role, organisation), api(role, organisation)
        whole = sees_whole(actor)
        mine = {str(pk) for pk in Movement.objects.visible_to(actor).values_list("pk", flat=True)} if whole else set()
        addresses = ("/roadplans", f"/roadplans/{made.pk}", "/roadplans?q=" + it.number)
        answers = [call("get", address) for address in addresses]
        pages = [login(role, organisation).get(path) for path in ("/roadplans?state=all", f"/roadplans/{made.pk}")]
        assert not {key for one in (*answers, *pages) for key in keys - mine if key in one.content.decode()}, role
        assert not answers[2].json()["items"] or whole
        if answers[1].status_code == 200:
            assert answers[1].json()["about"] == (str(it.pk) if whole else None), role
            saw[whole] += 1
    assert saw[True] and saw[False]


def test_nobody_along_the_ways_sees_a_plan_before_it_is_made(world: World) -> None:
    it = plans.asked(world)
    with pytest.raises(Unknown):
        acts.stop(it.pk, by=world.desk)


def test_who_decides_on_an_evacuation_that_loses_agrees_before_a_position_is_adopted(world: World, monkeypatch) -> None:
    made = plans.with_evacuees(world)
    moving = Movement.objects.get()
    worse = {**made.positions["0"], "moved": {f"{moving.pk}/1": [9, 9, "joint", "", 9, 0, 0, 0]}}
    worse["hours"] = {zone: hours + 10 for zone, hours in worse["hours"].items()}
    RoadPlan.objects.update(positions={**made.positions, "0": worse})
    toc, mayor = world.actor(*TOC), world.actor(*MAYOR)
    assert [(task.what, task.it) for task in waiting_for(mayor)] == [("agree-to-position", made)]
    assert waiting_for(toc) == waiting_for(world.actor("duty-officer", "VR24")) == []

    assert "evacuation-agrees-to-position" in refusal(lambda: acts.adopt(made.pk, by=toc, wait=0))
    with pytest.raises(NotYours):
        acts.agree(made.pk, by=toc, wait=0)
    agreed = acts.agree(made.pk, by=mayor, wait=0)
    assert agreed.agreed == {"GM0994": 0} and waiting_for(mayor) == []
    assert acts.adopt(made.pk, by=toc, wait=0).adopted == {str(moving.pk): 0}
    made.refresh_from_db()
    assert [one.trade_off.wait for one in positions(made) if one.agreed] == [0]
    assert [one.trade_off.wait for one in positions(made) if one.adopted] == [0]


def test_what_is_stopped_keeps_the_positions_that_are_done(world: World, monkeypatch) -> None:
    made = plans.with_evacuees(world)
    again = acts.ask(QuestionIn(**plans.given()), by=world.actor(*TOC))
    asked_again = iter(range(1_000))

    def after_two(pk: object) -> Any:
        def stopped() -> bool:
            if next(asked_again) == 2:
                acts.stop(again.pk, by=world.actor(*TOC))
                return True
            return False

        return stopped, lambda share: None

    monkeypatch.setattr(job, "beats", after_two)
    job.make(again.pk)
    again.refresh_from_db()
    assert again.state == "ready" and 0 < len(again.positions) < len(made.positions)
    assert list(again.positions) == list(made.positions)[: len(again.positions)]
    assert [str(difference) for difference in replay()] == []


def test_what_fails_says_why_and_one_whose_maker_is_gone_has_failed(world: World, monkeypatch) -> None:
    it, gone = plans.asked(world), plans.asked(world)
    monkeypatch.setattr("steun.optimise.movement.trade_off.positions.position", lambda *a: 1 / 0)
    plans.made(world, it)
    assert it.state == "failed" and "ZeroDivisionError" in it.failure
    job.MADE.move(gone.pk, "begin")
    long_ago = world.now - SILENT - timedelta(days=30)
    RoadPlan.objects.filter(pk=gone.pk).update(beat_at=long_ago)
    assert job.MADE.give_up_silent(world.now) == 1


def test_one_position_that_takes_long_is_not_taken_for_silence(world: World) -> None:
    """The worker is asked now and then whether to stop: that is a sign of life as well."""
    it = plans.asked(world)
    job.MADE.move(it.pk, "begin")
    RoadPlan.objects.filter(pk=it.pk).update(beat_at=world.now - 2 * SILENT)
    stopped, _ = job.beats(RoadPlan.objects.filter(pk=it.pk))
    assert not stopped()
    assert job.MADE.give_up_silent(world.now) == 0


def test_where_nothing_wants_the_roads_there_is_no_question(world: World) -> None:
    toc = world.actor(*TOC)
    assert refusal(lambda: acts.ask(QuestionIn(**plans.given()), by=toc)) == {"something-wants-the-roads"}
    sample.bid(world)
    ahead = plans.given(starts_at=world.now + 300 * HOUR, ends_at=world.now + 320 * HOUR)
    assert refusal(lambda: acts.ask(QuestionIn(**ahead), by=toc)) == {"something-wants-the-roads"}
