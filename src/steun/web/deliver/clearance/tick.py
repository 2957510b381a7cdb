"""What the passing of time does to standing permissions: they are over after their last day."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from steun.core.deliver.movement.clearance import CLEARANCE
from steun.web.deliver.clearance.acts import AUDIENCE
from steun.web.deliver.clearance.model import Clearance
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.own import locked, step


def clearances(now: datetime) -> int:
    """End what has run out. At most 500 in one round."""
    due = Clearance.objects.filter(state="in-force", last_day__lt=clock.today()).values_list("pk", flat=True)
    return sum(expire(pk) for pk in list(due[:500]))


@transaction.atomic
def expire(pk: UUID) -> bool:
    """One of them. False when somebody was faster."""
    it: Clearance = locked(Clearance.objects.all()).get(pk=pk)
    if it.state != "in-force" or it.last_day >= clock.today():
        return False
    step(it, CLEARANCE, "expire", by=Actor.clock(), facts=it.facts(), audience=AUDIENCE)
    it.save()
    return True
