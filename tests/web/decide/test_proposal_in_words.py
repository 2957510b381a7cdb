"""A proposal in the officer's words: lives first, the least needed, nothing after *too late*, and what was decided."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from steun.web.decide.explanation import read as why
from steun.web.decide.explanation.names import names_of
from steun.web.decide.proposal import acts as proposals
from steun.web.decide.proposal import read
from steun.web.decide.stock import acts as stock
from tests.builders import World
from tests.web.decide.test_proposals import displacing, line_of, made, wants
from tests.web.decide.test_unkept import LOCC, page

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DOPS = ("dops", "DOPS")
LIVES = "1 requirement that saves lives goes short."


def test_the_lives_that_go_short_are_the_first_line(world: World, login) -> None:
    wants(world, 100_000, priority=1)
    text = page(login(*LOCC, "en"), made(world).pk)

    first = re.search(r'class="sum">\s*<strong>\s*([^<]+?)\s*</strong>', text)
    assert first and first[1] == LIVES
    assert text.index(LIVES) < text.index("is met in full")


def test_where_no_life_goes_short_nothing_is_said_of_it(world: World, login) -> None:
    wants(world, 10, priority=1)

    assert "saves lives" not in page(login(*LOCC, "en"), made(world).pk)


def test_who_loses_comes_before_who_wins(world: World, login) -> None:
    _, _, it = displacing(world)
    text = page(login(*LOCC, "en"), it.pk)

    assert text.index("loses what was promised") < text.index("is met in full")
    assert text.index('id="displaced"') < text.index('id="lines"')


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "code", ["capability", "allowed", "in-time", "available-unnamed", "available", "after-higher", "elsewhere"]
)
def test_a_no_names_the_least_that_is_needed(language, code) -> None:
    from django.utils import translation

    from steun.web.kernel import words

    with translation.override(language):
        text = words.sentence("line-reason", code, {"there": 8, "minimum": 12, "requests": "B-1"})

    assert "12" in text
    assert code == "elsewhere" or "8" in text


def test_a_smaller_offer_says_that_the_minimum_is_what_must_give(world: World) -> None:
    world.granted(priority=3, lines=[{"capability": "sandbags", "quantity": 100_000, "minimum": 90_000}])
    it = made(world)
    actor = world.actor(*LOCC)
    rows = why.lines_of(it, actor)
    text = why.row_of(rows[0], names_of(it, rows, actor))

    assert any("minimum" in sentence and "90" in sentence for sentence in text.remedies), text.remedies


def test_a_later_end_is_offered_in_words_and_moving_the_end_so_far_gives_what_was_said(world: World, login) -> None:
    """Both crews are away until the need is over; who moves its end finds them back."""
    for code, pieces in (("alpha", 100), ("bravo", 60)):
        absence = world.now, world.now + 6 * HOUR
        stock.away(world.unit(code).pk, pieces, *absence, by=world.actor("toc", "TOC"), reason="Exercise")
    request = wants(world, 68, starts_at=world.now + HOUR, ends_at=world.now + 5 * HOUR)
    it = made(world)
    (change,) = [r for r in line_of(it, request).answer["remedies"] if r["code"] == "later-end"]
    assert change["met"] == 68
    assert "If the end is" in page(login(*LOCC, "en"), it.pk)
    assert "Als het einde" in page(login(*LOCC, "nl"), it.pk)

    request.ends_at += change["facts"]["hours"] * HOUR
    request.save()
    assert line_of(made(world), request).given == 68


def test_help_after_the_requests_own_too_late_is_not_offered(world: World) -> None:
    for code, pieces in (("alpha", 100), ("bravo", 60)):
        absence = world.now, world.now + 6 * HOUR
        stock.away(world.unit(code).pk, pieces, *absence, by=world.actor("toc", "TOC"), reason="Exercise")
    request = wants(world, 68, starts_at=world.now + HOUR, ends_at=world.now + 5 * HOUR, latest_at=world.now + 4 * HOUR)

    assert not {"later", "later-end"} & {r["code"] for r in line_of(made(world), request).answer["remedies"]}


def test_a_proposal_waits_on_the_work_page_of_whoever_may_adopt_it_until_it_is_decided(world: World, login) -> None:
    request = wants(world, 10)
    it = made(world)
    text = f"Proposal {it.number} waits for your decision."
    dops, locc = world.actor(*DOPS), world.actor(*LOCC)

    assert read.waiting_for(dops) == it
    assert read.waiting_for(locc) is None
    assert text in re.sub(r"\s+", " ", login(*DOPS, "en").get("/").content.decode())
    proposals.adopt(it.pk, [line_of(it, request).key], by=dops)

    assert read.waiting_for(dops) is None
    assert text not in re.sub(r"\s+", " ", login(*DOPS, "en").get("/").content.decode())


def test_after_adoption_the_page_says_so_and_what_still_waits(world: World, login) -> None:
    first, _ = wants(world, 10), wants(world, 5)
    it = made(world)
    assert "is adopted" not in page(login(*LOCC, "en"), it.pk)
    proposals.adopt(it.pk, [line_of(it, first).key], by=world.actor(*DOPS))
    text = page(login(*LOCC, "en"), it.pk)

    assert "1 requirement is adopted: what it gets is promised." in text
    assert "1 still waits for a decision." in text
