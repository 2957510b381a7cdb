"""What the passing of time does to flows: nobody counts with them after the hour that they say."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from steun.core.know.roads.flow import FLOW
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.own import locked, step
from steun.web.know.flow.model import Flow


def flows(now: datetime) -> int:
    """End what has run out. At most 500 in one round."""
    due = Flow.objects.filter(state="seen", ends_at__lte=now).values_list("pk", flat=True)
    return sum(expire(pk, now) for pk in list(due[:500]))


@transaction.atomic
def expire(pk: UUID, now: datetime) -> bool:
    """One flow. False when somebody was faster."""
    it: Flow = locked(Flow.objects.all()).get(pk=pk)
    if it.state != "seen" or it.ends_at is None or it.ends_at > now:
        return False
    step(it, FLOW, "expire", by=Actor.clock(), facts=it.facts())
    it.save()
    return True
