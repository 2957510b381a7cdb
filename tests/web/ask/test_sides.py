"""Lists find cases from the side of their reader: exactly those that the question per case lets through, in order."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db.models import F, Q, QuerySet

from steun.core.ask.request import FINISHED, REQUEST
from steun.web.ask.request import read
from steun.web.ask.request.lists import sides
from steun.web.ask.request.model import Party, Request
from steun.web.desks.audit import read as audit
from steun.web.kernel import moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import record
from steun.web.kernel.life import guards
from steun.web.kernel.people.models import Organisation
from tests.builders import PEOPLE, World

WORLDS = 2
CASES = 40
NULLS = F("starts_at").asc(nulls_last=True)
ORDERS = {
    "begun": ("-pk",),
    "changed": ("-saved_at", "-pk"),
    "needed": (NULLS, "pk"),
    "priority": ("priority", NULLS, "pk"),
}


@pytest.fixture(params=range(WORLDS))
def cases(world: World, request) -> World:
    """Cases of any kind: sent and not, in any state, of anybody, with anybody among the parties."""
    dice = random.Random(request.param)
    bodies = list(Organisation.objects.filter(pk__in={organisation for _, organisation in PEOPLE} | {"GM0935"}))
    guards.make_way(plan=(None,))
    entry = record("request.draft", subject="request:x", case=None, by=world.desk)
    guards.install()
    for n in range(CASES):
        asker = dice.choice(bodies)
        saved = world.now - timedelta(minutes=dice.randrange(20))  # often the same moment
        starts = dice.choice([None, world.now + timedelta(hours=dice.randrange(5))])
        it = Request(
            requester=asker, state="draft", entry=entry, created_at=saved, saved_at=saved, starts_at=starts,
            priority=dice.randint(1, 3), sent_at=dice.choice([None, saved, saved]), search=f"water {n}",
            task_kind=dice.choice(["disaster", "public-order"]),
        )  # fmt: skip
        it.save(force_insert=True)
        around = {asker.pk: "requester"}
        if asker.region_id:
            around.setdefault(asker.region_id, "region")
        for other in dice.sample(bodies, dice.randrange(4)):
            around.setdefault(other.pk, dice.choice(["gate", "region", "shared"]))
        for code, why in around.items():
            Party.objects.create(request=it, organisation_id=code, why=why)
    guards.make_way(plan=(None,))
    upkeep = [g for g in guards.guards(guards.connections["default"].vendor) if g.name == "steun_party_follows"]
    keep(upkeep)
    for it in Request.objects.all():
        it.state = dice.choice([*REQUEST.states, "asked", "draft"])
        it.priority = dice.randint(1, 3)
        it.save(update_fields=["state", "priority"])
    guards.install()
    return world


def keep(upkeep: list[guards.Guard]) -> None:
    connection = guards.connections["default"]
    with connection.cursor() as cursor:
        for guard in upkeep:
            cursor.execute(guard.on_postgresql() if connection.vendor == "postgresql" else guard.on_sqlite())


def plainly(actor: Actor, outlines: bool, is_open: bool | None) -> QuerySet[Request]:
    """The definition: a question per case."""
    rows = Request.objects.outlined_for(actor) if outlines else Request.objects.visible_to(actor)
    return rows if is_open is None else rows.exclude(state__in=FINISHED) if is_open else rows.filter(state__in=FINISHED)


def test_lists_hold_exactly_what_a_reader_may_read_in_each_order(cases):
    for role, organisation in PEOPLE:
        actor = cases.actor(role, organisation)
        for outlines in (True, False):
            for is_open in (None, True, False):
                found = sides.cases(actor, outlines=outlines, is_open=is_open)
                rows = plainly(actor, outlines, is_open)
                assert found.count(1000) == rows.count()
                for name, order in ORDERS.items():
                    wanted = list(rows.order_by(*order).values_list("pk", flat=True))
                    assert found.keys(name, CASES) == wanted, (role, organisation, name)
                    assert found.keys(name, 5, 3) == wanted[3:8]
                begun = list(rows.order_by("-pk").values_list("pk", flat=True))
                for key in begun[2:3]:
                    assert found.before(key).keys("begun", 5) == begun[3:8], "none twice, none missed"


def test_all_that_goes_on_and_all_that_is_over_come_in_one_order(cases):
    for role, organisation in PEOPLE:
        actor = cases.actor(role, organisation)
        rows = plainly(actor, True, None)
        for name, order in ORDERS.items():
            wanted = list(rows.order_by(*order).values_list("pk", flat=True))
            assert sides.in_any_state(actor).keys(name, CASES) == wanted


@pytest.mark.parametrize("near", [0, 4, 1000])
def test_the_cases_of_a_region_come_in_order_however_many_others_there_are(cases, near, monkeypatch):
    monkeypatch.setattr(sides, "NEAR", near)
    here = Q(requester="VR24") | Q(requester__region="VR24")
    for role, organisation in PEOPLE:
        actor = cases.actor(role, organisation)
        for is_open in (None, True):
            found = read.matching(sides.cases(actor, is_open=is_open), actor, read.Filter(region="VR24"))
            rows = plainly(actor, True, is_open).filter(here)
            assert found.count(1000) == rows.count()
            for name, order in ORDERS.items():
                wanted = list(rows.order_by(*order).values_list("pk", flat=True))
                assert found.keys(name, CASES) == wanted
                assert found.keys(name, 2, 1) == wanted[1:3]
            for key in (begun := list(rows.order_by("-pk").values_list("pk", flat=True)))[1:2]:
                assert found.before(key).keys("begun", 3) == begun[2:5]


def test_a_party_row_follows_its_request(cases):
    for row in Party.objects.select_related("request"):
        it = row.request
        kept = (row.is_open, row.saved_at, row.needed_at, row.priority)
        assert kept == (it.state not in FINISHED, it.saved_at, it.starts_at or moments.ENDLESS, it.priority)


def test_whoever_asks_is_a_party_of_the_case_from_its_first_moment(world):
    """Lists of drafts rest on it."""
    for request in (world.draft(), world.draft(by=world.actor("mayor", "GM0994"))):
        assert Party.objects.filter(~Q(why="region"), request=request, organisation=request.requester).exists()


@pytest.mark.parametrize("many", [0, 1000])
def test_the_journal_is_read_alike_from_either_side(cases, many, monkeypatch):
    monkeypatch.setattr(audit, "MANY_CASES", many)
    cases.incident()
    cases.asked()
    for role, organisation in PEOPLE:
        actor = cases.actor(role, organisation)
        assert set(audit.visible(actor)) == set(Entry.objects.visible_to(actor))
