"""Who acts in a story: the holder who is called first for a seat, or one of those whose gate it is."""

from __future__ import annotations

from steun.core.kernel.errors import Unknown
from steun.web.ask.gate.model import Gate
from steun.web.ask.request.model import Request
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.models import Mandate, MandateQuerySet

ACTED = ("passed", "phoned", "waived", "dropped", "refused")
PHASES = {
    "draft": "before-sending", "asked": "before-grant", "granted": "before-deployment", "ordered": "before-deployment",
}  # fmt: skip
"""The acts that stand between a state of a request and the next."""


def first(rows: MandateQuerySet, name: str) -> Actor:
    """The first of these to be called. Raises `Unknown` when nobody holds the seat now."""
    held = rows.valid_at(clock.now()).select_related("organisation", "person").order_by("rank", "pk")
    found = held.first()
    if found is None:
        raise Unknown("seat", name)
    return Actor.of_mandate(found)


def holder(seat: str) -> Actor:
    """Who holds `role@organisation` now, or, of a bare role, whoever is first for it. Raises `Unknown`."""
    role, _, organisation = seat.partition("@")
    rows = Mandate.objects.filter(role=role)
    return first(rows.filter(organisation_id=organisation) if organisation else rows, seat)


def holder_of(gate: Gate) -> Actor:
    """Somebody whose gate it is. Raises `Unknown` when no seat of the gate is held."""
    roles = gate.holder_roles
    rows = Mandate.objects.filter(role__in=roles)
    return first(rows.filter(organisation_id=gate.organisation_id) if gate.organisation_id else rows, gate.roles)


def next_gate(request: Request) -> Gate | None:
    """The gate whose turn it is, of those that the state of the request waits for; None when there is none."""
    waiting = request.gates.filter(phase=PHASES.get(request.state, ""), ready_at__isnull=False)
    return waiting.exclude(state__in=ACTED).exclude(kind="inform").select_related("part").first()
