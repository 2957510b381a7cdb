"""What only the passing of time does to gates and holds: remind, then escalate. Nothing lapses silently."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from steun.core.ask.gate import GATE, SAID, is_unconfirmed
from steun.rules.load import roles
from steun.web.ask.gate.facts import gate_facts
from steun.web.ask.gate.gates import summon
from steun.web.ask.gate.model import Gate
from steun.web.ask.request.facts import request_facts, whole
from steun.web.ask.request.model import Request
from steun.web.kernel.actor import Actor
from steun.web.kernel.failure.retry import each
from steun.web.kernel.journal.record import apply_move
from steun.web.kernel.people.notices import notify

CLOCK = Actor.clock()
ESCALATE_AFTER = timedelta(minutes=30)  # policy: from the reminder to the next in rank


def late(now: datetime) -> list[Gate]:
    """Gates whose answer or written confirmation was due before now."""
    due = Q(state__in=SAID, confirm_by__lte=now) | Q(state="open", ready_at__isnull=False, due_at__lte=now)
    waiting = Q(reminded_at=None) | Q(escalated_at=None, reminded_at__lte=now - ESCALATE_AFTER)
    return list(Gate.objects.filter(due, waiting).order_by("pk")[:500])


def gates(now: datetime) -> int:
    """Remind the holders of late gates; what stays out longer goes to the next in rank and to who keeps watch."""
    return each([gate.pk for gate in late(now)], lambda pk: nudge(pk, now))


@transaction.atomic
def nudge(pk: UUID, now: datetime) -> bool:
    """One late gate: remind once, escalate once. False when somebody acted in the meantime."""
    rows = whole(Request.objects.all()).select_for_update(of=("self",), no_key=True)
    request = rows.get(gates=pk)  # acts on one request queue here
    gate = next(g for g in request.gates.all() if g.pk == pk)
    gate.request = gate.part.request = request
    said = gate.state in SAID
    limit = gate.confirm_by if said else gate.due_at
    if gate.state not in ("open", *SAID) or limit is None or limit > now:
        return False
    name = "remind" if gate.reminded_at is None else "escalate"
    if name == "escalate" and (
        gate.escalated_at or gate.reminded_at is None or gate.reminded_at > now - ESCALATE_AFTER
    ):
        return False
    data = {"gate": gate.code, "due_at": limit.isoformat(), "by_phone": said}
    entry = apply_move(
        gate, GATE, name, by=CLOCK, facts=gate_facts(gate, request_facts(request)), basis=gate.part.basis, data=data
    )
    if name == "remind":
        gate.reminded_at = now
        summon(gate, gate.request, entry, "reminder")
        if is_unconfirmed(gate.state, gate.rule.second):
            facts = {"number": gate.request.number or "", "title": gate.request.title, "gate": gate.code}
            path = f"/requests/{gate.request_id}"
            notify("to-attest", sorted(gate.rule.second), None, entry=entry, path=path, facts=facts)
    else:
        gate.escalated_at = now
        summon(gate, gate.request, entry, "escalation", rank=1)
        facts = {"number": gate.request.number or "", "title": gate.request.title, "gate": gate.code}
        notify("escalation", roles().watchers, None, entry=entry, path=f"/requests/{gate.request_id}", facts=facts)
    gate.save()
    return True
