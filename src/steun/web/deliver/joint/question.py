"""What wants the roads in a time, as the planner of movements has it: credits, bids, closures, and people who leave."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from steun.core.deliver.movement.life import HOLDS
from steun.core.deliver.movement.march import March
from steun.core.deliver.movement.permissions import ASKED, Load, is_barred
from steun.web.deliver.joint.evacuees import leaving
from steun.web.deliver.movement.model import Movement
from steun.web.deliver.movement.planning import BEYOND, CLASS, closed, ends_of_links, road, taken, whole_minutes
from steun.web.kernel import clock
from steun.web.kernel.moments import parsed
from steun.web.know.road.read import register

if TYPE_CHECKING:
    from steun.optimise.marching import Packet, Schedule

STANDS = 60
"""Minutes after which a column that halted or had an accident is taken to go on, where nobody says when."""


@dataclass(frozen=True, slots=True)
class Asked:
    """text: for the worker. movements: how many want the roads. touched: organisations whose evacuations are in it."""

    text: str
    movements: int
    organisations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A packet as it wants the roads, and as it stands; `past`: legs that it drove already."""

    packet: Packet
    stands: Schedule | None
    past: tuple[Any, ...] = ()
    free: bool = False


def asked(start: datetime, ends: datetime, keep: bool, about: Movement | None) -> Asked:
    """The question. about: only what holds its roads is in it, and this one goes on from where it was last seen."""
    from steun.optimise.marching import MovementProblem, RoadPoint, joint_text

    states = HOLDS if about else ("bid", *HOLDS)
    known, until = register(), whole_minutes(start, ends)
    its = [it for it in Movement.objects.filter(state__in=states).order_by("pk") if within(it, start, ends)]
    rows = {it: list(rows_of(it, start, keep or about is not None)) for it in its}
    rows = {it: found for it, found in rows.items() if found}
    every = [row for found in rows.values() for row in found]
    last = max([until, *(row.packet.due for row in every), *ends_at(every)])
    people, shut = leaving(start, until), closed(start)
    horizon = last + BEYOND
    links = tuple(road(known, code, Load(), shut, horizon) for code in known.links)
    problem = MovementProblem(
        start.isoformat(), horizon, tuple(RoadPoint(it.code, it.lon, it.lat) for it in known.nodes.values()), links,
        tuple(row.packet for row in every), people.zones, people.receptions,
        taken=taken(start, horizon, people.lane, people.two_way),
    )  # fmt: skip
    more = {
        "movements": {str(it.pk): about_movement(it, found, start) for it, found in rows.items()},
        "start": start.isoformat(),
        "people": people.people, "lane": people.lane, "kmh": people.kmh, "organisations": list(people.organisations),
        "names": dict(people.names), "zones": dict(people.whose),
    }  # fmt: skip
    standing = [row.stands for row in every if row.stands]
    text = joint_text(problem, standing, [row.packet.id for row in every if row.free], more)
    return Asked(text, len(rows), people.organisations)


def within(it: Movement, start: datetime, ends: datetime) -> bool:
    """Does it want the roads in that time?"""
    first, last = it.departs or it.earliest, it.arrives or it.latest
    return bool(it.marches) and min(first, it.earliest) < ends and last > start


def ends_at(rows: Sequence[Row]) -> Iterator[int]:
    return (row.stands.legs[-1].leave for row in rows if row.stands)


def mark(it: Movement) -> str:
    """Another mark now means that it stands otherwise than when somebody looked at it."""
    counted = it.counted_from.isoformat() if it.counted_from else ""
    return sha256(json.dumps([it.state, it.marches, counted], sort_keys=True).encode()).hexdigest()[:16]


def about_movement(it: Movement, rows: Sequence[Row], start: datetime) -> dict[str, Any]:
    past = {row.packet.id: [list(leg) for leg in row.past] for row in rows if row.past}
    return {"mark": mark(it), "past": past, "seen": list(as_seen(it, rows, start))}


def as_seen(it: Movement, rows: Sequence[Row], start: datetime) -> Iterator[list[Any]]:
    """Of each packet of which something was reported: how it stands, where, when it can go on from there and when it
    was to; None = it is on its last road, or there."""
    left = {row.packet.id: row for row in rows}
    for number, (point, _) in sorted(last_seen(it, start).items()):
        how = next(said["how"] for said in reversed(it.reports) if said["packet"] == number)
        row = left.get(f"{it.pk}/{number}")
        times = [row.packet.release, row.stands.legs[0].enter] if row and row.stands else [None, None]
        yield [number, how, point, *times]


def rows_of(it: Movement, start: datetime, keep: bool) -> Iterator[Row]:
    """Its packets that are not there yet. Bids have no right to their times; a credit keeps them where it can, unless
    credits may change; who left goes on."""
    assert it.counted_from is not None
    later, ends, barred = whole_minutes(start, it.counted_from), ends_of_links(), barred_to(it.load)
    seen = last_seen(it, start)
    for march in it.packets:
        if any(leg.link not in ends for leg in march.legs) or march.legs[-1].leave + march.passing + later <= 0:
            continue
        legs = [(leg.link, leg.start, leg.enter + later, leg.leave + later) for leg in march.legs]
        point, goes = seen.get(march.number, ("", None))
        gone = legs[0][2] < 0 or bool(point)
        at = next((n for n, leg in enumerate(legs) if leg[1] == point), None) if point else None
        if at is None:
            at = next((n for n, leg in enumerate(legs) if leg[2] >= 0), len(legs)) if gone else 0
        if at >= len(legs):
            continue  # on its last road, or there
        yield one_row(it, march, legs, at, goes, whole_minutes(start, it.earliest), start, keep, gone, barred)


def one_row(
    it: Movement, march: March, legs: list[tuple[str, str, int, int]], at: int, goes: int | None, earliest: int,
    start: datetime, keep: bool, gone: bool, barred: tuple[str, ...],
) -> Row:  # fmt: skip
    from steun.optimise.marching import Packet, RoadLeg, Schedule

    left = legs[at:]
    soonest = max(0, legs[at - 1][3]) if at else max(0, earliest)
    release = max(soonest, goes) if goes is not None else soonest
    due = max(release + 1, whole_minutes(start, it.latest), (left[-1][3] + march.passing + BEYOND) if gone else 0)
    packet = Packet(
        f"{it.pk}/{march.number}", str(it.pk), CLASS, march.vehicles, left[0][1], (it.destination,), release, due,
        it.speed_kmh, it.length_m, it.gap_m, barred=barred,
    )  # fmt: skip
    stands = Schedule(packet.id, tuple(RoadLeg(*leg) for leg in left))
    return Row(packet, stands, tuple(legs[:at]), it.state == "bid" or (not keep and not gone))


def last_seen(it: Movement, start: datetime) -> dict[int, tuple[str, int | None]]:
    """By packet of which something was reported: where it was last seen, and the minute at which it goes on from there;
    None: as it stands."""
    found: dict[int, tuple[str, int | None]] = {}
    for said in it.reports:
        goes: int | None = whole_minutes(start, parsed(said["at"]))
        if "goes_on_at" in said:
            goes = whole_minutes(start, parsed(said["goes_on_at"]))
        elif said["how"] == "on-time":
            goes = None
        elif said["how"] != "late":
            goes = whole_minutes(start, clock.now()) + STANDS
        found[said["packet"]] = (said["point"], goes)
    return found


def barred_to(load: Load) -> tuple[str, ...]:
    """The links of which somebody stated less than this load needs."""
    known = register()
    return tuple(
        code for code in known.links if is_barred(load, {name: known.least_known(code, name) for name in ASKED})
    )
