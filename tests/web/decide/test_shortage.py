"""Shortages that the database must let be told and lifted, and drafts that the journal keeps among their parties."""

from datetime import timedelta

import pytest

from steun.core.ask.rules import RequestFacts
from steun.core.decide.commitment import COMMITMENT, CommitmentFacts
from steun.core.kernel.errors import NotYours
from steun.web.ask.request.model import Request
from steun.web.decide.commitment.model import Commitment
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
