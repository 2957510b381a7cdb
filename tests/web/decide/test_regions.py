"""What part of its requirements each region is given, beside all together: page and API, as far as the reader knows."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from steun.core.decide.policy import RegionPart
from steun.web.ask.request.model import Request
from steun.web.decide.allocation.read import Requirements
from steun.web.decide.planning.counts import given_per_region
from tests.builders import World
from tests.web.decide.test_holds_unknown import held
from tests.web.decide.test_proposals import made, wants
from tests.web.decide.test_unkept import LOCC, MINISTER, page

pytestmark = pytest.mark.django_db


def line(requester: str, given: int, asked: int = 10, priority: int = 1, **more: Any) -> Any:
    region = more.pop("region", None)
    who = SimpleNamespace(pk=requester, region_id=region)
    request = SimpleNamespace(requester=who)
    return SimpleNamespace(**{"request": request, "given": given, "asked": asked, "priority": priority,
                              "commitment_id": None, **more})  # fmt: skip


row = RegionPart


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        ([], []),
        ([line("VR1", 5), line("VR1", 1000, 1000)], [row(1, None, 2, 1, 75), row(1, "VR1", 2, 1, 75)]),
        ([line("VR1", 10), line("VR2", 0), line("VR3", 9)],
         [row(1, None, 3, 1, 63), row(1, "VR2", 1, 0, 0), row(1, "VR3", 1, 0, 90), row(1, "VR1", 1, 1, 100)]),
        ([line("GM1", 10, region="VR1"), line("VR1", 0)], [row(1, None, 2, 1, 50), row(1, "VR1", 2, 1, 50)]),
        ([line("RWS", 10, priority=4)], [row(4, None, 1, 1, 100), row(4, "RWS", 1, 1, 100)]),
        ([line("VR1", 99, 10)], [row(1, None, 1, 1, 100), row(1, "VR1", 1, 1, 100)]),
        ([line("VR1", 1, 3, 2), line("VR1", 1, 3, 2), line("VR1", 1, 3, 2)],
         [row(2, None, 3, 0, 33), row(2, "VR1", 3, 0, 33)]),
        ([line("VR1", 2999, 3000)], [row(1, None, 1, 0, 99), row(1, "VR1", 1, 0, 99)]),
        ([line("VR1", 0, commitment_id="c"), line("VR1", 0, 0)], []),
    ],
)  # fmt: skip
def test_a_requirement_counts_alike_and_only_everything_is_a_hundred(lines, rows) -> None:
    assert given_per_region(lines) == rows


@pytest.mark.parametrize(("language", "together"), [("nl", "Allen samen"), ("en", "All together")])
def test_page_and_api_say_who_is_served_less_than_all_together(world: World, login, api, language, together) -> None:
    wants(world, 160, priority=1)
    other = wants(world, 160, priority=1)
    Request.objects.filter(pk=other.pk).update(requester="VR23")
    proposal = made(world)

    rows = api(*LOCC)("get", f"/proposals/{proposal.pk}").json()["regions"]
    text = page(login(*LOCC, language), proposal.pk)

    assert [it["priority"] for it in rows] == [1, 1, 1]
    assert {it["region"] for it in rows} == {None, "VR23", "VR24"} and rows[0]["region"] is None
    all_, least, most = (it["percent"] for it in rows)
    assert least < all_ < most
    assert together in text and f"−{all_ - least}</span>" in text


def test_where_one_region_asks_there_is_nothing_to_lay_side_by_side(world: World, login) -> None:
    wants(world, 10)

    assert "All together" not in page(login(*LOCC, "en"), made(world).pk)


def test_what_is_only_held_counts_for_no_region_before_who_may_not_know(world: World, api) -> None:
    _, proposal = held(world)
    percents = {
        seat: {it["percent"] for it in api(*seat)("get", f"/proposals/{proposal.pk}").json()["regions"]}
        for seat in (LOCC, MINISTER)
    }

    assert percents[LOCC] != percents[MINISTER]


@pytest.mark.parametrize(("language", "together"), [("nl", "Allen samen"), ("en", "All together")])
def test_the_board_says_which_region_is_promised_less(world: World, login, api, language, together) -> None:
    """Promised in part counts, promised in full as well, and what nobody has promised anything of counts too."""
    half, nothing = wants(world, 20, priority=1), wants(world, 10, priority=1)
    whole, other = wants(world, 5, priority=1), wants(world, 8, priority=3)
    Request.objects.filter(pk=nothing.pk).update(requester="VR23")
    world.commit(half, "alpha", 10)
    world.commit(whole, "bravo", 5)

    found = api(*LOCC)("get", "/allocation").json()
    text = " ".join(login(*LOCC, language).get("/allocation").content.decode().split())

    assert found["regions"] == [
        {"priority": 1, "region": None, "lines": 3, "whole": 1, "percent": 50},
        {"priority": 1, "region": "VR23", "lines": 1, "whole": 0, "percent": 0},
        {"priority": 1, "region": "VR24", "lines": 2, "whole": 1, "percent": 75},
        {"priority": 3, "region": None, "lines": 1, "whole": 0, "percent": 0},
        {"priority": 3, "region": "VR24", "lines": 1, "whole": 0, "percent": 0},
    ]
    assert other.number in {it["number"] for it in found["lines"]}
    assert together in text and "75 %" in text and "−50</span>" in text


def test_a_board_of_one_region_lays_nothing_side_by_side(world: World, login) -> None:
    world.commit(wants(world, 10), "alpha", 5)

    assert "All together" not in login(*LOCC, "en").get("/allocation").content.decode()


def test_what_is_only_held_counts_on_the_board_for_no_region_before_who_may_not_know(world: World, api) -> None:
    held(world)
    parts = {seat: api(*seat)("get", "/allocation").json()["regions"][0]["percent"] for seat in (LOCC, MINISTER)}

    assert parts[LOCC] != parts[MINISTER]
    for seat, percent in parts.items():
        assert Requirements(world.actor(*seat), world.now).per_region[0].percent == percent
