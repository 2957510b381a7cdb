"""Dates that are hardly meant are asked about, and never block; dates of another year are told with their year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from steun.core.ask import rules
from steun.core.ask.rules import RequestFacts
from steun.web.ask.request import acts
from steun.web.kernel import clock

NOW = datetime(2026, 11, 29, 10, tzinfo=UTC)
CODES = ("start-lies-long-past", "start-lies-far-ahead", "end-is-over", "end-lies-far-ahead")


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (timedelta(hours=1), timedelta(hours=20), set()),
        (None, None, set()),
        (timedelta(days=-7), timedelta(hours=1), set()),
        (timedelta(days=-8), timedelta(hours=1), {"start-lies-long-past"}),
        (timedelta(days=-3650), timedelta(days=-3649), {"start-lies-long-past", "end-is-over"}),
        (timedelta(days=365), None, set()),
        (timedelta(days=366), None, {"start-lies-far-ahead"}),
        (timedelta(hours=1), timedelta(days=13000), {"end-lies-far-ahead"}),
        (timedelta(hours=-2), timedelta(0), {"end-is-over"}),
    ],
)
def test_what_is_far_from_now_is_asked_about_and_blocks_nothing(starts, ends, expected):
    at = [None if away is None else NOW + away for away in (starts, ends)]
    facts = RequestFacts(starts_at=at[0], ends_at=at[1], now=NOW)
    found = [rule(facts) for rule in rules.PLAUSIBLE]
    assert {v.code for v in found if not v.met} == expected
    assert not any(v.blocks for v in found)


@pytest.fixture
def odd(world):
    """C9: a start of ten years ago, an end of 36 years ahead."""
    start = clock.now().replace(year=clock.now().year - 10, day=1)
    return world.draft(starts_at=start, ends_at=start.replace(year=start.year + 46))


def test_the_form_asks_before_signing_and_sending_and_lets_both_go_on(world, login, odd):
    page = login("duty-officer", "VR24").get(f"/requests/{odd.pk}/edit").content.decode()
    assert "dagen terug. Klopt de datum?" in page and "dagen vooruit. Klopt het jaar?" in page
    world.sign(odd)
    assert acts.submit(odd.pk, by=world.desk).state == "asked"


def test_who_signs_is_asked_too(world, login, odd):
    page = login("safety-region-chair", "VR24").get(f"/requests/{odd.pk}").content.decode()
    assert "Klopt de datum?" in page and "Klopt het jaar?" in page


def test_a_machine_gets_the_same_warnings_with_its_draft(world, api, odd):
    answer = api("duty-officer", "VR24")("get", f"/requests/{odd.pk}").json()
    [submit] = [move for move in answer["moves"] if move["move"] == "submit"]
    warned = [v for v in submit["reasons"] if v["code"] in CODES and not v["met"]]
    assert {v["code"] for v in warned} == {"start-lies-long-past", "end-lies-far-ahead"}
    assert not any(v["binding"] for v in warned)


def test_who_grants_more_time_is_asked_about_a_year_far_ahead(world, login, api):
    request = world.granted()
    acts.ask_longer(request.pk, clock.now() + timedelta(days=13000), by=world.desk)
    assert "Klopt het jaar?" in login("toc", "TOC").get(f"/requests/{request.pk}").content.decode()
    answer = api("toc", "TOC")("get", f"/requests/{request.pk}").json()
    [extend] = [move for move in answer["moves"] if move["move"] == "extend"]
    assert extend["open"] and [v["code"] for v in extend["reasons"]] == ["end-lies-far-ahead"]


def test_another_year_is_told_on_the_board_and_on_the_page(world, login, odd):
    """C12: 2016, 2025 and 2062 all read "1 dec 10:00"."""
    world.sign(odd)
    acts.submit(odd.pk, by=world.desk)
    soon = world.asked()
    client = login("duty-officer", "VR24", "en")
    for page in ("/requests", f"/requests/{odd.pk}"):
        content = client.get(page).content.decode()
        assert f" {odd.starts_at.year} " in content, page
    assert str(odd.ends_at.year) in client.get(f"/requests/{odd.pk}").content.decode()
    board = client.get(f"/requests/{soon.pk}").content.decode()
    assert str(odd.ends_at.year) not in board
