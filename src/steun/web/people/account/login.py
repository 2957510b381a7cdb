"""Coming in and going out. In a play world one click makes anybody anybody; outside it, `allauth` asks who you are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login as begin
from django.contrib.auth import logout as finish
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from steun.core.kernel.errors import Unknown
from steun.core.kernel.text.folding import folded, words_of
from steun.rules.load import roles
from steun.web.kernel import clock, words
from steun.web.kernel.actor import MANDATE
from steun.web.kernel.input.filters import text_in
from steun.web.kernel.input.forms import see_other
from steun.web.kernel.people.models import Mandate, Organisation
from steun.web.kernel.people.sessions import choose

SIDES = ("civil", "national", "defence", "oversight")
FOUND_AT_MOST = 50
View = Callable[..., HttpResponse]


def play_only(view: View) -> View:
    """In a live world the address does not exist."""

    def page(http: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.IS_PLAY:
            raise Http404
        return view(http, *args, **kwargs)

    return page


def onward(http: HttpRequest, role: str = "") -> HttpResponseRedirect:
    """To the page that somebody wanted, when it is one of ours; else to what opens first in that role."""
    wanted = http.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {http.get_host()}, require_https=http.is_secure())
    return see_other(wanted if safe else resolve_url(opens_first(role)))


def opens_first(role: str) -> str:
    """The page with which a role begins: the picture of all for who divides, for others their work."""
    return "ask:picture" if role in roles().coordinators else settings.LOGIN_REDIRECT_URL


def roles_to_take() -> QuerySet[Mandate]:
    """Every mandate that holds now."""
    held = Mandate.objects.valid_at(clock.now())
    return held.select_related("person", "organisation", "organisation__region", "on_behalf_of")


def cards(mandates: Iterable[Mandate]) -> list[dict[str, Any]]:
    """The one-click roles, per side, in their order."""
    rows = sorted((m for m in mandates if m.one_click), key=lambda m: (m.one_click or {}).get("order", 0))
    rest = SIDES[-1]  # oversight and administration share a heading
    sides = {side: [m for m in rows if (m.side if m.side in SIDES else rest) == side] for side in SIDES}
    return [{"side": side, "mandates": found} for side, found in sides.items() if found]


def matching(mandates: Iterable[Mandate], text: str) -> list[Mandate]:
    """Mandates in whose role, organisation, region or holder every word occurs."""
    wanted = words_of(text)
    found = []
    for mandate in mandates:
        place: Organisation = mandate.organisation
        texts = [words.word("role", mandate.role), place.name_nl, place.name_en, mandate.person.name]
        texts += [place.region.name_nl] if place.region else []
        there = folded(" ".join(texts))
        if all(word in there for word in wanted):
            found.append(mandate)
    return found


@play_only
@require_GET
def login(http: HttpRequest) -> HttpResponse:
    """Who do you want to be? The main roles as cards, everybody else by searching."""
    text = text_in(http, "q")
    held = roles_to_take()
    found = matching(held[:5000], text) if text else []
    context = {
        "sides": cards(held.exclude(one_click=None)),
        "text": text,
        "found": found[:FOUND_AT_MOST],
        "more": len(found) > FOUND_AT_MOST,
        "most": FOUND_AT_MOST,
        "next": http.GET.get("next", ""),
    }
    return render(
        http, "people/account/_found.html" if http.headers.get("HX-Request") else "people/account/login.html", context
    )


@play_only
@require_POST
def take(http: HttpRequest, pk: UUID) -> HttpResponse:
    """Become the holder of this mandate."""
    mandate = roles_to_take().filter(pk=pk).first()
    if mandate is None:
        raise Unknown("mandate", pk)
    begin(http, mandate.person, backend=settings.AUTHENTICATION_BACKENDS[0])
    http.session[MANDATE] = str(mandate.pk)
    return onward(http, mandate.role)


@require_GET
def session(http: HttpRequest) -> JsonResponse:
    """Who is logged in now, and a token that forms of a page from before that log-in may use.

    No other site can read it: the answer allows no other origin.
    """
    who = str(http.user.pk) if http.user.is_authenticated else ""
    return JsonResponse({"person": who, "token": get_token(http) if who else ""})


@require_POST
def logout(http: HttpRequest) -> HttpResponse:
    """Leave; the session ends."""
    finish(http)
    return see_other(resolve_url(settings.LOGIN_URL))


@require_POST
def switch(http: HttpRequest) -> HttpResponse:
    """Work under another of one's own mandates from now on."""
    return onward(http, choose(http, http.POST.get("mandate", "")).role)
