"""The picture on a page: the map with its signs, and beside it the table with the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from steun.core.deliver.picture import WORST_FIRST, Tally
from steun.rules.load import law
from steun.web.desks.picture import map as maps
from steun.web.desks.picture.layout import layers
from steun.web.desks.picture.marks import marks, units_of
from steun.web.desks.picture.read import Case, Picture, picture
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filters import number_in, text_in
from steun.web.kernel.input.typed import Typed
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.moments import FIRST, LAST
from steun.web.know.unit.model import Unit

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST = timedelta(days=14)
"""How far back the slider reaches; earlier is typed."""
ON_THE_WALL = 6
"""Requests that the wall names, the worst first."""
BADGES = {"bad": "bad", "late": "late", "wait": "unsure", "calm": "good"}
"""How bad it is -> the tone of a badge."""
ELSEWHERE = "elsewhere"
"""The group of cases that lie in no region."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The moment that was asked for: None = now. `wrong`: what is wrong with what was typed, in words."""

    at: datetime | None
    typed: Typed
    wrong: str = ""


@require_GET
def show(http: HttpRequest) -> HttpResponse:
    """Now, or as it was at a moment; `wall` for a screen on the wall. htmx gets only the picture."""
    actor = Actor.of(http)
    asked = moment_asked(http)
    found = picture(actor, asked.at)
    sheet = maps.current()
    wall = http.GET.get("wall") == "1"
    here = address(found.at if found.past else None, wall=wall)
    context = {
        "picture": found,
        "sheet": sheet,
        "layers": layers(sheet, marks(found, sheet, actor)) if sheet else [],
        "rows": rows(found),
        "groups": groups(found),
        "worst": listed_cases(found.cases, units_of(found))[:ON_THE_WALL] if wall else [],
        "legend": WORST_FIRST,
        "tones": tones(found),
        "asked": asked,
        "slider": slider(found),
        "steps": steps(found, wall=wall),
        "wall": wall,
        "here": here,
        "now": clock.now(),
    }
    part = http.headers.get("HX-Request")
    answer = render(http, "desks/picture/_picture.html" if part else "desks/picture/picture.html", context)
    if part:
        answer.headers["HX-Push-Url"] = here
    return answer


def moment_asked(http: HttpRequest) -> Asked:
    """From the field (`at`) or the slider (`minute`); what cannot be read shows the present, and says so."""
    text = text_in(http, "at")
    if text:
        typed = Typed.sent({**http.GET.dict(), "at": text}, "at")
        try:
            return Asked(typed.read(until=clock.now()), typed)
        except ValueError as error:
            return Asked(None, typed, words.sentence("fault", str(error)))
    minute = number_in(http, "minute")
    at = EPOCH + minute * MINUTE if minute is not None and minute < (LAST - 1970) * 525_600 else None
    at = at if at and at.year >= FIRST else None
    return Asked(at, Typed.of(at))


def address(at: datetime | None, *, wall: bool = False) -> str:
    """The address of the picture at a moment."""
    asked = {
        **({"at": at.astimezone(UTC).isoformat(timespec="seconds")} if at else {}),
        **({"wall": 1} if wall else {}),
    }
    return reverse("ask:picture") + (f"?{urlencode(asked)}" if asked else "")


def rows(found: Picture) -> list[dict[str, Any]]:
    """The table: every region in which something is open, the worst first."""
    codes = {*found.regions, *(code for it in found.incidents for code in it.regions)}
    known = law().regions
    listed = []
    for code in codes:
        tally = found.regions.get(code, Tally())
        tone = tally.tone
        row = {"code": code, "label": maps.number_of(code), "name": known[code].name if code in known else code}
        listed.append({**row, "tally": tally, "tone": tone, "badge": BADGES.get(tone, ""), "url": f"#cases-{code}"})
    return sorted(listed, key=lambda it: (worst_first(it["tone"]), it["code"]))


def worst_first(tone: str) -> int:
    return WORST_FIRST.index(tone) if tone in WORST_FIRST else len(WORST_FIRST)


def groups(found: Picture) -> list[dict[str, Any]]:
    """The cases by region: its incidents and requests; a case of two regions stands in both."""
    names = units_of(found)
    listed = [
        {
            "code": row["code"],
            "name": row["name"],
            "incidents": [it for it in found.incidents if row["code"] in it.regions],
            "cases": listed_cases((it for it in found.cases if row["code"] in it.row.regions), names),
        }
        for row in rows(found)
    ]
    left = {
        "code": ELSEWHERE,
        "name": "",
        "incidents": [it for it in found.incidents if not it.regions],
        "cases": listed_cases((it for it in found.cases if not it.row.regions), names),
    }
    return [it for it in (*listed, left) if it["incidents"] or it["cases"]]


def listed_cases(cases: Iterable[Case], names: Mapping[str, Unit]) -> list[dict[str, Any]]:
    """Requests, the worst first, each with its units under way."""
    order = sorted(cases, key=lambda it: (worst_first(it.need.tone), it.row.priority, it.row.number))
    return [
        {
            "row": it.row,
            "timeliness": it.timeliness,
            "units": [{"unit": names[sent.unit], "state": sent.state} for sent in it.under_way if sent.unit in names],
        }
        for it in order
    ]


def tones(found: Picture) -> dict[str, str]:
    """How bad it is in each region of the map."""
    return {code: tally.tone for code, tally in found.regions.items()}


def slider(found: Picture) -> dict[str, Any]:
    """From the first entry, or so far back as it reaches, until now, an hour at least: in whole minutes."""
    now = clock.now()
    first = Entry.objects.order_by("position").values_list("recorded_at", flat=True).first() or now
    return {
        "least": minute_of(min(max(first, now - LONGEST), now - HOUR)),
        "most": minute_of(now),
        "value": minute_of(found.at),
    }


def minute_of(moment: datetime) -> int:
    return (moment - EPOCH) // MINUTE


def steps(found: Picture, *, wall: bool) -> dict[str, str]:
    """An hour back and ahead, and to the present."""
    later = found.at + HOUR
    return {
        "earlier": address(found.at - HOUR, wall=wall),
        "later": address(later, wall=wall) if later < clock.now() else "",
        "now": address(None, wall=wall),
    }


urlpatterns = [path("picture", show, name="picture")]
