"""What the passing of time does to closures: they are over at their end."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from steun.core.know.roads.closure import CLOSURE
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.own import locked, step
from steun.web.know.closure.model import Closure


def closures(now: datetime) -> int:
    """Lift what has run out. At most 500 in one round."""
    due = Closure.objects.filter(state="in-force", ends_at__lte=now).values_list("pk", flat=True)
    return sum(expire(pk, now) for pk in list(due[:500]))


@transaction.atomic
def expire(pk: UUID, now: datetime) -> bool:
    """One closure. False when somebody was faster."""
    it: Closure = locked(Closure.objects.all()).get(pk=pk)
    if it.state != "in-force" or it.ends_at is None or it.ends_at > now:
        return False
    step(it, CLOSURE, "expire", by=Actor.clock(), facts=it.facts())
    it.save()
    return True
