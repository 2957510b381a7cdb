"""Gates for machines."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from steun.core.kernel.errors import Unknown
from steun.web.ask.gate import turn
from steun.web.ask.gate.model import Gate
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape

router = Room()


class GateOut(Shape):
    id: UUID
    code: str
    title: str
    kind: str
    phase: str
    basis: str
    roles: list[str]
    organisation: str | None
    origin: str
    source: str
    read_version: date | None
    read_on: date | None
    state: str
    ready_at: datetime | None
    due_at: datetime | None
    confirm_by: datetime | None
    done_at: datetime | None
    state_text: str
    phoned_person: str
    attested_at: datetime | None
    attested_role: str
    verdict: str
    reason: str
    quantity: int | None
    from_at: datetime | None
    reconstructed: bool


def gate_out(gate: Gate, actor: Actor) -> dict[str, Any]:
    rule = gate.rule
    return {
        "id": gate.pk,
        "code": gate.code,
        "title": words.word("gate", gate.code),
        "kind": gate.kind,
        "phase": gate.phase,
        "basis": gate.part.basis,
        "roles": list(gate.holder_roles),
        "organisation": gate.organisation_id,
        "origin": rule.origin,
        "source": rule.source.title,
        "read_version": rule.source.read_version,
        "read_on": rule.source.read_on,
        "state": gate.state,
        "ready_at": gate.ready_at,
        "due_at": gate.due_at,
        "confirm_by": gate.confirm_by,
        "done_at": gate.done_at,
        "state_text": words.word("gate-state", gate.state),
        "phoned_person": gate.phoned_person,
        "attested_at": gate.attested_at,
        "attested_role": gate.attested_role,
        "verdict": gate.verdict,
        "reason": gate.reason_for(actor),
        "quantity": gate.quantity if gate.is_meant_for(actor) else None,
        "from_at": gate.from_at if gate.is_meant_for(actor) else None,
        "reconstructed": gate.reconstructed,
    }


@router.get("/gates/waiting", response=Page[GateOut])
def gates_waiting(http: HttpRequest, after: After = "", limit: Limit = 50) -> dict[str, Any]:
    """Gates that wait for you; `due_at` says which presses most."""
    actor = Actor.of(http)
    rows = turn.waiting(actor).select_related("part")
    return page(rows, lambda gate: gate_out(gate, actor), after, limit)


def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
    """The gate of a key. Raises `Unknown`."""
    found = Gate.objects.visible_to(actor).filter(pk=pk).select_related("part", "request").first()
    if found is None:
        raise Unknown("gate", pk)
    return gate_out(found, actor)
