"""How people see standing permissions: the list, the form, and the page of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from steun.core.deliver.movement.clearance import CLEARANCE
from steun.core.deliver.movement.permissions import GOODS
from steun.core.kernel.machine import Offer
from steun.core.kernel.text.folding import folded
from steun.rules.load import roles
from steun.rules.policy.transit import transit
from steun.web.deliver.clearance.model import Clearance
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.life.pages import Context, Pages
from steun.web.kernel.people.choices import Choice
from steun.web.know.road.read import register

AS_FILLED_IN = "…"
BEGUN = {"goods": "none", "vehicles": 0, "weight_kg": 0, "width_cm": 0, "height_cm": 0, "load_class": 0}


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    chosen = http.POST.getlist("roads") if wrong else []
    numbers = sorted({link.road for link in register().links.values()})
    roads = [Choice(it, it, "", folded(it), it in chosen) for it in numbers]
    standing = [it for it in transit().on(clock.today()) if not it.unknown]
    return {
        "typed": wrong.typed if wrong else {**BEGUN, "first_day": clock.today().isoformat()},
        "permissions": [("", _("Choose")), *((it.code, words.named(it)) for it in standing)],
        "goods": [(code, words.word("goods", code)) for code in GOODS],
        "roads": sorted(roads, key=lambda it: (not it.chosen, it.code)),
    }


def offers(it: Clearance, actor: Actor) -> list[Offer[Any]]:
    return list(CLEARANCE.offers(it.state, actor, it.facts(AS_FILLED_IN)))


PAGES = Pages(
    begin="enter-clearance", beginners=lambda: roles().movers, form=form, shown=lambda it, actor: {}, offers=offers,
    name=lambda it: it.name, menu="Standing permissions", order=("last_day", "pk"),
    states={"in-force": ("in-force",), "ended": ("ended",)},
)  # fmt: skip
