"""What is completed after sending: what is still to be filled in, by when, and the reminder when that has passed."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from steun.core.ask.request import REQUEST
from steun.core.ask.rules import RequestFacts, end_is_set, reception_is_arranged
from steun.rules.load import law
from steun.web.ask.gate.seats import asking_roles
from steun.web.ask.request.facts import request_facts, whole
from steun.web.ask.request.model import Request
from steun.web.kernel.actor import Actor
from steun.web.kernel.failure.retry import each
from steun.web.kernel.journal.record import apply_move
from steun.web.kernel.people.notices import notify

WAITS = ("asked", "granted")
"""States in which it is still to be completed: what was ordered had to be complete."""
UNKNOWN = Q(ends_at=None) | Q(assembly_point="") | Q(lodging="") | Q(meals="") | Q(contact="")


def reception_lacks(request: Request, *, holding: bool = False) -> tuple[str, ...]:
    """What is still to be filled in: end time, assembly point, lodging, meals, contact; `holding`: what holds up the
    order, which bed and board never do where lives are to be saved."""
    facts = RequestFacts(ends_at=request.ends_at, reception=request.reception, priority=request.priority)
    verdict = reception_is_arranged(facts)
    missing = str(verdict.facts["missing"]).split(", ") if verdict.blocks or not holding else []
    return tuple(m for m in (*([] if end_is_set(facts) else ["ends_at"]), *missing) if m)


def time_to_complete() -> timedelta:
    """From sending, for an urgent request."""
    return timedelta(minutes=law().deadlines["complete-urgent"].minutes)


def complete_by(request: Request) -> datetime | None:
    """By when an urgent request is to be completed; None when nothing lacks, or it was not urgent."""
    if not request.urgent or not request.sent_at or request.state not in WAITS or not reception_lacks(request):
        return None
    return request.sent_at + time_to_complete()


def late(now: datetime) -> list[UUID]:
    """Urgent requests that should have been completed by now, of which nobody was reminded yet."""
    rows = Request.objects.filter(UNKNOWN, urgent=True, state__in=WAITS, reminded_at=None)
    rows = rows.filter(sent_at__lte=now - time_to_complete())
    return list(rows.order_by("pk").values_list("pk", flat=True)[:500])


def remind_late(now: datetime) -> int:
    """Remind who asked of what is still to be completed; once for each request."""
    return each(late(now), lambda pk: remind(pk, now))


@transaction.atomic
def remind(pk: UUID, now: datetime) -> bool:
    """False when it was completed, or somebody reminded, in the meantime."""
    request = whole(Request.objects.all()).select_for_update(of=("self",), no_key=True).get(pk=pk)
    by = complete_by(request)
    if by is None or by > now or request.reminded_at:
        return False
    lacks = reception_lacks(request)
    data = {"complete_by": by.isoformat(), "lacks": list(lacks)}
    entry = apply_move(request, REQUEST, "remind", by=Actor.clock(), facts=request_facts(request), data=data)
    request.reminded_at = now
    request.save(update_fields=["state", "entry", "reminded_at"])
    facts = {"number": request.number or "", "title": request.title, "lacks": ", ".join(lacks)}
    path = f"/requests/{pk}#complete"
    notify(
        "to-complete", asking_roles(request.requester.kind), request.requester_id, entry=entry, path=path, facts=facts
    )
    return True
