"""The catalogue: what can be achieved, by whom, how fast. And the units behind it: what is promised, what is free."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from steun.core.kernel.errors import Malformed, Refused, Unknown
from steun.core.kernel.units import minutes_between
from steun.core.know.catalogue.listing import OPEN, keepers
from steun.core.know.stock import stock_keepers
from steun.rules.load import roles
from steun.web.decide.promise import indication
from steun.web.decide.stock import acts as actions
from steun.web.desks.catalogue import uses
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filling import filled
from steun.web.kernel.input.filters import choice_in, rows_in, text_in
from steun.web.kernel.input.forms import FormError, Posted, form_error, page_with, see_other
from steun.web.kernel.input.typed import Typed
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.people.seats import seats_in_words
from steun.web.know.catalogue import read as queries
from steun.web.know.catalogue.model import Capability
from steun.web.know.catalogue.read import CLASSES, DIRECTIONS, STANDINGS, CatalogueFilter
from steun.web.know.law import page as law_pages
from steun.web.know.listing.model import Listing
from steun.web.know.listing.read import month
from steun.web.know.unit.model import Absence, Unit
from steun.web.learn.indicator.rules import reactions
from steun.web.lives import LIVES

A_PAGE = 25
DAY = timedelta(hours=24)


def shown(http: HttpRequest, rows: Any) -> Any:
    return Paginator(rows, rows_in(http, A_PAGE)).get_page(http.GET.get("page"))


@require_GET
def catalogue(http: HttpRequest) -> HttpResponse:
    """Effects and the capabilities that achieve them; who has a direct alarm line stands first."""
    actor = Actor.of(http)
    wanted = CatalogueFilter(
        text=text_in(http, "q"),
        effect=text_in(http, "effect"),
        kind=choice_in(http, "class", CLASSES),
        direction=choice_in(http, "direction", DIRECTIONS),
        owner=text_in(http, "owner"),
        standing=choice_in(http, "standing", STANDINGS),
    )
    page = shown(http, queries.capabilities(wanted))
    page.object_list = queries.with_units(page.object_list, actor)
    measured = {row.capability.pk: row for row in reactions(actor, [it.pk for it in page.object_list])}
    for it in page.object_list:
        it.measured = measured.get(it.pk)
    context = {
        "wanted": wanted, "page": page, "effects": queries.effects(wanted), "classes": CLASSES,
        "directions": DIRECTIONS, "standings": STANDINGS, "owners": queries.owners(),
        "may_propose": actor.role in keepers(roles()),
    }  # fmt: skip
    alone = bool(http.headers.get("HX-Request"))
    return render(http, "desks/catalogue/_catalogue.html" if alone else "desks/catalogue/catalogue.html", context)


@require_GET
def capability(http: HttpRequest, code: str) -> HttpResponse:
    """One capability: what is known of it, and how many can be where by when."""
    actor = Actor.of(http)
    it = Capability.objects.select_related("owner").prefetch_related("effects").filter(pk=code).first()
    if it is None:
        raise Unknown("capability", code)
    asked = Posted(http.GET.dict())
    chosen = text_in(http, "region") if "region" in http.GET else actor.region or actor.organisation
    region = Organisation.objects.filter(kind="safety-region", pk=chosen).first()
    start = max(asked.moment("start") or clock.now(), clock.now())
    end = start + DAY
    place = {"lon": region.lon, "lat": region.lat} if region else {}
    found = indication.of(code, actor, wanted=start, ends=end, **place)
    units = {
        u.code: u for u in Unit.objects.visible_to(actor).filter(offerings__capability=code).select_related("site")
    }
    listings = Listing.objects.filter(code=code).whole()
    context = {
        "it": it, "region": region, "start": start, "end": end, "faults": asked.faults,
        "typed": Typed.sent(asked.values, "start") if asked.faults else Typed.of(start),
        "regions": Organisation.objects.filter(kind="safety-region").order_by("name_nl"),
        "profile": [step(at, quantity, start, end, found.profile) for at, quantity in found.profile],
        "arrivals": [(units[a.unit], a) for a in found.arrivals if a.unit in units],
        "exact": found.exact,
        "sources": [source(text) for text in it.source.split(" ; ")],
        "listing": listings.filter(state="published").first(), "proposed": listings.filter(state__in=OPEN).first(),
        "measured": next(iter(reactions(actor, [code])), None),
        "season": [month(number) for number in (it.season_from, it.season_until) if number],
        "may_propose": actor.role in keepers(roles()),
    }  # fmt: skip
    return render(http, "desks/catalogue/capability.html", context)


def source(text: str) -> dict[str, str]:
    """A source as it is shown: a web address by its host, everything else as it stands."""
    if not text.startswith(("https://", "http://")):
        return {"text": text, "url": ""}
    return {"text": urlsplit(text).netloc.removeprefix("www."), "url": text}


def step(at: Any, quantity: int, start: Any, end: Any, profile: list[tuple[Any, int]]) -> dict[str, Any]:
    """One step of the picture: from when, how many together, how long after the wanted moment."""
    share = round((at - start) / (end - start) * 100, 2)
    height = round(quantity / (profile[-1][1] or 1) * 100, 2)
    return {
        "at": at, "quantity": quantity, "after": minutes_between(start, at), "x": share, "width": round(100 - share, 2),
        "height": height, "top": round(100 - height, 2),
    }  # fmt: skip


@require_GET
def units(http: HttpRequest) -> HttpResponse:
    """The units that one may see, with what is free now."""
    actor = Actor.of(http)
    text, code = text_in(http, "q"), text_in(http, "capability")
    side = choice_in(http, "side", ("defence", "civil"))
    rows = Unit.objects.visible_to(actor).search(text).select_related("organisation", "site")
    rows = rows.filter(side=side) if side else rows
    rows = rows.filter(offerings__capability=code) if code else rows
    page = shown(http, rows.order_by("name_nl", "pk"))
    uses.free_now(page.object_list, clock.now(), actor)
    chosen = Capability.objects.filter(pk=code).first() if code else None
    context = {"page": page, "text": text, "side": side, "capability": chosen}
    return render(
        http, "desks/catalogue/_units.html" if http.headers.get("HX-Request") else "desks/catalogue/units.html", context
    )


@require_GET
def unit(http: HttpRequest, code: str) -> HttpResponse:
    """One unit: what it offers, and its next seven days."""
    return unit_page(http, code)


def unit_page(http: HttpRequest, code: str, wrong: FormError | None = None) -> HttpResponse:
    actor = Actor.of(http)
    it, now = queries.unit(code, actor), clock.now()
    found = uses.uses(it, actor, now, now + uses.AHEAD)
    keepers = stock_keepers(roles(), it.side, it.organisation_id)
    context = {
        "it": it,
        "counted": words.counted(it),
        "bar": uses.bar(it, found, now, uses.occupied(it, actor, now, now + uses.AHEAD)),
        "absences": it.absences.filter(ends_at__gt=now),
        "exact": it.is_known_to(actor),
        "mine": bool(keepers & actor.seats),
        "keepers": seats_in_words(keepers),
        "short": sum(u.short for u in found),
        "form_error": wrong,
    }
    return page_with(http, "desks/catalogue/unit.html", context, wrong)


@require_POST
def recount(http: HttpRequest, code: str) -> HttpResponse:
    """A new count."""
    actor = Actor.of(http)
    it, posted = queries.unit(code, actor), Posted(http.POST.dict())

    def act() -> None:
        capacity = posted.number("capacity", required=True)
        reason = posted.text("reason", 200, required=True)
        posted.check()
        actions.recount(it.pk, capacity or 0, by=actor, reason=reason, id=posted.id)

    return done(http, code, "recount", act, _("The new count is on record."))


@require_POST
def absence(http: HttpRequest, code: str) -> HttpResponse:
    """Pieces are away for a while."""
    actor = Actor.of(http)
    it, posted = queries.unit(code, actor), Posted(http.POST.dict())

    def act() -> None:
        quantity = posted.number("quantity", 1, required=True)
        start, end = posted.moment("starts_at", required=True), posted.moment("ends_at", required=True)
        reason = posted.text("reason", 200, required=True)
        posted.check()
        if quantity and start and end:
            actions.away(it.pk, quantity, start, end, by=actor, reason=reason, id=posted.id)

    return done(http, code, "absence", act, _("The absence is on record."))


@require_POST
def back(http: HttpRequest, pk: UUID) -> HttpResponse:
    """They are back."""
    act = LIVES["absence"].act("back")
    it = cast(Absence, act(pk, filled(act.shape, Posted(http.POST.dict())), by=Actor.of(http)))
    messages.success(http, _("That they are back is on record."))
    return see_other(reverse("know:unit", args=[it.unit.code]))


def done(http: HttpRequest, code: str, form: str, act: Any, message: str) -> HttpResponse:
    """Do it and go back to the unit; or show the form again, with every fault and what was typed."""
    try:
        act()
    except (Malformed, Refused) as error:
        return unit_page(http, code, form_error(http, form, error))
    messages.success(http, message)
    return see_other(reverse("know:unit", args=[code]))


urlpatterns = [
    path("catalogue", catalogue, name="catalogue"),
    path("catalogue/<str:code>", capability, name="capability"),
    path("units", units, name="units"),
    path("units/<str:code>", unit, name="unit"),
    path("units/<str:code>/recount", recount, name="recount"),
    path("units/<str:code>/absence", absence, name="absence"),
    path("absences/<uuid:pk>/back", back, name="back"),
    path("law", law_pages.law_list, name="law"),
    path("law/<str:code>", law_pages.basis, name="basis"),
]
