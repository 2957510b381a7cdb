"""What the passing of time does to polls: who did not answer is reminded, and after the last day it is closed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from steun.core.know.poll import POLL
from steun.web.kernel import moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.own import locked, step
from steun.web.know.poll.acts import end, inform
from steun.web.know.poll.model import Poll
from steun.web.know.poll.read import within

BATCH = 500


def polls(now: datetime) -> int:
    """Remind and close. At most so many in one round."""
    today = moments.day_of(now)
    over = Q(closes_on__lt=today)
    near = Q(closes_on__lte=moments.day_of(now + within()), reminded=False)
    due = Poll.objects.filter(over | near, state="open").order_by("pk").values_list("pk", flat=True)
    return sum(one(pk, now, today) for pk in list(due[:BATCH]))


@transaction.atomic
def one(pk: UUID, now: datetime, today: date) -> bool:
    """One step of one poll. False when somebody was faster, or everybody answered."""
    poll: Poll = locked(Poll.objects.all()).get(pk=pk)
    if poll.state == "open" and poll.closes_on < today:
        end(poll, "expire", by=Actor.clock())
        return True
    if poll.state != "open" or poll.reminded or poll.closes_on > moments.day_of(now + within()):
        return False
    silent = [it.organisation_id for it in poll.asked.all() if it.answered_at is None]
    poll.reminded = True
    if silent:
        entry = step(poll, POLL, "remind", by=Actor.clock(), facts=poll.facts(), data={"silent": silent})
        inform(poll, "poll-waits", entry, silent)
    poll.save()
    return bool(silent)
