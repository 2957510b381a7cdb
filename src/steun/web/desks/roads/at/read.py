"""The roads at a moment: who drives where, who leaves, what is closed or full, what does not go together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from steun.web.desks.roads.at.clashes import Shown, clashes, now_and_later
from steun.web.desks.roads.at.columns import Column, Seen, columns_at, last_of, seen_by, to_come
from steun.web.desks.roads.at.people import Leaving, Load, leaving, loads_at
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.know.closure.model import Closure
from steun.web.know.flow.model import Flow

AHEAD = timedelta(days=14)
"""So far ahead is looked, and closures that begin within so long are listed."""
LEAST = timedelta(hours=6)
"""So far ahead the slider reaches when nothing is planned."""
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class RoadsAt:
    """closures: those in force then or soon after, by when they begin; shut: links that are closed then. flows: cars
    that nobody planned, then. clashes: then; later: those that come. until: the last moment that something is planned.
    """

    at: datetime
    columns: tuple[Column, ...]
    to_come: int
    leaving: tuple[Leaving, ...]
    loads: tuple[Load, ...]
    closures: tuple[Closure, ...]
    flows: tuple[Flow, ...]
    clashes: tuple[Shown, ...]
    later: tuple[Shown, ...]
    until: datetime

    @property
    def shut(self) -> set[str]:
        return {code for it in self.closures if it.starts_at <= self.at for code in it.links}

    @property
    def crowded(self) -> set[str]:
        return {it.link for it in self.flows}

    @property
    def in_conflict(self) -> set[object]:
        """The movements that do not go together with something, then."""
        return {party.it.pk for it in self.clashes for party in it.clash.parties}


def roads_at(actor: Actor, at: datetime) -> RoadsAt:
    """As far as this actor sees them."""
    now = clock.now()
    seen, its = seen_by(actor), leaving(actor)
    shut = list(Closure.objects.visible_to(actor).whole().within(now, now + 2 * AHEAD).order_by("starts_at", "pk"))
    full = list(watched(actor, now))
    here, later = now_and_later(clashes(seen, its, shut, full), at)
    return RoadsAt(
        at, tuple(columns_at(seen, at)), to_come(seen, at), tuple(its), tuple(loads_at(its, at)),
        tuple(it for it in shut if it.starts_at < at + AHEAD and (it.ends_at is None or it.ends_at > at)),
        tuple(it for it in full if it.seen_at <= at and (it.ends_at is None or it.ends_at > at)),
        tuple(here), tuple(later), last_moment(now, seen, its, shut, full),
    )  # fmt: skip


def watched(actor: Actor, now: datetime) -> Iterable[Flow]:
    """Cars that nobody planned, now or later."""
    rows = Flow.objects.visible_to(actor).whole().filter(Q(ends_at=None) | Q(ends_at__gt=now), state="seen")
    return rows.order_by("-seen_at", "pk")


def last_moment(
    now: datetime, seen: list[Seen], its: list[Leaving], shut: Iterable[Closure], full: Iterable[Flow]
) -> datetime:
    """When the last of what is planned to drive is off the roads, and what is known to begin has begun."""
    ends = [last_of(seen), *(it.ends for it in its), *(it.starts_at for it in shut), *(it.ends_at for it in full)]
    return min(max([now + LEAST, *(it for it in ends if it)]), now + AHEAD)
