"""A hold whose end has come is told to whoever keeps the means, on record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from steun.web.ask.gate.gates import parties
from steun.web.ask.request.model import Request
from steun.web.decide.commitment import acts as commitments
from steun.web.decide.commitment import tick
from steun.web.kernel.people.models import Notice
from tests.builders import World

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=3)


@pytest.mark.parametrize(
    ("unit", "keeper", "notified"),
    [
        ("alpha", ("toc", "TOC"), {("dops", "DOPS"), ("toc", "TOC")}),
        ("rws-ground", ("provider", "RWS"), {("provider", "RWS")}),
    ],
)
def test_whoever_keeps_the_means_is_told_that_a_hold_ends(world: World, unit: str, keeper, notified) -> None:
    row = world.unit(unit)
    capability = row.offerings.get().capability_id
    request = world.asked(lines=[{"capability": capability, "quantity": 1}])
    if row.side != "defence":
        Request.objects.filter(pk=request.pk).update(addressee=row.organisation_id)
        parties({row.organisation}, request, "provider")
    commitments.reserve(
        request.pk,
        unit=row.code,
        capability=capability,
        quantity=1,
        by=world.actor(*keeper),
        hold_until=world.now + timedelta(hours=1),
    )
    assert tick.holds(world.now + LATER) == 1 and tick.holds(world.now + LATER) == 0
    assert {(n.role, n.organisation) for n in Notice.objects.filter(kind="hold-ends")} == notified
