"""Roads: the register on its pages, who closes which link, and who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from steun.core.kernel.errors import Malformed, NotYours
from steun.web.desks.audit.check import replay
from steun.web.kernel.people.models import Notice
from steun.web.know.closure import acts
from steun.web.know.closure.model import Closure
from steun.web.know.closure.shape import ClosureIn
from steun.web.know.closure.tick import closures as tick
from tests.builders import World
from tests.web.samples.closure import DESK, HOUR, LINK, closure, given

pytestmark = pytest.mark.django_db
ELSEWHERE = "J-WAT.J-DIE.A1"


def test_a_region_closes_what_runs_through_it_and_nothing_elsewhere(world: World) -> None:
    assert "VR24" in closure(world).places

    for links in ([ELSEWHERE], [LINK, ELSEWHERE]):
        with pytest.raises(NotYours):
            closure(world, links=links)


def test_a_closure_can_be_moved_and_lifted_only_by_who_may_close_there(world: World) -> None:
    it = closure(world)

    with pytest.raises(NotYours):
        acts.change(it.pk, ClosureIn(**given(links=[ELSEWHERE])), by=world.desk)
    with pytest.raises(NotYours):
        acts.lift(it.pk, by=world.actor("duty-officer", "VR23"), reason="Ours now")


def test_the_regions_along_a_closed_road_are_notified(world: World) -> None:
    it = closure(world, links=["J-VON.J-KER.A2"])

    rows = Notice.objects.filter(entry=it.entry, kind="road-closed")
    assert {row.person.mandates.get().organisation_id for row in rows} == {"VR23", "VR24"}


@pytest.mark.parametrize(("start", "end"), [(-4 * HOUR, -HOUR), (HOUR, timedelta(0)), (HOUR, HOUR)])
def test_a_closure_that_ends_before_it_starts_or_is_over_says_so_at_its_end(world: World, start, end) -> None:
    with pytest.raises(Malformed) as wrong:
        closure(world, starts_at=world.now + start, ends_at=world.now + end)

    assert {it.field for it in wrong.value.faults} == {"ends_at"}


def test_time_opens_a_road_again_and_the_journal_agrees(world: World) -> None:
    it = closure(world)
    Closure.objects.all().within(world.now, world.now + HOUR).get(pk=it.pk)

    assert tick(it.ends_at - timedelta(seconds=1)) == 0
    assert (tick(it.ends_at), tick(it.ends_at)) == (1, 0)

    it.refresh_from_db()
    assert it.state == "lifted"
    assert not list(replay())


def test_the_page_of_roads_says_what_is_closed_and_what_must_be_asked(world: World, login) -> None:
    it = closure(world)
    client = login(*DESK, "en")

    whole = client.get("/roads", {"q": "A2", "region": "VR24"}).content.decode()
    one = client.get(f"/roads/{LINK}").content.decode()

    assert f'href="/closures/{it.pk}"' in whole and f'href="/closures/{it.pk}"' in one
    assert 'data-tone="bad"' in whole and "/roads/J-WAT.J-DIE.A1" not in whole
    assert "not known: ask the owner" in one and "Generalised" in one
    assert client.get("/roads/NOWHERE").status_code == 404


def test_the_api_has_the_register_with_null_for_what_is_not_known(world: World, api) -> None:
    ask = api(*DESK)

    about = ask("get", "/roads").json()
    found = ask("get", "/roads/links?q=Drechttunnel").json()["items"]

    assert about["generalised"] and about["since"] and len(about["nodes"]) > 150
    assert [(it["tunnel"], it["load_wheeled"], it["owners"]) for it in found] == [("C", None, ["RWS"])]
    assert ask("get", "/roads/links/NOWHERE").status_code == 404
