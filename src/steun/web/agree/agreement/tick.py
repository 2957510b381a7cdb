"""What the passing of time does to readiness agreements: they begin, are reminded of, are renewed or run out."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from steun.core.agree.agreement import AGREEMENT, COUNTS, OPEN
from steun.web.agree.agreement.acts import answer_needs, notify_parties
from steun.web.agree.agreement.model import Agreement
from steun.web.agree.agreement.read import ANSWER, running_out, within
from steun.web.kernel import moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.own import step

BATCH = 500
KINDS = {"begin": "agreement-begins", "succeed": "agreement-ends", "expire": "agreement-ends"}
"""What the parties are told of each step; a reminder says what it reminds of."""


def agreements(now: datetime) -> int:
    """Begin, remind, renew, end. At most so many in one round."""
    today = moments.day_of(now)
    rows = Agreement.objects.all()
    begun = Q(state="agreed", starts_on__lte=today)
    over = Q(state="in-force", ends_on__lt=today)
    silent = Q(state__in=OPEN, since__lt=now - within(ANSWER), reminded=False)
    due = list(rows.filter(begun | over | silent).order_by("pk").values_list("pk", flat=True)[:BATCH])
    ending = running_out(today, rows).filter(reminded=False, ends_on__gte=today)
    due += list(ending.values_list("pk", flat=True)[:BATCH])
    return sum(one(pk, now, today) for pk in dict.fromkeys(due))


@transaction.atomic
def one(pk: UUID, now: datetime, today: date) -> bool:
    """One step of one agreement. False when somebody was faster."""
    rows = Agreement.objects.select_for_update(of=("self",), no_key=True).select_related("renews")
    it = rows.prefetch_related("sides").get(pk=pk)
    name = next_step(it, now, today)
    if not name:
        return False
    entry = step(it, AGREEMENT, name, by=Actor.clock(), facts=it.facts())
    it.reminded = name == "remind"
    if name != "remind":
        it.since = entry.happened_at
    it.save()
    if name in KINDS:
        answer_needs(it, Actor.clock())
    waits = "agreement-unanswered" if it.state in OPEN else "agreement-runs-out"
    notify_parties(it, KINDS.get(name, waits), entry)
    return True


def next_step(it: Agreement, now: datetime, today: date) -> str:
    """What time asks of it now; "" for nothing."""
    if it.state == "agreed" and it.starts_on <= today:
        return "begin"
    if it.state == "in-force" and it.ends_on < today:
        return "succeed" if it.renewals.filter(state__in=COUNTS).exists() else "expire"
    if it.reminded:
        return ""
    if it.state in OPEN and it.since < now - within(ANSWER):
        return "remind"
    ending = it.state == "in-force" and running_out(today, Agreement.objects.filter(pk=it.pk)).exists()
    return "remind" if ending else ""
