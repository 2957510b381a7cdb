"""Help on pages. They tell nothing of any case, so nobody has to log in to read them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from steun.core.kernel.errors import Unknown
from steun.web.desks.help import handbook
from steun.web.desks.help.terms import TERMS
from steun.web.kernel import words

TOUR = (
    ("see", "picture", "ask:picture"),
    ("back", "picture", "ask:picture"),
    ("read", "board", "ask:board"),
    ("faster", "board", "ask:board"),
    ("decide", "my-work", "my-work"),
    ("prove", "journal", "journal:list"),
)
"""Six steps through the replay: a code, the word for the page where it happens, and its address."""
TESTED_WITH = "axe-core"


@require_GET
def index(http: HttpRequest) -> HttpResponse:
    """Where help begins."""
    return render(http, "desks/help/help.html", {"chapters": handbook.chapters()})


@require_GET
def terms(http: HttpRequest) -> HttpResponse:
    """Every term that pages explain, by room, in the order of the alphabet of the reader."""
    groups = [
        (words.word("menu", room), sorted(((words.word("term", c), c) for c in codes), key=lambda row: row[0].lower()))
        for room, codes in TERMS.items()
    ]
    return render(http, "desks/help/terms.html", {"groups": groups})


@require_GET
def tour(http: HttpRequest) -> HttpResponse:
    """The replay of July 2021 in six steps."""
    replay = settings.WORLD == "replay"
    context: dict[str, Any] = {"steps": TOUR, "replay": replay, "other_url": "" if replay else settings.OTHER_WORLD_URL}
    return render(http, "desks/help/tour.html", context)


@require_GET
def accessibility(http: HttpRequest) -> HttpResponse:
    """The accessibility statement, in the form that the Dutch decree on digital accessibility asks for."""
    context = {"owner": settings.OWNER, "contact": settings.CONTACT, "tool": TESTED_WITH}
    return render(http, "desks/help/accessibility.html", context)


@require_GET
def chapter(http: HttpRequest, code: str) -> HttpResponse:
    """A chapter of the handbook, as it was written."""
    found = handbook.read(code)
    if found is None:
        raise Unknown("chapter", code)
    return render(http, "desks/help/chapter.html", {"it": found, "chapters": handbook.chapters()})


urlpatterns = [
    path("help", index, name="help"),
    path("help/terms", terms, name="terms"),
    path("help/tour", tour, name="tour"),
    path("help/accessibility", accessibility, name="accessibility"),
    path("help/handbook/<slug:code>", chapter, name="chapter"),
]
