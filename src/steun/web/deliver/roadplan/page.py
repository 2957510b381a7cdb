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
    has_people,
    makes_no_difference,
    offers,
    positions,
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
    return {**found, "positions": its, "movements": list(names.items())}


def name(it: RoadPlan) -> str:
    return f"{_('Road plan')} {moments.short(it.starts_at, clock.this_year())}"


PAGES = Pages(
    begin="ask-road-plan", beginners=beginners, form=form, shown=shown, offers=offers, name=name, menu="Road plans",
    states={"calculated": (*IN_PROGRESS, "ready", "stopped", "failed")}, order=("-since", "-pk"), main=("adopt",),
    tasks=("agree-to-position",), waiting=waiting_for,
)  # fmt: skip
