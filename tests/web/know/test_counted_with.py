"""What the catalogue withdrew, or nobody confirmed in time, and how long means really took."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from steun.core.decide.policy import AllocationPolicy
from steun.rules.knowing import catalogue as policy
from steun.rules.knowing.catalogue import Curation
from steun.web.decide.planning import situation
from steun.web.decide.promise import answers, indication
from steun.web.kernel import clock
from steun.web.know.catalogue.model import Capability
from tests.builders import World


@pytest.fixture
def dropping(monkeypatch: pytest.MonkeyPatch) -> None:
    """The policy by which what is stale drops out."""
    monkeypatch.setattr("steun.web.know.catalogue.model.curation", lambda: Curation(731, 30, True))
    monkeypatch.setattr("steun.web.decide.commitment.read.curation", lambda: Curation(731, 30, True))


def stale(**more: Any) -> None:
    yesterday = clock.today() - timedelta(days=1)
    Capability.objects.filter(pk="sandbags").update(**{"valid_until": yesterday, **more})


def there(world: World) -> int:
    found = indication.of("sandbags", world.actor("locc", "LOCC"))
    return found.profile[-1][1] if found.profile else 0


def test_what_was_withdrawn_is_not_available_to_promise(world: World):
    assert there(world) > 0
    Capability.objects.filter(pk="sandbags").update(withdrawn_on=clock.today())
    assert there(world) == 0
    (answer,) = answers.of(world.asked(), world.actor("locc", "LOCC"))
    assert (answer.reason, answer.total) == ("withdrawn", 0) and answer.why[0].startswith(
        "Deze capaciteit is ingetrokken"
    )


def test_what_is_stale_counts_on_unless_the_policy_says_otherwise(world: World):
    stale()
    assert not policy.curation().stale_drops_out and there(world) > 0
    (answer,) = answers.of(world.asked(), world.actor("locc", "LOCC"))
    assert answer.total > 0


def test_by_that_policy_what_is_stale_drops_out_and_says_why(world: World, dropping: None):
    assert there(world) > 0
    stale()
    assert there(world) == 0
    (answer,) = answers.of(world.asked(), world.actor("locc", "LOCC"))
    assert answer.reason == "not-confirmed" and answer.short == answer.open


def test_what_is_out_of_season_is_not_there_in_those_months_and_says_why(world: World):
    this = world.now.month
    away, before, after = ((this + n) % 12 + 1 for n in (4, 10, 1))
    Capability.objects.filter(pk="sandbags").update(season_from=away, season_until=away)
    assert there(world) == 0
    (answer,) = answers.of(world.asked(), world.actor("locc", "LOCC"))
    assert (answer.reason, answer.total) == ("out-of-season", 0)
    Capability.objects.filter(pk="sandbags").update(season_from=before, season_until=after)
    assert there(world) > 0


@pytest.mark.parametrize(
    ("now", "why"),
    [({"withdrawn_on": date(2026, 1, 1)}, "withdrawn"), ({"valid_until": date(2026, 1, 1)}, "not-confirmed")],
)
def test_the_planner_gives_nothing_of_what_does_not_count(world: World, dropping: None, now: dict[str, date], why: str):
    request = world.asked()
    assert [it.request for it in situation.look(AllocationPolicy()).lines.values()] == [request]
    Capability.objects.update(**now)
    given = situation.look(AllocationPolicy())
    assert not given.problem.lines and [(it.request, it.why) for it in given.unplanned] == [(request, why)]


def test_what_was_never_confirmed_is_not_stale(world: World, dropping: None):
    stale(valid_until=None)
    assert there(world) > 0


def test_the_page_shows_how_long_means_really_took(world: World, login: Any):
    request = world.ended()
    type(request).objects.filter(pk=request.pk).update(urgent=True)
    page = login("locc", "LOCC").get("/catalogue/sandbags").content.decode()
    assert "Waargenomen in Steun" in page and "(1×)" in page
    assert "Waargenomen in Steun" not in login("duty-officer", "VR23").get("/catalogue/sandbags").content.decode()
    assert "in Steun:" in login("locc", "LOCC").get("/catalogue?q=zandzakken").content.decode()
