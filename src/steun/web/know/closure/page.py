"""How people see closures: the list, the form, and the page of one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.http import HttpRequest

from steun.core.kernel.machine import Offer
from steun.core.kernel.text.folding import folded
from steun.core.know.roads.closure import CAUSES, CLOSURE
from steun.rules.load import roles
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.life.pages import Context, Pages
from steun.web.kernel.people.choices import Choice
from steun.web.kernel.people.models import Organisation
from steun.web.know.closure.model import Closure
from steun.web.know.road.read import Stretch, stretches

AS_FILLED_IN = "…"


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    typed: Mapping[str, Any] = wrong.typed if wrong else {}
    given = http.POST if wrong else http.GET
    return {"typed": typed, "starts_at": clock.now(), **choices(given.getlist("links"), actor)}


def choices(chosen: Collection[str], actor: Actor) -> Context:
    """Links to choose from: those that one may close, and what was chosen already."""
    may = [it for it in stretches().values() if it.code in chosen or actor.role in closing(it, actor)]
    found = [Choice(it.code, it.name, through(it), folded(f"{it.name} {it.code}"), it.code in chosen) for it in may]
    return {
        "causes": [(code, words.word("closure-cause", code)) for code in CAUSES],
        "links": sorted(found, key=lambda it: (not it.chosen, it.name)),
    }


def closing(it: Stretch, actor: Actor) -> Collection[str]:
    """The roles that close this link for the organisation of this actor."""
    own = roles().owners if actor.organisation in it.owners else ()
    here = tuple(roles().level_places) if actor.organisation in (*it.regions, *it.municipalities) else ()
    return (*own, *here)


def through(it: Stretch) -> str:
    return ", ".join(named(it.regions))


def named(codes: Collection[str]) -> list[str]:
    """The names of organisations, in the order of their codes."""
    known = Organisation.objects.in_bulk(list(codes))
    return [words.named(known[code]) for code in codes if code in known]


def shown(it: Closure, actor: Actor) -> Context:
    along = it.stretches
    return {
        "along": along,
        "regions": named(tuple(dict.fromkeys(code for one in along for code in one.regions))),
        "owners": named(tuple(dict.fromkeys(code for one in along for code in one.owners))),
        **choices(it.links, actor),
    }


def offers(it: Closure, actor: Actor) -> list[Offer[Any]]:
    """As if reasons were filled in, and a change said something else."""
    return list(CLOSURE.offers(it.state, actor, it.facts(changes=True, reason=AS_FILLED_IN)))


def beginners() -> tuple[str, ...]:
    return (*roles().owners, *roles().level_places)


PAGES = Pages(
    begin="close-road", beginners=beginners, form=form, shown=shown, offers=offers, name=lambda it: it.name,
    menu="Closures", order=("starts_at", "pk"), states={"in-force": ("in-force",), "lifted": ("lifted",)},
)  # fmt: skip
