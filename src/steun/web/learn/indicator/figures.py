"""What each indicator counts: conditions on rows, once for the figures and for the lists of cases behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from steun.core.agree.agreement import COUNTS
from steun.core.ask.states import GRANTED
from steun.core.decide.timeliness import LESS
from steun.core.know.need import SHARED
from steun.core.learn.lesson import CHANGED
from steun.web.agree.agreement.model import Agreement
from steun.web.ask.request.model import Request
from steun.web.deliver.deployment.model import Deployment
from steun.web.kernel import clock
from steun.web.know.need.model import Need
from steun.web.learn.lesson.model import Lesson

OVER = ("ended", "closed")
EVER_GRANTED = (*GRANTED, *OVER)
ANSWERED = ("refused", *EVER_GRANTED)
WHICH = ("part", "rest", "unknown", "whole")
YEAR = timedelta(days=365)
"""How long ago a test may lie."""


@dataclass(frozen=True)
class Figure:
    """model: the rows that are counted. whole, part, unknown: which of them; `part` and `unknown` never hold both.
    request: the way from such a row to its request. requester: the way to the organisation for which it counts.
    moment: the way to the moment by which it belongs to a quarter; "" = it is counted as it stands today."""

    model: Any
    whole: Q
    part: Q
    unknown: Q = field(default_factory=lambda: Q(pk__in=[]))
    request: str = ""
    requester: str = "requester"
    moment: str = "sent_at"

    @property
    def stands_today(self) -> bool:
        return not self.moment


def said(column: str) -> Figure:
    """What people answered in the evaluation of what is over; without one nobody knows."""
    answered = Q(**{"evaluation__state": "given", f"evaluation__{column}__in": ("yes", "partly", "no")})
    never = Q(evaluation=None) | Q(evaluation__state="due") | Q(**{f"evaluation__{column}": "unknown"})
    return Figure(
        Request, Q(state__in=OVER), answered & Q(**{f"evaluation__{column}": "yes"}), never & Q(state__in=OVER)
    )


def figures() -> Mapping[str, Figure]:
    """Every indicator by its code, in the order in which they are read; as of today."""
    today = clock.today()
    changed = Q(pk__in=Lesson.objects.filter(state__in=CHANGED, request__isnull=False).order_by().values("request"))
    on_scene = "commitment__promised_arrival"
    of_case: dict[str, Any] = {
        "request": "request", "requester": "request__requester", "moment": "request__sent_at",
    }  # fmt: skip
    standing: dict[str, Any] = {"moment": ""}
    counts = Q(state__in=COUNTS, starts_on__lte=today, ends_on__gte=today)
    held = Exists(Agreement.objects.filter(answers=OuterRef("pk"), state__in=COUNTS, ends_on__gte=today))
    named = Exists(Need.objects.filter(agreements=OuterRef("pk")))
    granted = Q(state__in=EVER_GRANTED)
    return {
        "answered": Figure(Request, Q(state__in=("asked", *ANSWERED)), Q(state__in=ANSWERED)),
        "met": Figure(
            Request, Q(state__in=ANSWERED), granted & ~Q(extent__in=(*LESS, "")), granted & Q(extent="")
        ),
        "promise-kept": Figure(
            Deployment, ~Q(state="cancelled"),
            Q(arrived_at__lte=F(on_scene), quantity__gte=F("commitment__promised_quantity")),
            Q(arrived_at=None), **of_case,
        ),
        "evaluated": Figure(Request, Q(state__in=OVER), Q(evaluation__state="given")),
        "effect-reached": said("effect_reached"),
        "in-time": said("in_time"),
        "promise-held": said("promise_kept"),
        "learned": Figure(Request, Q(state="closed"), changed),
        "tested": Figure(Agreement, counts, Q(tested_on__gte=today - YEAR), requester="provider", **standing),
        "answers-a-need": Figure(Agreement, counts, Q(named), requester="provider", **standing),
        "agreed": Figure(Need, Q(state__in=SHARED), Q(held), requester="organisation", **standing),
    }  # fmt: skip


def rows_of(figure: Figure, which: str, rows: Any) -> Any:
    """The rows behind a number, of those that the reader sees: the same conditions as it was counted by."""
    whole = rows.filter(figure.whole)
    if which in ("part", "unknown"):
        return whole.filter(getattr(figure, which))
    if which == "rest":
        known = rows.filter(figure.part | figure.unknown).order_by().values("pk")
        return whole.exclude(pk__in=known)
    return whole
