"""The roads on a page: the map at a moment, with what drives, bars and clashes, and the tables with the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from steun.core.kernel.errors import Unknown
from steun.core.know.roads.register import LIMITS
from steun.rules.load import law
from steun.web.deliver.roadplan.acts import beginners as planners
from steun.web.desks.picture import map as maps
from steun.web.desks.roads import diagram, sites
from steun.web.desks.roads.at.asked import address, moment_asked, slider, steps
from steun.web.desks.roads.at.read import RoadsAt, roads_at
from steun.web.desks.roads.drawing import circles, drawn, signs, streams
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


@require_GET
def show(http: HttpRequest) -> HttpResponse:
    """The roads now, or at a moment ahead; and every link that fits, with its limits. htmx gets only what changes."""
    actor = Actor.of(http)
    text, region = text_in(http, "q"), choice_in(http, "region", tuple(law().regions))
    filters, asked = {"q": text, "region": region}, moment_asked(http)
    now = clock.now()
    moment = roads_at(actor, asked.at or now)
    found = sorted(searched(text, region), key=lambda it: (it.link.road, it.name))
    page: Any = Paginator(found, rows_in(http, A_PAGE)).get_page(http.GET.get("page"))
    barred = by_link(moment.closures)
    page.object_list = [row(it, barred, moment.at) for it in page.object_list]
    here = address(asked.at, filters)
    context = {
        "page": page, "asked": filters, "register": register(), "when": asked, "here": here, "moment": moment,
        "regions": Organisation.objects.filter(kind="safety-region").order_by("name_nl"),
        "slider": slider(moment), "steps": steps(moment, filters), "closures": moment.closures, "flows": moment.flows,
        "may_close": actor.role in beginners(), "now": moment.at, "is_now": asked.at is None,
        "may_watch": actor.role in watching(), "may_plan": actor.role in planners(),
        "later": [(one, address(one.starts, filters)) for one in moment.later],
        "evacuations": [(one.it, one.safe_at(moment.at), one.view.of.people) for one in moment.leaving],
        **picture(moment, {it.code for it in found}),
    }  # fmt: skip
    part = http.headers.get("HX-Request")
    answer = render(http, "desks/roads/_roads.html" if part else "desks/roads/roads.html", context)
    if part:
        answer.headers["HX-Push-Url"] = here
    return answer


def picture(moment: RoadsAt, found: Collection[str]) -> dict[str, Any]:
    """What the map draws; nothing when none was set up. found: links that are asked for."""
    sheet = maps.current()
    if sheet is None:
        return {"sheet": None}
    zones = [zone for one in moment.leaving for zone in one.it.zones.all()]
    return {
        "sheet": sheet, "circles": circles(sheet, zones), "streams": streams(sheet, moment.loads),
        "lines": drawn(sheet, found, moment.shut, moment.crowded),
        "layers": signs(sheet, moment.columns, moment.in_conflict),
    }  # fmt: skip


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


def by_link(closures: Iterable[Closure]) -> dict[str, list[Closure]]:
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
    path("roads/sites", sites.show, name="road_sites"),
    path("roads/diagram", diagram.show, name="road_diagram"),
    path("roads/<str:code>", one, name="road"),
]
