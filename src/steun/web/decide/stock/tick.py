"""What the passing of time does to absences: they begin, and they end."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from steun.web.decide.stock.acts import move
from steun.web.kernel.actor import Actor
from steun.web.know.unit.model import Absence

CLOCK = Actor.clock()


def absences(now: datetime) -> int:
    """Begin what has begun, end what is over. At most 500 in one round."""
    due = Q(state="planned", starts_at__lte=now) | Q(state="begun", ends_at__lte=now)
    return sum(step(pk, now) for pk in list(Absence.objects.filter(due).values_list("pk", flat=True)[:500]))


@transaction.atomic
def step(pk: UUID, now: datetime) -> bool:
    """One step of one absence. False when somebody was faster."""
    absence = Absence.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=pk)
    name = {"planned": "begin", "begun": "expire"}.get(absence.state)
    limit = absence.starts_at if name == "begin" else absence.ends_at
    if name is None or limit > now:
        return False
    move(absence, name, CLOCK, data={"unit": absence.unit.code, "quantity": absence.quantity})
    absence.save()
    return True
