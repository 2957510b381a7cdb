"""The controls of a replay: play, pause, speed, next act; and the whole script with its sources. Only in that world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from steun.core.kernel.errors import Fault, Malformed, Unknown
from steun.web.ask.incident.model import Incident
from steun.web.ask.request.model import Request
from steun.web.desks.replay import player, what_if
from steun.web.desks.replay.script import Act, Script, read_script
from steun.web.kernel import clock, moments, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.clock import Clock
from steun.web.kernel.input.forms import see_other

DAY_PARTS = ((6, "night"), (12, "morning"), (18, "afternoon"), (24, "evening"))


@dataclass(frozen=True, slots=True)
class Line:
    """One act of the script as the page shows it."""

    act: Act
    when: str
    state: str  # done, skipped, next, ahead
    sources: tuple[tuple[str, str], ...]  # what it says, and its address or ""
    url: str = ""  # of the request or incident, when the reader may see it
    why: str = ""  # it was skipped


def when(act: Act) -> str:
    """The moment of an act as far as its source knows it: never more precise."""
    local, year = moments.wall(act.at), clock.this_year()
    match act.precision:
        case "minute" | "hour":
            return moments.short(act.at, year)
        case "part-of-day":
            part = act.part or next(name for until, name in DAY_PARTS if local.hour < until)
            return f"{moments.short_day(act.at, year)}, {words.word('day-part', part)}"
        case "day":
            return moments.short_day(act.at, year)
    return date_format(local, "F Y")


def line(script: Script, known: player.Progress, act: Act, seen: dict[UUID, str]) -> Line:
    state = "done" if act.code in known.done else "skipped" if act.code in known.skipped else "ahead"
    if act is known.next:
        state = "next"
    cited = [script.sources[letter] for letter in act.sources]
    place = script.place_of(act)
    return Line(
        act=act,
        when=when(act),
        state=state,
        sources=tuple((text, text if text.startswith("https://") else "") for text in cited),
        url=seen.get(place, ""),
        why=str(known.skipped[act.code].data.get("text", "")) if act.code in known.skipped else "",
    )


def visible(script: Script, actor: Actor) -> dict[UUID, str]:
    """Addresses of the incidents and requests of the script that exist, for those who may see them."""
    cases = [script.born("draft", code) for code in script.requests]
    happened = [script.born("open", code) for code in script.incidents]
    requests = Request.objects.visible_to(actor).filter(pk__in=cases).values_list("pk", flat=True)
    incidents = Incident.objects.visible_to(actor).filter(pk__in=happened).values_list("pk", flat=True)
    return {
        **{pk: reverse("ask:show", args=[pk]) for pk in requests},
        **{pk: reverse("ask:incident", args=[pk]) for pk in incidents},
    }


def bar(actor: Actor) -> dict[str, Any]:
    """What the bar of the replay shows on every page."""
    script = read_script()
    known = player.progress(script)
    row = Clock.objects.first()
    seen = visible(script, actor)
    count = len(known.done) + len(known.skipped)
    return {
        "speed": row.speed if row else 0,
        "speeds": player.SPEEDS,
        "chosen": row.speed if row and row.speed else player.SPEEDS[1],
        "last": line(script, known, known.last, seen) if known.last else None,
        "next": line(script, known, known.next, seen) if known.next else None,
        "count": count,
        "total": known.total,
    }


def only_in_replay() -> None:
    """Raises `Unknown` elsewhere: there is no such page in another world."""
    if settings.WORLD != "replay":
        raise Unknown("page", "replay")


@require_GET
def index(http: HttpRequest) -> HttpResponse:
    """The whole script: what was done, what was skipped and why, what comes, and where each was seen."""
    only_in_replay()
    actor = Actor.of(http)
    script = read_script()
    known = player.progress(script)
    seen = visible(script, actor)
    lines = [line(script, known, act, seen) for act in script.acts]
    context = {"script": script, "lines": lines, "sources": script.sources, "what_if": not what_if.is_there()}
    return render(http, "desks/replay/index.html", context)


@require_GET
def state(http: HttpRequest) -> HttpResponse:
    """What happened last and what comes next, for the bar while the clock runs."""
    only_in_replay()
    return render(http, "desks/replay/_now.html", {"replay": bar(Actor.of(http))})


@require_POST
def run(http: HttpRequest) -> HttpResponse:
    """Play at a speed, or pause (0)."""
    only_in_replay()
    Actor.of(http)
    given = http.POST.get("speed", "")
    if not (given.isascii() and given.isdigit() and len(given) <= 4):
        raise Malformed([Fault("speed", "not-a-number")])
    player.run_at(int(given))
    return back(http)


@require_POST
def step(http: HttpRequest) -> HttpResponse:
    """Play the next act. `act` is the one that the button named: pressed twice, it is done once."""
    only_in_replay()
    Actor.of(http)
    known = player.progress()
    if known.next and http.POST.get("act", known.next.code) == known.next.code:
        act = player.next_act()
        after = player.progress()
        if act and act.code in after.skipped:
            messages.warning(http, str(after.skipped[act.code].data.get("text", "")))
    elif not known.next:
        messages.info(http, _("The script is at its end."))
    return back(http)


@require_POST
def add_what_if(http: HttpRequest) -> HttpResponse:
    """Add the made-up requests, and show where one divides what is scarce."""
    only_in_replay()
    Actor.of(http)
    count = what_if.add()
    messages.success(http, _("%(count)s made-up requests were added.") % {"count": count})
    return back(http)


def back(http: HttpRequest) -> HttpResponse:
    """To the page on which the button was pressed."""
    wanted = http.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={http.get_host()}, require_https=http.is_secure())
    return see_other(wanted if safe else reverse("replay:index"))


urlpatterns = [
    path("replay", index, name="index"),
    path("replay/state", state, name="state"),
    path("replay/run", run, name="run"),
    path("replay/step", step, name="step"),
    path("replay/what-if", add_what_if, name="what-if"),
]
