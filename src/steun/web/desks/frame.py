"""What every page needs: who you are, which world this is, what time it is in it, and the menu.

What the frame around a page shows stands under one name, `frame`, so that no page overwrites it with a variable of its
own. Beside it pages find `actor`, `may_ask` and `now`.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from steun.core.kernel.errors import NotYours
from steun.rules.load import roles
from steun.web.ask.gate.seats import asking_roles
from steun.web.desks.own.page import OWN
from steun.web.desks.replay.page import bar
from steun.web.desks.style.page import house_address
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.pages import room_of
from steun.web.kernel.live import page as live
from steun.web.kernel.people.sessions import mandates_shown

MENU = (
    (
        "ask",
        (
            ("my-work", "My work"),
            ("ask:picture", "Picture"),
            ("ask:board", "Requests"),
            ("ask:incidents", "Incidents"),
            ("ask:handover", "Hand over"),
            ("learn:reports", "Situation reports"),
        ),
    ),
    ("decide", (("decide:allocation", "Allocation"), ("decide:policy", "Allocation policy"))),
    ("deliver", (("deliver:mine", "Orders"),)),
    (
        "know",
        (
            ("know:catalogue", "Catalogue"),
            ("know:units", "Units"),
            ("know:law", "The law"),
            ("know:roads", "Roads"),
            ("know:baseline", "Baseline"),
            ("know:risk_diagram", "Risk diagram"),
        ),
    ),
    ("agree", ()),
    (
        "learn",
        (
            ("learn:due", "To be evaluated"),
            ("learn:indicators", "Indicators"),
            ("journal:audit", "Audit"),
            ("journal:list", "Journal"),
            ("people:organisations", "Organisations"),
        ),
    ),
)

FOLDED = frozenset({"know", "agree", "learn"})
"""Rooms for quieter hours: of these the menu shows only the name, until somebody opens one or is in it."""

OF_LIVES = {
    room: tuple((f"{room}:{name}s", of.menu) for name, (it, of) in OWN.items() if room_of(it) == room and of.menu)
    for room, _ in MENU
}
"""By room, what the lives declare that have pages of their own."""

LAST = {"learn": (("help", "Help"),)}
"""What stands below what the lives declare."""

REPLAY_MENU = (("replay", (("replay:index", "Script"),)),)


def page(http: HttpRequest) -> dict[str, Any]:
    world = {"kind": settings.WORLD, "other_url": settings.OTHER_WORLD_URL, "play": settings.IS_PLAY}
    now = clock.now()
    frame: dict[str, Any] = {
        "world": world, "now": now, "languages": settings.LANGUAGES, "house_style": house_address(),
    }  # fmt: skip
    if not getattr(http, "user", None) or not http.user.is_authenticated:
        return {"frame": frame, "now": now}
    frame["person"] = http.user
    try:
        actor = Actor.of(http)
    except NotYours:
        return {"frame": {**frame, "mandates": mandates_shown(http)}, "now": now}
    held = mandates_shown(http)
    mine = next((m for m in held if str(m.pk) == actor.mandate), None)
    if settings.WORLD == "replay":
        world |= replaying(actor)
    frame |= {
        "actor": actor,
        "mandate": mine,
        "role_label": words.word("role", actor.role),
        "organisation_label": words.named(mine.organisation) if mine else actor.organisation,
        "mandates": held,
        "nav": nav(http, actor),
        "live": live.of_page(http, actor),
    }
    may_ask = actor.role in roles().advisers or actor.role in asking_roles(actor.kind)
    return {"frame": frame, "now": now, "actor": actor, "may_ask": may_ask}


def replaying(actor: Actor) -> dict[str, Any]:
    """What only a replay has: how fast its clock runs, and the bar that steers it (looked up when a page shows it)."""
    row = clock.Clock.objects.first()
    return {"speed": row.speed if row else 0, "replay": SimpleLazyObject(lambda: bar(actor))}


DIVIDING = frozenset({"decide"})
"""Rooms of which the menu shows only to who sees the needs of all regions."""


def nav(http: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """The menu, with the page one is on marked. What an overseer comes for is never folded."""
    here = http.path
    shown = [
        {
            "room": room,
            "label": words.word("menu", room),
            "folds": room in FOLDED and not (room == "learn" and actor.side == "oversight"),
            "items": [
                {
                    "label": _(label),
                    "url": (url := reverse(name)),
                    "current": here == url or (url != "/" and here.startswith(url)),
                }
                for name, label in (*items, *OF_LIVES.get(room, ()), *LAST.get(room, ()))
            ],
        }
        for room, items in (*MENU, *(REPLAY_MENU if settings.WORLD == "replay" else ()))
        if actor.sees_all_cases or room not in DIVIDING
    ]
    for it in shown:
        it["open"] = any(item["current"] for item in it["items"])
    return shown
