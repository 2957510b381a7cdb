"""Time against distance on one road: packets of credited movements and closures, as a picture and as a table.

Who sees all cases sees every packet; others see the packets on the roads of their own organisation, as on the page of a
movement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from steun.core.deliver.movement.life import HOLDS
from steun.core.deliver.movement.march import Leg, passages
from steun.core.know.roads.line import Section, in_line
from steun.web.deliver.movement.model import Movement
from steun.web.deliver.movement.planning import ends_of_links
from steun.web.deliver.movement.read import conflict, known_marches, node_name, of_organisation, sees_whole
from steun.web.deliver.roadplan.acts import beginners as planners
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filters import choice_in
from steun.web.know.closure.model import Closure
from steun.web.know.road.read import register, stretches

HOURS = ("24", "48", "96")
BEFORE = timedelta(hours=2)
WIDE, HIGH, LEFT, TOP = 960, 520, 190, 24
"""The picture, in points, and the room for names of places and hours."""
APART = 14
"""Points between two names of places, at least."""


@dataclass(frozen=True, slots=True)
class Window:
    """What the picture shows: a time and a length of road."""

    start: datetime
    hours: int
    metres: int

    def x(self, moment: datetime) -> int:
        share = (moment - self.start) / timedelta(hours=self.hours)
        return LEFT + round(max(0.0, min(1.0, share)) * (WIDE - LEFT))

    def y(self, metres: int) -> int:
        return TOP + round(metres / max(1, self.metres) * (HIGH - TOP - 8))

    @property
    def end(self) -> datetime:
        return self.start + timedelta(hours=self.hours)


@dataclass(frozen=True, slots=True)
class Band:
    """A packet on a link: from its first vehicle to its last. points: of the shape, as SVG has them."""

    points: str
    name: str


@dataclass(frozen=True, slots=True)
class Run:
    """A packet along the road without a break, a line of the table."""

    movement: Movement
    packet: int
    vehicles: int
    start: str
    end: str
    first: datetime
    last: datetime


@require_GET
def show(http: HttpRequest) -> HttpResponse:
    """One road: who is where when, what is closed, and what does not go together."""
    actor = Actor.of(http)
    roads = tuple(sorted({link.road for link in register().links.values()}, key=by_number))
    movements = list(Movement.objects.visible_to(actor).filter(state__in=HOLDS).order_by("pk"))
    road = choice_in(http, "road", roads) or busiest(movements, actor) or (roads[0] if roads else "")
    hours = int(choice_in(http, "hours", HOURS) or HOURS[0])
    sections = in_line(link for link in register().links.values() if link.road == road)
    length = max((it.last_m for it in sections.values()), default=0)
    window = Window(clock.now() - BEFORE, hours, length)
    closures = list(Closure.objects.visible_to(actor).within(window.start, window.end).order_by("starts_at"))
    here = [it for it in closures if any(code in sections for code in it.links)]
    context = {
        "road": road, "roads": roads, "hours": str(hours), "all_hours": HOURS, "window": window,
        "wide": WIDE, "high": HIGH, "left": LEFT, "top": TOP,
        "places": list(places(sections, window)), "clocks": list(clocks(window)),
        "bands": [band for it in movements for band in bands(it, own_links(it, actor), sections, window)],
        "bars": [bar for it in here for bar in bars(it, sections, window)],
        "runs": runs(movements, actor, sections, window), "closures": here, "now": clock.now(),
        "now_x": window.x(clock.now()), "may_plan": actor.role in planners(),
        "conflicts": list(conflicts(movements, closures)) if sees_whole(actor) else [],
    }  # fmt: skip
    return render(http, "desks/roads/diagram.html", context)


def by_number(road: str) -> tuple[str, int, str]:
    digits = "".join(sign for sign in road if sign.isdigit())
    return road[:1], int(digits or 0), road


def own_links(it: Movement, actor: Actor) -> set[str]:
    """The links of its way that this actor may see it on."""
    return set(it.links) if sees_whole(actor) else of_organisation(it, actor.organisation)


def busiest(movements: list[Movement], actor: Actor) -> str:
    """The road with most packets on its links."""
    links, counts = register().links, dict[str, int]()
    for it in movements:
        for code in own_links(it, actor):
            if code in links:
                counts[links[code].road] = counts.get(links[code].road, 0) + len(it.marches)
    return max(counts, key=lambda road: (counts[road], road), default="")


def places(sections: Mapping[str, Section], window: Window) -> Iterator[tuple[int, str]]:
    """Where the name of each place stands, those out that would lie over another."""
    last = -APART
    nodes = {(it.first_m, it.start) for it in sections.values()} | {(it.last_m, it.end) for it in sections.values()}
    for metres, node in sorted(nodes):
        if (y := window.y(metres)) >= last + APART:
            last = y
            yield y, node_name(node)


def clocks(window: Window) -> Iterator[tuple[int, datetime]]:
    """Whole hours along the top, some eight of them."""
    step = timedelta(hours=window.hours // 8)
    moment = window.start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    while moment < window.end:
        yield window.x(moment), moment
        moment += step


def bands(it: Movement, links: set[str], sections: Mapping[str, Section], window: Window) -> Iterator[Band]:
    ends = ends_of_links()
    for march in known_marches(it):
        for leg in march.legs:
            if leg.link in links and leg.link in sections and seen(it, leg, march.passing, window):
                section = sections[leg.link]
                a, b = window.y(section.at(leg.start)), window.y(section.at(leg.end(ends)))
                first, last = (leg.enter, leg.leave), (leg.enter + march.passing, leg.leave + march.passing)
                x1, x2 = (window.x(it.moment(minute)) for minute in first)
                x3, x4 = (window.x(it.moment(minute)) + 2 for minute in last)
                yield Band(f"{x1},{a} {x2},{b} {x4},{b} {x3},{a}", f"{it.name} · {march.number}")


def seen(it: Movement, leg: Leg, passing: int, window: Window) -> bool:
    return it.moment(leg.enter) < window.end and it.moment(leg.leave + passing) > window.start


def bars(it: Closure, sections: Mapping[str, Section], window: Window) -> Iterator[dict[str, Any]]:
    """The closed links, over the time that they are closed."""
    left, right = window.x(it.starts_at), window.x(it.ends_at or window.end)
    for code in it.links:
        if code in sections:
            top, bottom = window.y(sections[code].first_m), window.y(sections[code].last_m)
            yield {"x": left, "y": top, "width": max(1, right - left), "height": max(2, bottom - top), "name": it.name}


def runs(movements: list[Movement], actor: Actor, sections: Mapping[str, Section], window: Window) -> list[Run]:
    """The same as a table, the first packet first."""
    ends, found = ends_of_links(), []
    for it in movements:
        for one in passages(known_marches(it), own_links(it, actor) & sections.keys()):
            start, end = node_name(one.legs[0].start), node_name(one.legs[-1].end(ends))
            run = Run(it, one.packet, one.vehicles, start, end, it.moment(one.first), it.moment(one.last))
            if run.first < window.end and run.last > window.start:
                found.append(run)
    return sorted(found, key=lambda run: (run.first, run.movement.pk, run.packet))


def conflicts(movements: list[Movement], closures: list[Closure]) -> Iterator[dict[str, Any]]:
    """Credits whose times do not hold any more, and who settles it: who planned it, with who closed the road."""
    known = stretches()
    for it in movements:
        if code := conflict(it):
            at = [one for one in closures if set(one.links) & set(it.links)] if code == "closed" else []
            who = dict.fromkeys([words.named(it.organisation), *(words.named(one.organisation) for one in at)])
            roads = dict.fromkeys(known[link].name for one in at for link in one.links if link in it.links)
            yield {"movement": it, "code": code, "who": ", ".join(who), "roads": ", ".join(roads), "closures": at}
