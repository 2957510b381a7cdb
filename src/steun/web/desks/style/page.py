"""The components of which every page is made, shown once each, and the house style of whoever runs Steun here."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from steun.core.kernel.machine import Move, Offer
from steun.core.kernel.verdict import Verdict
from steun.web.kernel import clock
from steun.web.kernel.input.filters import choice_in
from steun.web.kernel.input.typed import Typed

LOOKS = ("device", "light", "dark", "compact")
"""How the components are shown: as the device says, or as one of the themes."""
TONES = ("wait", "good", "busy", "part", "unsure", "bad", "lives", "late", "done", "off", "draft")
NOTICES = ("info", "good", "wait", "bad", "law")
MARKS = ("law", "policy", "unverified", "illustrative", "reconstructed")
ICONS = (
    "search", "menu", "close", "down", "right", "left", "plus", "remove", "edit", "info",
    "warning", "error", "ok", "law", "theme", "language", "person", "logout", "clock", "phone",
    "print", "download", "sign", "lock", "link", "map", "calendar",
)  # fmt: skip
MOST_BYTES = 200_000
"""Of a sheet with the tokens of a house style."""


@require_GET
def style(http: HttpRequest) -> HttpResponse:
    """Every component once; nothing here is about any case, so nobody has to log in."""
    return render(http, "desks/style/style.html", {**samples(), "look": choice_in(http, "look", LOOKS) or LOOKS[0]})


def samples() -> dict[str, Any]:
    """What the components show."""
    now = clock.now()
    return {
        "looks": LOOKS, "tones": TONES, "notices": NOTICES, "marks": MARKS, "icons": ICONS, "now": now,
        "moment_sample": Typed.of(now), "soon": now + timedelta(hours=2), "gone": now - timedelta(minutes=20),
        "options": [("a", _("First choice")), ("b", _("Second choice"))],
        "page": Paginator(range(200), 25).page(3),
        "crumbs": [(_("Requests"), "/requests")],
        "changes": [{"label": _("Quantity"), "was": "12", "now": "8"}],
        "closed": closed(),
        "ticks": [{"at": at, "text": f"{at // 4:02}:00"} for at in (0, 24, 48, 72, 96)],
        "bars": [
            {
                "label": _("A unit"), "note": "", "url": "", "text": _("promised from 06:00 to 14:00"),
                "spans": [
                    {"at": 24, "width": 32, "state": "committed", "text": "B-2026-0001", "title": "B-2026-0001"},
                    {"at": 60, "width": 20, "state": "held", "text": "B-2026-0002", "title": "B-2026-0002"},
                ],
            }
        ],
    }  # fmt: skip


def closed() -> Offer[Any]:
    """A move that is not open, and why."""
    move: Move[Any] = Move("order", "granted", "ordered", by=frozenset())
    return Offer(move=move, permitted=True, needed=frozenset(), verdicts=(Verdict(False, "end-is-set", "Steun"),))


def house_file() -> Path | None:
    """The sheet of the house style, when this installation has one that can be read."""
    given = Path(settings.HOUSE_STYLE) if settings.HOUSE_STYLE else None
    return given if given and given.suffix == ".css" and given.is_file() else None


def house_address() -> str:
    """Of the sheet, changing when the file does; nothing when there is none."""
    found = house_file()
    return f"{reverse('house-style')}?{int(found.stat().st_mtime)}" if found else ""


@require_GET
@cache_control(public=True, max_age=31_536_000)
def house_style(http: HttpRequest) -> HttpResponse:
    """The tokens of a house style, from the file that the setting names. Its address changes with it."""
    found = house_file()
    if found is None or found.stat().st_size > MOST_BYTES:
        raise Http404
    return HttpResponse(found.read_bytes(), content_type="text/css; charset=utf-8")


urlpatterns = [path("style", style, name="style"), path("house.css", house_style, name="house-style")]
