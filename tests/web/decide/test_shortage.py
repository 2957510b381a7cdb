"""Shortages that the database must let be told and lifted, and drafts that the journal keeps among their parties."""

from datetime import timedelta

import pytest

from steun.core.ask.rules import RequestFacts
from steun.core.decide.commitment import COMMITMENT, CommitmentFacts
from steun.core.kernel.errors import NotYours, Refused
from steun.web.ask.request.model import Request
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.commitment.read import units_with
from steun.web.decide.promise.read import Look, Need
from steun.web.decide.stock import acts as stock
from steun.web.kernel.journal.models import Entry
from steun.web.know.unit.model import Absence

pytestmark = pytest.mark.django_db


def recount(world, capacity):
    return stock.recount(world.unit("alpha").pk, capacity, by=world.actor("toc", "TOC"), reason="Counted")


def short_of(commitment):
    return Commitment.objects.get(pk=commitment.pk).short


def test_part_of_a_shortage_over_several_promises_is_lifted(world):
    early = world.commit(world.granted(), quantity=50)
    late = world.commit(world.granted(starts_at=world.now + timedelta(hours=8)), quantity=50)
    recount(world, 40)
    assert (short_of(early), short_of(late)) == (10, 50)
    recount(world, 55)
    assert (short_of(early), short_of(late)) == (0, 45)


def test_what_fell_short_is_made_good_first_for_the_planner_as_for_the_database(world):
    """After the early job the pieces stand free, and the late promise, which fell short, still waits for them."""
    hours = [world.now + timedelta(hours=n) for n in (8, 10, 28, 20, 24)]
    early = world.commit(world.granted(ends_at=hours[1]), quantity=50)
    late = world.commit(world.granted(starts_at=hours[0], ends_at=hours[2]), quantity=50)
    recount(world, 40)
    assert (short_of(early), short_of(late), early.ends_at < hours[3]) == (10, 50, True)

    unit = next(unit for unit in units_with(["sandbags"]) if unit.code == "alpha")
    need = Need("sandbags", 1, 1, hours[3], hours[4], hours[3] + timedelta(hours=1), unit.site.lon, unit.site.lat)
    assert Look(need, [unit], world.now).offers() == ([], [])
    with pytest.raises(Refused, match="unit-is-free"):
        world.commit(world.granted(starts_at=hours[3], ends_at=hours[4]), quantity=1)


def test_an_absence_that_is_over_does_not_keep_stock_up(world):
    start, end = world.now - timedelta(days=9), world.now - timedelta(days=8)
    Absence.objects.create(unit=world.unit("alpha"), quantity=90, starts_at=start, ends_at=end, reason="Exercise")
    assert recount(world, 40).capacity == 40


def test_a_shortage_follows_from_the_count_of_whoever_may_count():
    facts = CommitmentFacts(RequestFacts(), "granted", provider="RWS", caused_by=frozenset({"duty-officer@RWS"}))
    assert COMMITMENT.check("committed", "fall-short", {"duty-officer@RWS"}, facts).target == "committed"
    with pytest.raises(NotYours):
        COMMITMENT.check("committed", "fall-short", {"toc"}, facts)


def test_a_draft_of_another_is_not_in_the_journal_of_nationals(world):
    draft, locc = world.draft(), world.actor("locc", "LOCC")
    assert not Request.objects.visible_to(locc).filter(pk=draft.pk).exists()
    assert not Entry.objects.visible_to(locc).filter(case=draft.pk).exists()
