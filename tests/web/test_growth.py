"""The worlds of the bench are worlds of Steun."""

from __future__ import annotations

import pytest
from django.db import connection

from bench.growth import measure, world
from bench.growth.pages import CROWDED, FOR_ALL, READERS
from steun.web.ask.gate.model import Gate
from steun.web.ask.request.model import Request
from steun.web.kernel.journal import feed
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life import guards


@pytest.fixture
def large(db):
    world.fill(60, aged=True)


def test_a_world_of_the_bench_holds_what_it_says(large):
    assert Request.objects.count() == 60
    assert Request.objects.filter(parties="WS-limburg").count() == world.FEW
    assert Request.objects.filter(state="closed").count() > 40
    assert feed.verify().entries >= 60
    assert set(guards.installed()) >= {guard.name for guard in guards.guards(connection.vendor)}


@pytest.mark.parametrize("reader", ["few", "locc"])
def test_the_bench_asks_for_pages_that_are_there(large, reader):
    client = measure.logged_in(READERS[reader])
    for name, url in FOR_ALL.items():
        assert client.get(url.format(late=0)).status_code == 200, name


def test_a_crowded_world_shows_its_crowds(db):
    world.fill(20, aged=False)
    places = world.crowd(incident=2, told=3, lines=3)
    for reader, url in CROWDED.values():
        assert measure.logged_in(READERS[reader]).get(url.format(**places)).status_code == 200
    assert Request.objects.filter(incident=places["incident"]).count() == 2


def test_what_the_database_copies_is_as_what_was_made(db, monkeypatch):
    monkeypatch.setattr(world, "BLOCK", 60)
    world.fill(60, aged=True)
    world.fill(110, aged=True)

    assert Request.objects.count() == Gate.objects.count() == 110
    assert Request.objects.filter(parties="WS-limburg").count() == world.FEW
    made, copied = Request.objects.get(number="B-1999-0000030"), Request.objects.get(number="B-1999-0000070")
    assert copied.requester == made.requester and copied.state == made.state and copied.saved_at < made.saved_at
    assert (copied.title, copied.place) == ("Keep the water out of place 70", "Place 70")
    assert copied.entry.subject == copied.key and copied.entry.case == copied.pk
    assert copied.gates.get().part == copied.parts.get()
    assert Request.objects.search("place 70").get() == copied
    assert Entry.objects.order_by("position").values_list("number", flat=True)[109] == 110
