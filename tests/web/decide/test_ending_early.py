"""A request that ends earlier frees its units from that moment, and what would have come later at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from steun.web.decide.commitment.model import Commitment
from steun.web.decide.request import acts as on_requests
from steun.web.deliver.deployment import acts as deliver
from tests.builders import World

pytestmark = pytest.mark.django_db


def two_promises(world: World) -> tuple[Commitment, Commitment]:
    """One that comes at the beginning, one that comes 14 hours later."""
    request = world.granted()
    soon = world.commit(request, "alpha", 40)
    return soon, world.commit(request, "bravo", 10, arrives=request.starts_at + timedelta(hours=14))


def test_what_would_come_after_the_new_end_is_free_again_and_the_rest_goes_home_then(world: World) -> None:
    soon, late = two_promises(world)
    end = soon.request.starts_at + timedelta(hours=10)
    on_requests.shorten(soon.request_id, end, by=world.desk, reason="The water falls")
    soon.refresh_from_db()
    late.refresh_from_db()
    assert (soon.state, soon.leaves_at) == ("committed", end)
    assert (late.state, late.entry.reason) == ("released", "request-shortened")


def test_what_is_under_way_stays_what_it_is(world: World) -> None:
    soon, late = two_promises(world)
    deliver.order(soon.request_id, by=world.actor("toc", "TOC"))
    on_requests.shorten(soon.request_id, soon.request.starts_at + timedelta(hours=10), by=world.desk, reason="Enough")
    late.refresh_from_db()
    assert late.state == "committed"
