"""The pages of every life whose rows are cases of their own: the list, the form that begins one, the page of one.

What differs stands with the thing (`Pages` in its `page.py`) and in its templates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from steun.core.kernel.errors import Malformed, NotYours, Refused, Unknown
from steun.core.kernel.machine import Offer
from steun.web.desks.case import story
from steun.web.desks.sheets.file import FORMS, sent
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filling import filled
from steun.web.kernel.input.filters import page_in, rows_in
from steun.web.kernel.input.forms import FormError, Posted, form_error, page_with, see_other
from steun.web.kernel.input.forms import asked as filters
from steun.web.kernel.input.shape import ActIn, ReasonIn
from steun.web.kernel.life.declaration import CLOCK, Act, Life
from steun.web.kernel.life.pages import Pages, room_of, templates_of
from steun.web.kernel.people.seats import seats_in_words, seats_taken
from steun.web.lives import LIVES

SIZE, DEEPEST = 25, 40
NAMED = 4
"""Organisations whose seats are named for one step."""
OWN: dict[str, tuple[Life, Pages]] = {life.name: (life, life.pages) for life in LIVES.values() if life.pages}
"""Lives whose pages are these."""


def list_of(name: str) -> str:
    """The address of the list of a life, or of the page that is there instead of it."""
    life, pages = OWN[name]
    return pages.back() if pages.back else reverse(f"{room_of(life)}:{name}s")


def page_of(name: str, pk: UUID) -> str:
    """The address of a row."""
    return reverse(f"{room_of(OWN[name][0])}:{name}", args=[pk])


def case_page(name: str) -> str:
    """The name of the page of a case, of whichever life."""
    return f"{room_of(OWN[name][0])}:{name}" if name in OWN else {"request": "ask:show"}.get(name, f"ask:{name}")


def listed(http: HttpRequest, life: Life, pages: Pages) -> HttpResponse:
    """Rows that I may see, those first that still matter; all of them on demand."""
    actor = Actor.of(http)
    asked = filters(http, "q", "state")
    number, size = page_in(http, DEEPEST), rows_in(http, SIZE)
    rows: Any = life.model._default_manager
    rows = rows.visible_to(actor).search(asked["q"]).whole()
    if asked["state"] != "all":
        rows = rows.filter(state__in=pages.states.get(asked["state"]) or next(iter(pages.states.values())))
    found = list(rows.order_by(*pages.order)[(number - 1) * size : number * size + 1])
    context = {
        "rows": found[:size], "asked": asked, "states": (*pages.states, "all"),
        "may_begin": actor.role in pages.beginners(),
        "number": number, "previous": number - 1, "next": number + 1 if len(found) > size and number < DEEPEST else 0,
        **addresses(life),
    }  # fmt: skip
    return render(http, f"{templates_of(life)}/list.html", context)


def new(http: HttpRequest, life: Life, pages: Pages) -> HttpResponse:
    """Begin one; every contradiction at its field, and nothing typed is lost. Raises `NotYours`."""
    actor = Actor.of(http)
    if actor.role not in (roles := frozenset(pages.beginners())):
        raise NotYours(roles)
    wrong = None
    if http.method == "POST":
        act = life.act(pages.begin)
        try:
            done = act(None, filled(act.shape, Posted(http.POST)), by=actor)
            return see_other(page_of(life.name, done.pk))
        except (Malformed, Refused) as error:
            wrong = form_error(http, life.name, error)
    context = {**pages.form(http, actor, wrong), "form_error": wrong, **addresses(life)}
    return page_with(http, f"{templates_of(life)}/new.html", context, wrong)


def shown(http: HttpRequest, pk: UUID, wrong: FormError | None = None, *, life: Life, pages: Pages) -> HttpResponse:
    """The page of a row, perhaps with what went wrong at one of its forms: what it says, what happened, and what this
    actor can do."""
    actor = Actor.of(http)
    rows: Any = life.model._default_manager
    it = rows.visible_to(actor).whole().filter(pk=pk).first()
    if it is None:
        raise Unknown(life.name, pk)
    offers = [offer for offer in pages.offers(it, actor) if offer.move.name not in life.follows]
    mine = {offer.move.name: offer for offer in offers if offer.permitted}
    context: dict[str, Any] = {
        "it": it, "acts": [offered(life, pages, act, mine[name]) for act, name in open_to(life, mine)],
        "others": needed([offer for offer in offers if not offer.permitted]),
        **pages.shown(it, actor), **story.of_case(http, it.pk, actor), "form_error": wrong, **addresses(life),
    }  # fmt: skip
    return page_with(http, f"{templates_of(life)}/show.html", context, wrong)


def open_to(life: Life, mine: Mapping[str, Offer[Any]]) -> Iterable[tuple[Act, str]]:
    """The acts that this actor may try from here, each with the move that it would make."""
    for act in life.acts:
        if name := next((name for name in act.makes if name in mine), ""):
            yield act, name


def offered(life: Life, pages: Pages, act: Act, offer: Offer[Any]) -> dict[str, Any]:
    """An act that this actor may try. Its form is a button, or asks for reasons, or is the template of its own."""
    plain = {ActIn: "bare", ReasonIn: "reason"}.get(act.shape, "")
    own = "" if plain else f"{templates_of(life)}/_{act.name.replace('-', '_')}.html"
    return {
        "name": act.name,
        "offer": offer,
        "plain": plain,
        "template": own,
        "form": act.name,
        "main": act.name in pages.main,
    }


def needed(offers: Iterable[Offer[Any]]) -> list[tuple[str, list[str]]]:
    """The steps that others make, with the seats that somebody holds."""
    asked = list(offers)
    places = {seat.partition("@")[2] for offer in asked for seat in offer.needed} - {""}
    taken = seats_taken(places)
    seats = {o.move.name: frozenset(s for s in o.needed if "@" not in s or s in taken) for o in asked}
    return [(name, shortened(seats_in_words(who))) for name, who in seats.items() if who - {CLOCK}]


def shortened(names: list[str]) -> list[str]:
    """The first of many: who else it is stands on the page in another way."""
    return names if len(names) <= NAMED else [*names[:NAMED], "…"]


def taken_along(http: HttpRequest, pk: UUID, form: str, *, life: Life, pages: Pages) -> HttpResponse:
    """What a row has to take along, as a sheet."""
    actor = Actor.of(http)
    rows: Any = life.model._default_manager
    it = rows.visible_to(actor).whole().filter(pk=pk).first()
    if it is None or pages.sheet is None:
        raise Unknown(life.name, pk)
    return sent(f"steun-{life.name}", form, *pages.sheet(it, actor))


def addresses(life: Life) -> dict[str, Any]:
    name, room = life.name, room_of(life)
    return {"life": name, "list_url": list_of(name), "new_url": reverse(f"{room}:{name}_new")}


def urls(room: str) -> list[URLPattern]:
    """The addresses of the lives of a room."""
    found = []
    for name, (life, pages) in OWN.items():
        if room_of(life) == room:
            of_life: dict[str, Any] = {"life": life, "pages": pages}
            found += [path(f"{name}s", view(require_GET, listed, of_life), name=f"{name}s")] if pages.states else []
            found += [
                path(f"{name}s/new", view(require_http_methods(["GET", "POST"]), new, of_life), name=f"{name}_new"),
                path(f"{name}s/<uuid:pk>", view(require_GET, shown, of_life), name=name),
            ]
            if pages.sheet:
                sheet = view(require_GET, taken_along, of_life)
                found += [
                    path(f"{name}s/<uuid:pk>/sheet.{it}", sheet, {"form": it}, name=f"{name}_{it}") for it in FORMS
                ]
    return found


def view(allowed: Callable[..., Any], do: Callable[..., HttpResponse], of_life: dict[str, Any]) -> Callable[..., Any]:
    found: Callable[..., Any] = allowed(partial(do, **of_life))
    return found


def rooms() -> set[str]:
    return {room_of(life) for life, _ in OWN.values()}
