"""What the passing of time does to lessons: who is late with one hears of it once for each day that was set."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from steun.core.learn.lesson import LESSON, OPEN
from steun.web.kernel import moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.own import step
from steun.web.learn.lesson.acts import notify_side
from steun.web.learn.lesson.model import Lesson

BATCH = 500


def lessons(now: datetime) -> int:
    """Remind of what is late. At most so many in one round."""
    late = Lesson.objects.filter(state__in=OPEN, due_on__lt=moments.day_of(now), reminded=False)
    return sum(remind(pk, now) for pk in late.order_by("pk").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def remind(pk: UUID, now: datetime) -> bool:
    """False when somebody was faster."""
    it = Lesson.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if it.reminded or it.state not in OPEN or it.due_on >= moments.day_of(now):
        return False
    entry = step(it, LESSON, "remind", by=Actor.clock(), facts=it.facts())
    it.reminded = True
    it.save()
    for code in {it.author_id, it.owner_id}:
        notify_side("lesson-late", it, code, entry)
    return True
