"""What the passing of time does to decrees: they run out after their last day."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from steun.web.kernel import moments
from steun.web.kernel.actor import Actor
from steun.web.know.decree.acts import move
from steun.web.know.decree.model import Decree


def decrees(now: datetime) -> int:
    """End what has run out. At most 500 in one round."""
    due = Decree.objects.filter(state="in-force", ends_on__lt=moments.day_of(now)).values_list("pk", flat=True)
    return sum(step(pk, now) for pk in list(due[:500]))


@transaction.atomic
def step(pk: UUID, now: datetime) -> bool:
    """One step of one decree. False when somebody was faster."""
    decree = Decree.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if decree.state != "in-force" or not decree.ends_on or decree.ends_on >= moments.day_of(now):
        return False
    decree.ended_at = move(decree, "expire", Actor.clock(), data={}).happened_at
    decree.save()
    return True
