"""How people see flows on roads: the list, the form, and the page of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from steun.core.kernel.machine import Offer
from steun.core.know.roads.flow import FLOW
from steun.rules.load import roles
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.life.pages import Context, Pages
from steun.web.know.flow.model import Flow
from steun.web.know.road.read import Stretch, register, stretches

AS_FILLED_IN = "…"


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    """Begun for a link (`?link=J-BAN.J-DEI.A15`)."""
    typed: Mapping[str, Any] = wrong.typed if wrong else {"link": http.GET.get("link", "")}
    return {"typed": typed, "seen_at": clock.now(), "until": None, **choices(actor)}


def choices(actor: Actor) -> Context:
    """Links of which this actor may say what was seen, and the ends of those."""
    may = [it for it in stretches().values() if may_watch(it, actor)]
    nodes = register().nodes
    ends = dict.fromkeys(node for it in may for node in (it.link.a, it.link.b))
    return {
        "links": [("", _("Choose")), *sorted(((it.code, it.name) for it in may), key=lambda row: row[1])],
        "ends": [("", _("Choose")), *sorted(((code, nodes[code].name) for code in ends), key=lambda row: row[1])],
    }


def may_watch(it: Stretch, actor: Actor) -> bool:
    own = roles().owners if actor.organisation in it.owners else ()
    here = tuple(roles().level_places) if actor.organisation in (*it.regions, *it.municipalities) else ()
    return actor.role in (*own, *here, *roles().movers, *roles().coordinators)


def shown(it: Flow, actor: Actor) -> Context:
    return {**choices(actor), "stretch": it.stretch}


def offers(it: Flow, actor: Actor) -> list[Offer[Any]]:
    """As if reasons were filled in, and a count said something else."""
    return list(FLOW.offers(it.state, actor, it.facts(changes=True, reason=AS_FILLED_IN)))


def beginners() -> tuple[str, ...]:
    return (*roles().owners, *roles().level_places, *roles().movers, *roles().coordinators)


PAGES = Pages(
    begin="report-flow", beginners=beginners, form=form, shown=shown, offers=offers, name=lambda it: it.name,
    order=("seen_at", "pk"), states={"seen": ("seen",), "over": ("over",)},
)  # fmt: skip
