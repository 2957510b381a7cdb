"""How people see road plans: the list, the form to ask for one, and the page of one: whole, or one's own stretch."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from steun.core.deliver.roadplan import IN_PROGRESS
from steun.web.deliver.joint.curve import curve_of
from steun.web.deliver.joint.evacuees import hours_left
from steun.web.deliver.movement.read import sees_whole
from steun.web.deliver.roadplan.acts import DAYS, beginners
from steun.web.deliver.roadplan.model import RoadPlan
from steun.web.deliver.roadplan.read import (
    Position,
    has_people,
    makes_no_difference,
    offers,
    positions,
    reported,
    stretch_of,
    trade_off,
    waiting_for,
    waits,
)
from steun.web.kernel import clock, moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.life.pages import Context, Pages


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    begun = {"by_hour": hours_left(clock.now()), "keep": True}
    return {"typed": wrong.typed if wrong else begun, "starts": clock.now(), "ends": clock.now() + DAYS}


def shown(it: RoadPlan, actor: Actor) -> Context:
    whole = sees_whole(actor)
    found: Context = {"whole": whole, "in_progress": it.state in IN_PROGRESS, "has_people": has_people(it)}
    if it.state != "ready":
        return found
    rows = trade_off(it)
    found |= {
        "trade_off": rows, "makes_no_difference": makes_no_difference(rows), "waits": waits(it),
        "curve": curve_of(rows),
    }  # fmt: skip
    if not whole:
        return {**found, "stretch": stretch_of(it, actor)}
    its = positions(it)
    names = {str(change.it.pk): change.it.name for one in its for change in one.changes}
    found |= {"positions": its, "movements": list(names.items())}
    return {**found, **about(it, its)} if it.about_id else found


def about(it: RoadPlan, its: list[Position]) -> Context:
    """What a plan about one movement says first: what was known of it, and how many stay as they are."""
    first = it.position(its[0].trade_off.wait) if its else {"schedules": {}, "moved": {}}
    also = [change for one in its for change in one.changes if change.it.pk != it.about_id]
    return {
        "reported": reported(it), "also": also, "moving": len(first["moved"]),
        "stays": len(first["schedules"].keys() - first["moved"].keys()),
    }  # fmt: skip


def name(it: RoadPlan) -> str:
    return f"{_('Road plan')} {moments.short(it.starts_at, clock.this_year())}"


PAGES = Pages(
    begin="ask-road-plan", beginners=beginners, form=form, shown=shown, offers=offers, name=name, menu="Road plans",
    states={"calculated": (*IN_PROGRESS, "ready", "stopped", "failed")}, order=("-since", "-pk"), main=("adopt",),
    tasks=("agree-to-position",), waiting=waiting_for,
)  # fmt: skip
