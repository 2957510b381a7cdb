"""Lessons as they stand for an actor: the steps of one, what is due, and where one comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Min, QuerySet

from steun.core.kernel.machine import Offer
from steun.core.learn.lesson import LESSON, OPEN, learners
from steun.rules.load import roles
from steun.web.ask.request.model import Request
from steun.web.kernel import clock, moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.pages import Waiting
from steun.web.learn.lesson.model import Lesson

AS_FILLED_IN = "…"
MOST = 50
TASKS = {"drawn-up": "answer-lesson", "accepted": "carry-out-lesson"}


def offers(it: Lesson, actor: Actor) -> list[Offer[Any]]:
    """As if reasons, days and what shows it were filled in, and a revision said something else."""
    today = clock.today()
    facts = replace(
        it.facts(actor, changes=True, reason=AS_FILLED_IN), done=AS_FILLED_IN, shown_on=today, due_on=today,
    )  # fmt: skip
    return [offer for offer in LESSON.offers(it.state, actor, facts) if offer.move.name != "repeat"]


def waiting_for(actor: Actor) -> Iterable[Waiting]:
    """What one's own organisation has to answer or to carry out, the earliest first."""
    if actor.role not in learners(roles()):
        return
    rows = Lesson.objects.filter(owner=actor.organisation, state__in=OPEN)
    for it in rows.order_by("due_on", "pk")[:MOST]:
        yield Waiting(TASKS[it.state], it, moments.midnight(it.due_on + timedelta(days=1)))


def tested_on(request: Request) -> date | None:
    """The day on which its means were first there, when it was evaluated; None when neither is so."""
    if not request.number or getattr(getattr(request, "evaluation", None), "state", "") != "given":
        return None
    first = request.deployments.exclude(arrived_at=None).aggregate(first=Min("arrived_at"))["first"]
    return moments.day_of(first) if first else None


def tests_of(it: Lesson, actor: Actor) -> QuerySet[Request]:
    """Requests that may have put it to the test: evaluated, with means that were there since it was carried out."""
    since = moments.midnight(it.carried_on or clock.today())
    rows = Request.objects.visible_to(actor).filter(
        evaluation__state="given", deployments__arrived_at__gte=since
    )  # fmt: skip
    return rows.distinct().order_by("-pk")


def chain(it: Lesson, actor: Actor) -> list[Lesson]:
    """The same lesson before, the last time first, as far as this actor may see it."""
    found, key = [], it.repeats_id
    while key:
        earlier = Lesson.objects.visible_to(actor).whole().filter(pk=key).first()
        if earlier is None:
            break
        found.append(earlier)
        key = earlier.repeats_id
    return found
