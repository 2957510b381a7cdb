"""What a stream tells: to each seat just what the journal shows it, and of an outline its moves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from steun.web.ask.incident.model import Incident
from steun.web.ask.request.model import Request
from steun.web.decide.stock import acts as stock
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.live import changes
from steun.web.kernel.people.models import Notice
from steun.web.people.person import acts as persons
from tests.builders import PEOPLE

STRANGER = ("duty-officer", "VR01")


@pytest.fixture
def start(world) -> int:
    return changes.head()


@pytest.fixture
def story(start, world) -> None:
    """A draft, a case with a hold, one under way, an incident, counts of a unit: entries of every audience."""
    world.draft(title="Never sent")
    held = world.asked(title="Held for")
    world.commit(held, "bravo", 10, hold_until=world.now + timedelta(hours=2))
    world.ended(title="All of it")
    world.incident()
    world.draft(by=world.actor("mayor", "GM0935"), municipalities=["GM0935"], title="Of Maastricht")
    stock.recount(world.unit("bravo").pk, 55, by=world.actor("toc", "TOC"), reason="Counted")


def subjects(actor, start: int) -> set[str]:
    return {change.subject for change in changes.since(actor, start, changes.head()).changes}


def test_a_batch_tells_each_seat_what_the_journal_shows_it_and_of_outlines_their_moves(world, story, start):
    last = changes.head()
    batch = changes.Batch(start, last)
    for seat in PEOPLE:
        actor = world.actor(*seat)

        news = batch.news_for(actor)

        outlined = Request.objects.outlined_for(actor).values("pk")
        moves = Entry.objects.for_audience(actor).filter(case__in=outlined, action__startswith="request.")
        seen = (Entry.objects.visible_to(actor) | moves).filter(position__gt=start)
        assert {c.number for c in news.changes if c.subject} == set(seen.values_list("position", flat=True)), seat
        assert news == changes.since(actor, start, last), seat
        assert [c.number for c in news.changes] == sorted({c.number for c in news.changes})
        if seat == STRANGER:
            assert not [change for change in news.changes if change.case]


def test_the_sieve_of_organisations_keeps_nothing_from_who_may_see_it(world, story):
    for seat in PEOPLE:
        actor = world.actor(*seat)
        seen = [*Request.objects.outlined_for(actor), *Incident.objects.visible_to(actor)]
        for row in seen:
            circle = type(row).objects.filter(pk=row.pk).circle()
            assert actor.sees_all_cases or {actor.organisation, actor.region} & circle, (seat, row)


def test_a_hold_is_told_to_defence_and_not_to_who_asked(world, start):
    held = world.commit(world.asked(), hold_until=world.now + timedelta(hours=2))

    assert held.key in subjects(world.actor("toc", "TOC"), start)
    assert held.key not in subjects(world.desk, start)


def test_a_draft_is_told_to_who_writes_it_alone(world, start):
    request = world.draft()

    assert request.key in subjects(world.desk, start)
    assert request.key not in subjects(world.actor("locc", "LOCC"), start)


def test_whom_an_act_concerns_is_called_to_its_page(world, start):
    request = world.draft()
    chair = world.holder(request.gates.get())

    news = changes.Batch(start, changes.head()).news_for(chair)

    assert f"/requests/{request.pk}" in {change.path.partition("#")[0] for change in news.changes}
    assert not [
        c for c in changes.since(world.actor("duty-officer", "GM0994"), start, changes.head()).changes if c.path
    ]


def test_a_call_about_a_case_that_the_seat_does_not_see_names_no_subject(world, start):
    world.draft()
    entry = Entry.objects.latest("position")
    stranger = world.actor(*STRANGER)
    Notice.objects.create(
        person=world.person(*STRANGER), kind="informed", entry=entry, role="duty-officer", organisation="VR01",
        path="/elsewhere", next_try_at=world.now,
    )  # fmt: skip

    for news in (
        changes.since(stranger, start, changes.head()),
        changes.Batch(start, changes.head()).news_for(stranger),
    ):
        assert [(c.subject, c.case, c.path) for c in news.changes] == [("", None, "/elsewhere")]


def test_who_missed_more_than_can_be_told_one_by_one_is_told_that_all_may_have_changed(world, monkeypatch, start):
    world.draft()
    monkeypatch.setattr(changes, "MOST", 1)
    world.draft()

    assert changes.since(world.desk, start, changes.head()).all
    assert changes.Batch(start, changes.head()).news_for(world.desk).all


def test_a_number_of_another_database_means_that_all_may_have_changed(world):
    last = changes.head()

    assert changes.since(world.desk, last + 1, last).all
    assert changes.Batch(last + 1, last).news_for(world.desk).all


def test_what_happens_to_accounts_is_announced_to_who_looks_after_them_alone(world, start):
    person = world.person("mayor", "GM0994")
    persons.deactivate(person.pk, by=world.actor("administrator", "STEUN"), reason="Left")
    batch = changes.Batch(start, changes.head())

    heard = {seat for seat in PEOPLE if any("person" in c.subject for c in batch.news_for(world.actor(*seat)).changes)}
    assert heard == {("administrator", "STEUN"), ("auditor", "REKENKAMER"), ("mayor", "GM0994")}


def test_nothing_but_names_and_numbers_is_told(world, start):
    world.asked(title="Secret dyke", reason="Secret reason")

    news = changes.since(world.actor("locc", "LOCC"), start, changes.head()).as_dict()

    assert news["changes"] and {key for it in news["changes"] for key in it} <= {"n", "at", "subject", "case", "path"}
    assert "Secret" not in str(news)
