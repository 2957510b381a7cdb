"""Whom to call when it is urgent: who holds the gates whose turn it is, with their telephone numbers."""

from __future__ import annotations

from collections.abc import Iterable

from steun.web.ask.gate.model import Gate
from steun.web.ask.gate.rows import Chain
from steun.web.ask.request.model import Request
from steun.web.kernel import clock
from steun.web.kernel.people.models import Mandate

EACH, MOST = 2, 6
"""Persons of one gate, and in all: who is called first stands first."""


def calls(request: Request, chains: Iterable[Chain]) -> list[str]:
    """Of an urgent request, whose act it is now, but for the reader's own."""
    if not request.urgent:
        return []
    turns = [row.gate for chain in chains for row in chain.rows if row.state == "open" and not row.mine]
    return list(dict.fromkeys(call for gate in turns for call in holders(gate) if call))[:MOST]


def holders(gate: Gate) -> list[str]:
    """Name and number of who may act on a gate, the first in rank before the others; of nobody without a number."""
    rows = Mandate.objects.valid_at(clock.now()).filter(role__in=gate.holder_roles).exclude(person__phone="")
    rows = rows.filter(organisation=gate.organisation_id) if gate.organisation_id else rows
    found = rows.select_related("person").order_by("rank", "role")[:EACH]
    return [f"{row.person.name} {row.person.phone}" for row in found]
