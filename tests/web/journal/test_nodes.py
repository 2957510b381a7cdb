"""Chains of several nodes lie side by side in one database, and never renumber."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from steun.core.kernel.errors import Tampered
from steun.core.kernel.journal.entry import GENESIS, Head, hash_of, timestamp
from steun.web import settings as given
from steun.web.kernel.journal import feed
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import head, heads, record
from steun.web.kernel.keys import new_key

pytestmark = pytest.mark.django_db


def arrived(world: Any, number: int, previous: str, node: str = "vr24") -> Entry:
    """An entry of another node, as it came into this database: with its own number and hash."""
    position = (Entry.objects.order_by("-position").values_list("position", flat=True).first() or 0) + 1
    entry = Entry(
        position=position, node=node, number=number, id=new_key(), happened_at=world.now, recorded_at=world.now,
        actor="somebody", role="duty-officer", organisation="VR24", on_behalf_of="", action="case.note",
        subject="case:1", case=None, basis="", reason="Cut off", audience="all", data={}, previous=previous,
    )  # fmt: skip
    entry.hash = hash_of(entry.as_entry().as_dict())
    entry.save(force_insert=True)
    return entry


def head_of(entry: Entry) -> Head:
    return Head(entry.node, entry.number, entry.hash)


def noted(world: Any, **more: Any) -> Entry:
    return record("case.note", subject="case:1", by=world.desk, reason="Seen", **more)


def test_an_entry_carries_the_node_of_its_database(world, settings):
    assert noted(world).node == "national" == given.NODE
    settings.NODE = "vr24"
    entry = noted(world)
    assert (entry.node, entry.number, entry.previous) == ("vr24", 1, GENESIS)
    assert noted(world).previous == entry.hash


def test_entries_of_another_node_come_between_ours_and_both_chains_hold(world):
    first, before = noted(world), head().number
    one = arrived(world, 1, GENESIS)
    second = noted(world)
    two = arrived(world, 2, one.hash)
    assert (second.number, second.previous) == (before + 1, first.hash), "our numbers have no gap"
    assert two.position == second.position + 1
    report = feed.verify([head_of(one), head_of(second), head().hash])
    assert report.heads == tuple(heads()) == (head_of(second), head_of(two))


def test_one_place_in_a_chain_is_taken_once(world):
    arrived(world, 1, GENESIS)
    with pytest.raises(IntegrityError), transaction.atomic():
        arrived(world, 1, GENESIS)


def test_an_entry_rests_on_one_of_another_node_by_its_name_and_hash(world):
    theirs = arrived(world, 1, GENESIS)
    ours = noted(world, rests_on=[head_of(theirs)], data={"to": "seen"})
    assert ours.data == {"to": "seen", "rests_on": [{"node": "vr24", "number": 1, "hash": theirs.hash}]}
    assert feed.verify().elsewhere == ()


def test_what_an_entry_rests_on_must_read_as_it_says(world):
    arrived(world, 1, GENESIS)
    other = Head("vr24", 1, "f" * 64)
    ours = noted(world, rests_on=[other])
    with pytest.raises(Tampered, match=f"national, entry {ours.number}: rests on entry 1 of vr24"):
        feed.verify()


def test_machines_read_one_node_on_from_a_number(world, api):
    noted(world)
    theirs = arrived(world, 1, GENESIS)
    call = api("auditor", "REKENKAMER")
    assert {line["node"] for line in call("get", "/journal").json()["items"]} == {"national"}
    (line,) = call("get", "/journal?node=vr24&after=0").json()["items"]
    assert (line["number"], line["hash"]) == (1, theirs.hash)
    assert call("get", "/journal?node=vr24&after=1").json()["items"] == []
    assert call("get", "/journal/head").json() == head().as_dict()
    assert call("get", "/journal/heads").json()["items"] == [head().as_dict(), head_of(theirs).as_dict()]


def test_an_export_holds_every_chain(world, login):
    noted(world)
    theirs = arrived(world, 1, GENESIS)
    lines = [json.loads(line) for block in feed.export() for line in block.splitlines()]
    assert lines[-1]["node"] == "vr24" and lines[-1]["happened_at"] == timestamp(world.now)
    page = login("auditor", "REKENKAMER").get("/journal").content.decode()
    assert theirs.hash in page and head().hash in page
