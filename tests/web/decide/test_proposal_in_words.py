"""A proposal in the officer's words: lives first, the least needed, nothing after *too late*, and what was decided."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from steun.web.decide.explanation import read as why
from steun.web.decide.explanation.names import names_of
from steun.web.decide.planning.store import helps
from steun.web.decide.proposal import acts as proposals
from steun.web.decide.proposal import read
from tests.builders import World
from tests.web.decide.test_proposals import displacing, line_of, made, wants
from tests.web.decide.test_unkept import LOCC, page

pytestmark = pytest.mark.django_db
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


def test_help_after_the_requests_own_too_late_is_not_offered(world: World) -> None:
    request = SimpleNamespace(latest_at=world.now)
    advice = Mock()
    advice.given.moment = lambda minute: world.now + timedelta(minutes=minute)
    later = [SimpleNamespace(code="later", facts={"latest_arrival": minute}) for minute in (-60, 0, 1)]

    assert [helps(advice, SimpleNamespace(request=request), it) for it in later] == [True, True, False]
    assert helps(advice, SimpleNamespace(request=request), SimpleNamespace(code="smaller", facts={}))
    assert helps(advice, SimpleNamespace(request=SimpleNamespace(latest_at=None)), later[2])


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
