"""What sleeps and what is awake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from steun.core.know.decree import Power
from steun.rules.policy.powers import powers
from steun.web.kernel import clock, moments
from steun.web.kernel.actor import Actor
from steun.web.know.decree.model import Decree


def awake_on(day: date, actor: Actor) -> dict[str, list[Decree]]:
    """By power, the decrees by which it is in force on a day; of today: at this moment."""
    found: dict[str, list[Decree]] = defaultdict(list)
    for decree in Decree.objects.visible_to(actor).awake(last_moment(day)):
        found[decree.power].append(decree)
    return found


def last_moment(day: date) -> datetime:
    """Now, of today; of another day its last second."""
    if day == clock.today():
        return clock.now()
    return moments.midnight(day + timedelta(days=1)) - timedelta(seconds=1)


def may_enter(actor: Actor) -> list[Power]:
    """The powers that this actor may say to be in force, somewhere."""
    return [it for it in powers().values() if actor.role in it.entered_by]


def in_place(awake: Iterable[Decree], codes: Iterable[str]) -> list[Decree]:
    """Those that hold in one of these places, which are looked up only when something is awake."""
    found = list(awake)
    places = frozenset(codes) if found else frozenset()
    return [decree for decree in found if decree.covers(places)]
