"""What the pictures of an incident show: when units are away, what was promised for which need, what was kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from steun.core.kernel.units import minutes_between
from steun.web.ask.incident.model import Incident
from steun.web.ask.request.model import Request
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.promise.chart import marks
from steun.web.desks.charts.flow import Requirement, flow
from steun.web.kernel import clock, moments, words
from steun.web.kernel.actor import Actor

MOST = 40
"""Rows of a picture: more is a list, which the requests have."""
STANDS = ("committed", "completed")


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was promised and what came of it. late: minutes after the promise, below 0 before it. `x`, `width`: percent
    of a bar around the middle, where a promise was kept to the minute."""

    it: Commitment
    arrived: datetime
    late: int
    x: float
    width: float


def of_incident(incident: Incident, actor: Actor) -> dict[str, Any]:
    """The pictures, with the rows that stand beside them in tables; of what this reader may see."""
    rows = Commitment.objects.visible_to(actor).filter(request__incident=incident).exclude(state="released")
    found = list(rows.select_related("request", "unit", "capability", "deployment").order_by("starts_at", "pk")[:MOST])
    required = requirements(incident, actor)
    return {"bars": bars(found), "flow": flow(required), "delivered": delivered(found)}


def requirements(incident: Incident, actor: Actor) -> list[Requirement]:
    """Each requirement of what was sent, and how many of it are promised."""
    cases = Request.objects.visible_to(actor).filter(incident=incident, sent_at__isnull=False)
    cases = cases.exclude(state__in=["draft", "withdrawn", "refused", "joined"])
    cases = cases.prefetch_related("lines__capability", "commitments").order_by("priority", "number")
    found = []
    for case in cases.only("number", "priority", "state")[:MOST]:
        for line in case.lines.all():
            mine = (c for c in case.commitments.all() if c.capability_id == line.capability_id and c.state in STANDS)
            given = sum(c.quantity - c.short for c in mine)
            name = words.named(line.capability)
            found.append(Requirement(case.number or "", name, line.quantity, min(given, line.quantity)))
    return found[:MOST]


def bars(rows: Sequence[Commitment]) -> dict[str, Any] | None:
    """A time bar of when each unit is away from home for it."""
    if not rows:
        return None
    start, end = min(it.starts_at for it in rows), max(it.ends_at for it in rows)

    def at(moment: datetime) -> float:
        return round(100 * ((moment - start) / (end - start)), 2)

    now = clock.now()
    ticks = [
        {"at": at(moment), "text": moments.short(moment, clock.this_year())} for moment, *_rest in marks(start, end)
    ]
    return {"ticks": ticks, "rows": [bar(it, at) for it in rows], "now": at(now) if start <= now <= end else None}


def bar(it: Commitment, at: Any) -> dict[str, Any]:
    deployment = getattr(it, "deployment", None)
    state = deployment.state if deployment else it.state
    year = clock.this_year()
    said = _("%(quantity)s × %(what)s, %(state)s, from %(start)s to %(end)s") % {
        "quantity": it.quantity, "what": words.in_pieces(it.capability), "state": words.word("state", state),
        "start": moments.short(it.starts_at, year), "end": moments.short(it.ends_at, year),
    }  # fmt: skip
    span = {
        "at": at(it.starts_at), "width": round(at(it.ends_at) - at(it.starts_at), 2), "state": state,
        "text": words.word("state", state), "title": said,
    }  # fmt: skip
    return {
        "label": words.named(it.unit), "note": it.request.number or "", "url": f"/requests/{it.request_id}",
        "text": said, "spans": [span],
    }  # fmt: skip


def delivered(rows: Sequence[Commitment]) -> list[Delivered]:
    """Of what arrived: how much sooner or later than was promised, as bars around the middle."""
    there = [(it, it.deployment.arrived_at) for it in rows if getattr(it, "deployment", None)]
    late = [(it, at, minutes_between(it.promised_arrival, at)) for it, at in there if at]
    most = max((abs(minutes) for *_rest, minutes in late), default=0) or 1
    found = []
    for it, at, minutes in late:
        width = round(50 * abs(minutes) / most, 2)
        found.append(Delivered(it, at, minutes, 50.0 if minutes >= 0 else 50 - width, max(width, 0.5)))
    return found
