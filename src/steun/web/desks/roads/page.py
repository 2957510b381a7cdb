"""The road register on a page: the map with every link, what bars it, and the table with the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from steun.core.deliver.evacuation.life import MOVING
from steun.core.kernel.errors import Unknown
from steun.core.know.roads.register import LIMITS
from steun.rules.load import law
from steun.web.deliver.evacuation.model import Evacuation
from steun.web.deliver.roadplan.acts import beginners as planners
from steun.web.desks.picture import map as maps
from steun.web.desks.roads import diagram
from steun.web.desks.roads.drawing import circles, drawn
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filters import choice_in, rows_in, text_in
from steun.web.kernel.people.models import Organisation
from steun.web.know.closure.model import Closure
from steun.web.know.closure.page import beginners, closing, named
from steun.web.know.flow.model import Flow
from steun.web.know.flow.page import beginners as watching
from steun.web.know.flow.page import may_watch
from steun.web.know.road.read import Stretch, register, searched, stretches

A_PAGE = 25
AHEAD = timedelta(days=14)
"""Closures that begin within so long are listed."""


@require_GET
def show(http: HttpRequest) -> HttpResponse:
    """Every link that fits, with its limits; what nobody stated says that it must be asked."""
    actor = Actor.of(http)
    text, region = text_in(http, "q"), choice_in(http, "region", tuple(law().regions))
    now = clock.now()
    closures = list(Closure.objects.visible_to(actor).within(now, now + AHEAD).order_by("starts_at", "pk"))
    found = sorted(searched(text, region), key=lambda it: (it.link.road, it.name))
    page: Any = Paginator(found, rows_in(http, A_PAGE)).get_page(http.GET.get("page"))
    barred = by_link(closures)
    page.object_list = [row(it, barred, now) for it in page.object_list]
    sheet = maps.current()
    evacuations = Evacuation.objects.visible_to(actor).filter(state__in=MOVING).whole().order_by("decision_at", "pk")
    zones = [zone for it in evacuations for zone in it.zones.all()]
    shut, crowded = closed(barred, now), taken(actor, now)
    context = {
        "page": page, "asked": {"q": text, "region": region}, "register": register(),
        "regions": Organisation.objects.filter(kind="safety-region").order_by("name_nl"), "closures": closures,
        "circles": circles(sheet, zones) if sheet else [], "evacuations": evacuations,
        "sheet": sheet, "lines": drawn(sheet, {it.code for it in found}, shut, crowded) if sheet else [],
        "may_close": actor.role in beginners(), "now": now, "may_watch": actor.role in watching(),
        "may_plan": actor.role in planners(),
        "flows": Flow.objects.visible_to(actor).at(now).order_by("-seen_at", "pk"),
    }  # fmt: skip
    return render(http, "desks/roads/roads.html", context)


@require_GET
def one(http: HttpRequest, code: str) -> HttpResponse:
    """One link: its bridges and tunnels, whose it is, whom it touches, what bars it."""
    actor = Actor.of(http)
    it = stretches().get(code)
    if it is None:
        raise Unknown("road", code)
    now = clock.now()
    closures = [c for c in Closure.objects.visible_to(actor).filter(state="in-force") if code in c.links]
    context = {
        **row(it, by_link(closures), now), "closures": closures, "register": register(), "owners": named(it.owners),
        "regions": named(it.regions), "municipalities": named(it.municipalities),
        "may_close": actor.role in closing(it, actor), "now": now, "may_watch": may_watch(it, actor),
        "flows": Flow.objects.visible_to(actor).at(now).filter(link=code).order_by("-seen_at", "pk"),
    }  # fmt: skip
    return render(http, "desks/roads/road.html", context)


def row(it: Stretch, barred: Mapping[str, list[Closure]], now: datetime) -> dict[str, Any]:
    known = register()
    limits = [(name, words.word("road-limit", name), known.limit(it.code, name)) for name in LIMITS]
    return {
        "it": it, "link": it.link, "km": it.link.metres / 1000, "limits": limits,
        "unknown": known.unknown(it.code), "tunnel": known.tunnel(it.code),
        "movable": known.movable(it.code), "barred": barred.get(it.code, []),
        "closed": it.code in closed(barred, now),
    }  # fmt: skip


def taken(actor: Actor, now: datetime) -> set[str]:
    """The links on which cars drive that nobody planned."""
    return set(Flow.objects.visible_to(actor).at(now).values_list("link", flat=True))


def by_link(closures: list[Closure]) -> dict[str, list[Closure]]:
    found: dict[str, list[Closure]] = {}
    for closure in closures:
        for code in closure.links:
            found.setdefault(code, []).append(closure)
    return found


def closed(barred: Mapping[str, list[Closure]], now: datetime) -> set[str]:
    """The links that nobody can use at this moment."""
    return {code for code, closures in barred.items() if any(it.starts_at <= now for it in closures)}


urlpatterns = [
    path("roads", show, name="roads"),
    path("roads/diagram", diagram.show, name="road_diagram"),
    path("roads/<str:code>", one, name="road"),
]
