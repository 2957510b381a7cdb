"""What waits for a seat is found by whose turn it is: the same acts as by looking at every open one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from steun.web.ask.gate import turn
from steun.web.ask.gate.model import Gate, said_of
from steun.web.ask.request.lists import sides
from steun.web.ask.request.model import Request
from steun.web.decide.gate import acts as gates
from steun.web.desks.case.read import case
from steun.web.desks.work.waiting import turns, turns_of
from tests.builders import PEOPLE, World


def filled(world: World) -> None:
    """Acts of many seats: open, with and without a deadline, done, said on the phone, of a case that was withdrawn."""
    world.draft(by=world.actor("mayor", "GM0994"))
    for _ in range(3):
        world.asked()
    request = world.asked()
    gate = request.gates.filter(phase="before-grant", state="open", ready_at__isnull=False).exclude(kind="inform")[0]
    gates.act(gate.pk, "pass", by=world.holder(gate))
    world.granted()
    for n, gate in enumerate(Gate.objects.filter(state="open")):
        Gate.objects.filter(pk=gate.pk).update(due_at=world.now + timedelta(hours=5 - n) if n % 3 else None)


def test_each_seat_finds_what_waits_for_it_in_order(world):
    filled(world)
    seen = 0
    for role, organisation in PEOPLE:
        actor = world.actor(role, organisation)
        rows = Gate.objects.visible_to(actor).waiting_for(actor)
        assert set(turn.waiting(actor)) == set(rows)
        ordered = rows.order_by(F("due_at").asc(nulls_last=True), "ready_at")
        assert [turn.deadline(g) for g in turn.soonest(actor, 50)] == [turn.deadline(g) for g in ordered]
        assert len(turn.soonest(actor, 1)) == min(1, rows.count())
        seen += rows.count()
    assert seen > 8


def test_the_texts_of_roles_are_all_that_stand_open(world):
    filled(world)
    rows = Gate.objects.filter(state__in=["open", "phoned", "attested"])
    for organisation in (None, "VR24", "GM0994"):
        wanted = set(rows.filter(organisation=organisation).values_list("roles", flat=True))
        assert sorted(turn.texts(organisation)) == sorted(wanted)
    assert turn.texts("RWS") == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small table is read whole on PostgreSQL, rightly")
def test_lists_of_what_goes_on_use_the_indexes_that_were_made_for_them(world):
    filled(world)
    going_on = Request.objects.going_on()
    locc = world.actor("locc", "LOCC")
    rows = Gate.objects.visible_to(locc).waiting_for(locc).filter(organisation=None, roles="|locc|")
    assert "steun_request_open_needed" in going_on.order_by("starts_at", "pk").explain()
    assert "steun_request_open_pressing" in going_on.order_by("priority", "starts_at", "pk").explain()
    assert "steun_request_over_pressing" in Request.objects.over().order_by("priority", "starts_at", "pk").explain()
    assert "SCAN" not in Request.objects.granted().order_by().values("pk").explain()
    assert "steun_gate_turn_of_role" in rows.order_by(*turn.SOONEST).explain()
    of_region = Gate.objects.visible_to(locc).waiting_for(locc).filter(organisation="VR24", roles="|duty-officer|")
    assert "steun_gate_turn (" in of_region.order_by(*turn.SOONEST).explain()
    mine = Request.objects.filter(requester="VR24").incomplete().order_by("starts_at")
    assert "steun_request_incomplete" in mine.explain()
    assert "steun_gate_said" in said_of(Gate.objects.select_related("request__requester")).explain()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small table is read whole on PostgreSQL, rightly")
@pytest.mark.parametrize("order", ["needed", "priority", "changed"])
@pytest.mark.parametrize("seat", [("locc", "LOCC"), ("duty-officer", "VR24"), ("mayor", "GM0994")])
def test_no_list_is_sorted_before_its_first_page_is_there(world, seat, order):
    filled(world)
    actor = world.actor(*seat)
    with CaptureQueriesContext(connection) as asked:
        for is_open in (True, False):
            sides.cases(actor, is_open=is_open).keys(order, 1)
    asked_of = [it["sql"] for it in asked if "ORDER BY" in it["sql"] and 'sent_at" IS NULL' not in it["sql"]]
    with connection.cursor() as cursor:
        plans = [str(cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()) for sql in asked_of]
    assert len(plans) >= 2
    assert not [(sql, plan) for sql, plan in zip(asked_of, plans, strict=True) if "TEMP B-TREE" in plan]


@pytest.mark.parametrize("few", [0, 500])
def test_requests_with_a_turn_are_the_same_named_one_by_one_and_asked_by_themselves(world, monkeypatch, few):
    monkeypatch.setattr(turn, "FEW", few)
    filled(world)
    seen = 0
    for role, organisation in PEOPLE:
        actor = world.actor(role, organisation)
        found = set(Request.objects.filter(turn.with_a_turn(actor)).values_list("pk", flat=True))
        assert found == set(turn.waiting(actor).values_list("request", flat=True))
        seen += len(found)
    assert seen > 8


def test_a_case_on_its_page_says_the_turns_that_lists_say(world):
    filled(world)
    heard = world.gate(world.asked(), "locc-judges")
    gates.act(heard.pk, "phone", by=world.desk, phoned_person="C. de Wit")
    said = 0
    for request in Request.objects.select_related("requester", "addressee"):
        locc = world.actor("locc", "LOCC") if request.sent_at else world.actor("mayor", "GM0994")
        read = case(request.pk, locc)
        joined = [it for it in read.additions.all() if it.state == "asked"]
        assert turns_of(read, joined) == turns([request])[request.pk]
        said += len(turns_of(read, joined))
    assert said > 5
