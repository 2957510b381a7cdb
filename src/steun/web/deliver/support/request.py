"""What a movement needs of civil partners, as an ordinary request: filled in as far as the movement knows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from steun.core.deliver.movement.permissions import Support
from steun.rules.load import law
from steun.web.ask.request.shape import RequestIn
from steun.web.deliver.movement.model import Movement
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.road.read import register

TASK = "allied-transit"
HOUR = timedelta(hours=1)


def request_of(it: Movement, support: Support, by: Actor) -> RequestIn:
    """The draft: effect, place, time, how many. Whoever asks says the rest, and to whom."""
    node = register().nodes[it.origin]
    starts, ends = when(it, support)
    given: dict[str, Any] = {
        "task_kind": TASK, "title": f"{words.named(support.title)}, {it.name}", "place": node.name, "lon": node.lon,
        "lat": node.lat, "starts_at": starts, "ends_at": ends,
    }  # fmt: skip
    if Effect.objects.filter(pk=support.effect).exists():
        given["effect"] = support.effect
    if Capability.objects.filter(pk=support.capability).exists():
        quantity = guards_at_a_time(it, support) or support.pieces(it.vehicles, len(it.marches))
        given["lines"] = [{"capability": support.capability, "quantity": quantity}]
    if support.guards:
        given["task"] = guarding(it, support, starts, ends)
    bases = law().on(clock.today()).values()
    if fitting := [one.code for one in bases if TASK in one.tasks and by.role in one.requesters]:
        given["bases"] = fitting[:1]
    return RequestIn.model_validate(given)


def guards_at_a_time(it: Movement, support: Support) -> int:
    """How many guard the site where it begins, as the register has it; 0 = nobody stated it."""
    here = (site.number("guards") for site in register().sites.values() if site.node == it.origin)
    return max((number for number in here if number), default=0) if support.guards else 0


def guarding(it: Movement, support: Support, starts: datetime, ends: datetime) -> str:
    """How many at a time, for how long, and how many person-hours that is."""
    known = guards_at_a_time(it, support)
    people, hours = known or support.pieces(it.vehicles, len(it.marches)), -((starts - ends) // HOUR)
    given = {"people": people, "hours": hours, "person_hours": people * hours, "vehicles": support.each}
    amount = _("%(people)s guards at a time for %(hours)s hours: %(person_hours)s person-hours.") % given
    why = _("Guards as the register has them for this site.") if known else _(
        "Guards: one for every %(vehicles)s vehicles, a proposal of Steun; nobody stated what this site asks."
    ) % given  # fmt: skip
    return f"{amount} {why}"


def when(it: Movement, support: Support) -> tuple[Any, Any]:
    """At its origin until the last vehicle left; along the way while it is under way."""
    first, last = it.departs or it.earliest, it.arrives or it.latest
    if support.at == "way":
        return first, last
    left = max((it.moment(one.first + one.passing) for one in it.packets), default=it.latest)
    return min(it.earliest, left - HOUR), left
