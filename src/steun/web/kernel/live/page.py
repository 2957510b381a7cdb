"""What a page needs for its stream, and the same news for who has none: asked every few seconds, by the usual door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET

from steun.core.kernel.errors import SteunError
from steun.web.kernel.actor import Actor
from steun.web.kernel.failure import responses
from steun.web.kernel.live import changes, token
from steun.web.kernel.live.application import number

SEEN = "steun.seen"


def noted(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: before a page is made for a browser that is logged in, note the number up to which it will be true.
    What is recorded while it is made, its stream tells."""

    def middleware(http: HttpRequest) -> HttpResponse:
        if "text/html" in http.headers.get("Accept", "") and settings.SESSION_COOKIE_NAME in http.COOKIES:
            http.META[SEEN] = changes.head()
        return answer(http)

    return middleware


def of_page(http: HttpRequest, actor: Actor) -> dict[str, Any]:
    """What stands in a page: for which seat it was shown, up to which number, and the token of its stream."""
    if SEEN not in http.META or not actor.mandate:
        return {}
    return {"seat": actor.mandate, "seen": http.META[SEEN], "token": token.issue(actor)}


@require_GET
def since(http: HttpRequest) -> HttpResponse:
    """What changed after a number (`after`), and a fresh token. The seat stands in the header `Steun-Mandate`, as with
    calls of the API."""
    try:
        actor = Actor.of(http)
    except SteunError as error:  # asked by a script, which needs no page
        return responses.as_json(error)
    news = changes.since(actor, number(http.GET.get("after", "")), changes.head())
    return JsonResponse({**news.as_dict(), "token": token.issue(actor)})


urlpatterns = [path("live/since", since, name="since")]
