"""Promises that cannot be kept are the first thing that a proposal says, with why; who may not know of a hold does not
hear of it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from steun.web.decide.planning.counts import summary_for
from steun.web.decide.stock import acts as stock
from tests.builders import World
from tests.web.decide.test_proposals import made, wants

pytestmark = pytest.mark.django_db
LOCC, MINISTER = ("locc", "LOCC"), ("minister-jenv", "MIN-JENV")


def counted(world: World, left: int) -> None:
    """So many pieces are left of the unit that promised a hundred."""
    stock.recount(world.unit("alpha").pk, left, by=world.actor("toc", "TOC"), reason="Counted")


def page(browser, pk: object) -> str:
    return re.sub(r"\s+", " ", unescape(browser.get(f"/proposals/{pk}").content.decode()))


@pytest.mark.parametrize(
    ("language", "first", "why"),
    [
        ("nl", "1 toezegging is niet na te komen.", "70 stuks."),
        ("en", "1 promise cannot be kept.", "70 pieces."),
    ],
)
def test_a_promise_of_which_pieces_are_gone_comes_before_all_else(world: World, login, language, first, why) -> None:
    promised = wants(world, 100)
    world.commit(promised, "alpha", 100)
    counted(world, 70)
    it = made(world)

    text = page(login(*LOCC, language), it.pk)
    after = text[text.index(first) :]
    assert "70 van 100" in after or "70 of 100" in after
    assert promised.number in after and why in after
    assert text.index(first) < text.index('class="sum"')


@pytest.mark.parametrize(
    ("language", "why"),
    [("nl", "30 stuks van de eenheid zijn afwezig tot"), ("en", "30 pieces of the unit are away until")],
)
def test_pieces_that_are_away_are_why_and_until_when(world: World, login, language, why) -> None:
    world.commit(wants(world, 100), "alpha", 100)
    begin, end = world.now + timedelta(hours=1), world.now + timedelta(hours=9, seconds=20)
    stock.away(world.unit("alpha").pk, 30, begin, end, by=world.actor("toc", "TOC"), reason="Exercise")

    assert why in page(login(*LOCC, language), made(world).pk)


def test_who_may_not_read_the_count_hears_that_pieces_are_gone(world: World, login) -> None:
    world.commit(wants(world, 100), "alpha", 100)
    counted(world, 70)
    text = page(login(*MINISTER, "en"), made(world).pk)

    assert "the unit has fewer pieces than were promised." in text
    assert "counted anew" not in text


def test_where_every_promise_stands_nothing_is_said_of_it(world: World, login) -> None:
    world.commit(wants(world, 100), "alpha", 100)

    assert "cannot be kept" not in page(login(*LOCC, "en"), made(world).pk)


def test_who_may_not_know_of_a_hold_does_not_hear_that_it_fell_short(world: World, login) -> None:
    asked = world.asked(priority=3, lines=[{"capability": "sandbags", "quantity": 100}])
    held = world.commit(asked, "alpha", 100, hold_until=world.now + timedelta(hours=9))
    counted(world, 70)
    it = made(world)

    assert summary_for(world.actor(*LOCC), it)["unkept"] == [{"commitment": str(held.pk), "promised": 100, "short": 30}]
    assert summary_for(world.actor(*MINISTER), it)["unkept"] == []
    assert "cannot be kept" in page(login(*LOCC, "en"), it.pk)
    assert "cannot be kept" not in page(login(*MINISTER, "en"), it.pk)
