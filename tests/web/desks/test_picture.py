"""The picture: the same from the tables and from the journal, only what one may see, and as it was at a moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from steun.web.ask.addition import acts as additions
from steun.web.ask.request import acts as requests
from steun.web.decide.request import acts as on_requests
from steun.web.desks.picture.read import picture
from steun.web.desks.picture.rows.past import rows_then
from steun.web.desks.picture.rows.present import rows_now
from tests.builders import World

LOCC = ("locc", "LOCC")
SEATS = [LOCC, ("duty-officer", "VR24"), ("mayor", "GM0994"), ("mayor", "GM0935"), ("toc", "TOC"), ("provider", "RWS")]


def full(world):
    """Cases in every state, changed afterwards: shorter, joined, less than promised, on its way, there, over."""
    world.draft()
    asked = world.asked(title="Asked", municipalities=["GM0994", "GM0935"])
    granted = world.granted(title="Granted", lines=[{"capability": "sandbags", "quantity": 30, "minimum": 5}])
    world.commit(granted, quantity=20, unit="bravo")
    on_requests.shorten(granted.pk, world.now + timedelta(hours=20), by=world.desk)
    later = {"starts_at": world.now + timedelta(days=3), "ends_at": world.now + timedelta(days=4)}
    world.reported(world.ordered(title="Moving", **later), "depart")
    far = {"starts_at": world.now + timedelta(days=6), "ends_at": world.now + timedelta(days=7)}
    world.reported(world.ordered(title="There", **far), "depart", "arrive")
    world.ended(title="Ended", starts_at=world.now + timedelta(days=9), ends_at=world.now + timedelta(days=10))
    world.incident()
    mine = requests.draft(world.shape(municipalities=["GM0935"], bases=[]), by=world.actor("mayor", "GM0935"))
    additions.join(mine.pk, asked.pk, by=world.actor("mayor", "GM0935"))
    return asked


@pytest.mark.parametrize("seat", SEATS, ids=lambda seat: "@".join(seat))
def test_the_picture_of_the_present_is_the_same_from_the_tables_and_from_the_journal(world, seat):
    full(world)
    actor, now = world.actor(*seat), timezone.now()

    assert rows_then(actor, now) == rows_now(actor, now)


def test_what_was_taken_up_counts_in_both(world):
    asked = full(world)
    locc = world.actor(*LOCC)
    before = next(it for it in rows_now(locc, timezone.now()).requests if it.pk == str(asked.pk))
    additions.take_up(asked.additions.get().pk, by=locc, reason="One flood")

    now = timezone.now()
    after = next(it for it in rows_now(locc, now).requests if it.pk == str(asked.pk))
    assert (before.wants, after.wants) == (68, 136)
    assert rows_then(locc, now) == rows_now(locc, now)


@pytest.mark.django_db
def test_a_moment_that_is_over_is_shown_as_it_had_been_recorded_by_then():
    world = World()  # each case made now, none put back: when it was recorded is what this is about
    locc = world.actor(*LOCC)
    kept = []

    def remember():
        kept.append(rows_now(locc, timezone.now()))

    remember()
    request = world.granted()
    remember()
    world.commit(request, quantity=40)
    remember()
    world.commit(request, unit="bravo", quantity=28)
    remember()
    on_requests.withdraw(request.pk, by=world.desk)
    remember()

    for rows in kept:
        assert rows_then(locc, rows.at) == rows
    found = [picture(locc, rows.at).nation for rows in kept]
    assert [it.promised for it in found] == [0, 0, 40, 68, 0]
    assert [it.short for it in found] == [0, 68, 28, 0, 0]
    assert [it.tone for it in found] == ["none", "wait", "bad", "calm", "none"]


def test_each_region_counts_its_own_and_the_nation_counts_all_once(world):
    full(world)
    found = picture(world.actor(*LOCC))

    assert found.regions.keys() == {"VR24"} and found.regions["VR24"] == found.nation
    assert found.nation.requests == 4 and found.nation.under_way == 136


def test_a_stranger_sees_nothing_of_another_region_neither_now_nor_then(world):
    full(world)
    stranger = world.actor("duty-officer", "VR01")

    for at in (None, timezone.now() - timedelta(microseconds=1)):
        found = picture(stranger, at)
        assert (found.cases, found.incidents, found.nation.requests) == ((), (), 0)


def test_what_is_only_held_is_no_promise_and_shows_to_nobody(world):
    request = world.asked()
    world.commit(request, quantity=40, hold_until=world.now + timedelta(hours=2))
    now = timezone.now()

    for seat in (LOCC, ("toc", "TOC"), ("duty-officer", "VR24")):
        actor = world.actor(*seat)
        assert rows_then(actor, now) == rows_now(actor, now)
        assert picture(actor).nation.promised == 0


def test_who_asks_for_the_future_gets_the_present(world):
    request = world.asked()
    found = picture(world.actor(*LOCC), timezone.now() + timedelta(days=1))

    assert not found.past and [it.row.number for it in found.cases] == [request.number]
    assert replace(found, at=world.now).cases
