"""The allocation board pages and filters in the database, and says what the planner would say."""

from __future__ import annotations

import random
import re
from dataclasses import asdict
from datetime import timedelta

import pytest
from django.urls import reverse

from steun.web.ask.request.model import Line, Request
from steun.web.decide.allocation import read
from steun.web.decide.allocation.read import Chosen, Requirements
from steun.web.decide.planning import requirements
from steun.web.kernel import clock
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability
from tests.builders import World
from tests.web.decide.test_proposals import wants

pytestmark = pytest.mark.django_db
EVERYTHING = Chosen()
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def by_the_planner(actor, now) -> tuple[list[requirements.Open], list[tuple[object, str]]]:
    """All open requirements in the order of the board, and what cannot be divided: every request looked at."""
    unplanned: list[requirements.Unplanned] = []
    found, start = [], now.replace(second=0, microsecond=0)
    for it in requirements.wanted(requirements.open_requests(actor), unplanned, now):
        planned = requirements.line(it, start, now)
        if isinstance(planned, str):
            unplanned.append(requirements.Unplanned(it.request, planned))
        else:
            found.append(it)
    found.sort(key=lambda w: (w.request.priority, w.request.starts_at or now, w.key))
    return found, sorted((it.request.number, it.why) for it in unplanned)


def by_the_board(actor, now, chosen=EVERYTHING) -> list[requirements.Open]:
    board, rows, number, more = Requirements(actor, now), [], 1, True
    while more:
        listed = board.page(chosen, number)
        rows, more, number = [*rows, *listed.rows], listed.more, number + 1
        assert more is False or len(listed.rows) == read.A_PAGE
    assert listed.total == len(rows)
    return rows


def odd_moments(dice: random.Random, now) -> dict[str, object]:
    """Moments around now and around each other, also where nobody gave one."""
    near = [timedelta(), SECOND, MINUTE, -SECOND, -MINUTE, HOUR, -HOUR, 30 * HOUR, MINUTE - SECOND]
    starts = None if dice.random() < 0.2 else now + dice.choice(near)
    about = starts or now
    return {
        "starts_at": starts,
        "ends_at": None if dice.random() < 0.3 else about + dice.choice(near),
        "latest_at": None if dice.random() < 0.5 else about + dice.choice(near),
        "priority": dice.randint(1, 5),
        "extent": dice.choice(["", "", "", "", "full", "partial", "other-means"]),
    }


@pytest.mark.parametrize("seed", range(5))
def test_the_board_says_of_every_requirement_what_the_planner_says(world: World, api, monkeypatch, seed) -> None:
    monkeypatch.setattr(read, "A_PAGE", 4)
    dice, actor = random.Random(seed), world.actor("locc", "LOCC")
    for n in range(16):
        request = wants(world, dice.choice([5, 10, 60]), priority=3)
        if n % 4 == 0:
            world.commit(request, dice.choice(["alpha", "bravo"]), dice.choice([1, 5]))
        if n % 5 == 0:
            Line.objects.filter(request=request).delete()
        if n % 7 == 0:
            Line.objects.create(request=request, capability_id="sandbags", quantity=3)
        Request.objects.filter(pk=request.pk).update(**odd_moments(dice, world.now))
    if seed == 2:  # nobody knows where those who ask are: then each is looked at
        Organisation.objects.update(lon=None, lat=None)
        Request.objects.filter(number__endswith="3").update(lon=None, lat=None)
    if seed == 3:  # out of season, for those that stay for long
        this, next_ = world.now.month, world.now.month % 12 + 1
        Capability.objects.filter(pk="sandbags").update(season_from=this, season_until=next_)
        long = {"starts_at": world.now, "ends_at": world.now + timedelta(days=70), "latest_at": None, "extent": ""}
        Request.objects.filter(number__endswith="2").update(**long)
    if seed == 4:
        Capability.objects.filter(pk="sandbags").update(withdrawn_on=world.now.date())
    expected, undividable = by_the_planner(actor, world.now)
    found, board = by_the_board(actor, world.now), Requirements(actor, world.now)

    seen = [(it.key, it.asked, it.stands, it.minimum, it.guesses) for it in found]
    assert seen == [(it.key, it.asked, it.stands, it.minimum, it.guesses) for it in expected]
    assert bool(seen) == (seed != 4)
    totals: dict[str, tuple[int, int]] = {}
    for it in expected:
        count, pieces = totals.get(it.capability, (0, 0))
        totals[it.capability] = count + 1, pieces + it.asked - it.stands
    assert board.by_capability == totals
    monkeypatch.setattr(clock, "now", lambda: world.now)
    regions = api("locc", "LOCC")("get", "/allocation").json()["regions"]
    assert [asdict(part) for part in board.per_region] == regions
    listed = [(it.request.number, it.why) for it in board.undividable(1000)]
    assert sorted(listed) == undividable
    apart = {3: "out-of-season", 4: "withdrawn"}.get(seed, "no-requirement")
    assert apart in {why for _, why in undividable}


@pytest.mark.parametrize("chosen", [Chosen(priority=2), Chosen(capability="sandbags"), Chosen(region="VR24"),
                                    Chosen(region="VR01"), Chosen(capability="nothing")], ids=str)  # fmt: skip
def test_a_filter_leaves_what_fits_it_and_nothing_else(world: World, chosen) -> None:
    actor = world.actor("locc", "LOCC")
    for priority in (1, 2, 2, 3):
        request = wants(world, 10, priority=priority)
    world.commit(request, "alpha", 4)
    expected = [it for it in by_the_planner(actor, world.now)[0] if chosen.takes(it)]

    assert [it.key for it in by_the_board(actor, world.now, chosen)] == [it.key for it in expected]


def test_the_board_shows_a_page_counts_all_and_leads_to_the_rest(world: World, login, monkeypatch) -> None:
    monkeypatch.setattr(read, "A_PAGE", 2)
    monkeypatch.setattr("steun.web.decide.allocation.page.A_PAGE", 2)
    numbers = [wants(world, 10, priority=p).number for p in (1, 2, 3)]
    world.granted(lines=[])
    browser, address = login("locc", "LOCC", "en"), reverse("decide:allocation")
    first = browser.get(address).content.decode()
    assert numbers[0] in first and numbers[1] in first and numbers[2] not in first
    assert "3 requirements" in re.sub(r"\s+", " ", first) and "page=2" in first
    rest = browser.get(f"{address}?page=2").content.decode()
    assert numbers[2] in rest and numbers[0] not in rest
    third = browser.get(f"{address}?priority=3").content.decode()
    assert numbers[2] in third and numbers[0] not in third and "3 requirements" in re.sub(r"\s+", " ", third)
    nothing = browser.get(f"{address}?capability=nothing&page=9&other=x").content.decode()
    assert "Nothing that is open fits these filters" in nothing
