"""What is read of a road plan: the curve of the dial, who goes otherwise and why, the stretch of one organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from steun.core.deliver.movement.life import HOLDS
from steun.core.deliver.movement.march import Leg, March, passages
from steun.core.deliver.roadplan import ROADPLAN
from steun.core.kernel.machine import Offer
from steun.web.deliver.joint.curve import TradeOff
from steun.web.deliver.joint.evacuees import who_decides
from steun.web.deliver.joint.times import marches_of
from steun.web.deliver.movement.acts import along
from steun.web.deliver.movement.model import Movement
from steun.web.deliver.movement.planning import ends_of_links
from steun.web.deliver.movement.read import node_name
from steun.web.deliver.roadplan.acts import facts_of
from steun.web.deliver.roadplan.model import RoadPlan, TouchedByPlan
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.pages import Waiting
from steun.web.kernel.moments import parsed
from steun.web.know.road.read import register, stretches
from steun.web.templatetags.steun import minutes

MOST = 20
"""Plans on one page of work."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A packet that goes otherwise. before, after: when its last vehicle is there; None = it has no way.
    free: minutes alone on the roads; columns, evacuees, taken: what these cost it, and cars that nobody planned;
    detour: metres."""

    packet: int
    before: datetime | None
    after: datetime | None
    reason: str
    where: str
    free: int | None
    columns: int
    evacuees: int
    detour: int
    taken: int = 0

    @property
    def detour_km(self) -> float:
        return self.detour / 1000


@dataclass(frozen=True, slots=True)
class Change:
    """A movement that goes otherwise. asks: its way is another one, so permissions are asked anew; new: who lies along
    it and did not. notified: who hears of it when it is adopted. adopted: it got these times. points: its packets at
    every point, as they then are."""

    it: Movement
    moved: tuple[Moved, ...]
    asks: bool
    new: tuple[str, ...]
    notified: tuple[str, ...]
    adopted: bool
    points: tuple[tuple[int, str, datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """What one position of the dial changes, whom it asks to agree, and which conflicts it leaves. yielded: those in
    which people who leave wait for a column."""

    trade_off: TradeOff
    changes: tuple[Change, ...]
    solved: tuple[str, ...]
    yielded: tuple[str, ...]
    left: tuple[str, ...]
    losing: tuple[tuple[str, bool], ...]

    @property
    def agreed(self) -> bool:
        """Everybody agreed who loses by it."""
        return bool(self.losing) and all(agreed for _, agreed in self.losing)

    @property
    def adopted(self) -> bool:
        return any(change.adopted for change in self.changes)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A packet on the roads of one organisation, by one position of the dial; before: None = it did not come by."""

    wait: int
    movement: str
    packet: int
    vehicles: int
    roads: str
    start: str
    end: str
    before: datetime | None
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Reported:
    """How a packet of the movement that a plan is about was seen. goes: when it can go on from there; stood: when it
    was to; None = it is on its last road, or there."""

    packet: int
    how: str
    point: str
    goes: datetime | None
    stood: datetime | None

    @property
    def in_time(self) -> bool:
        return self.goes is not None and self.stood is not None and self.goes <= self.stood


def start_of(it: RoadPlan) -> datetime:
    return parsed(it.question["start"])


def trade_off(it: RoadPlan) -> list[TradeOff]:
    """Every position that was computed, from the shortest wait on."""
    known, start = it.question, start_of(it)
    rows = []
    for one in sorted(it.positions.values(), key=lambda one: one["wait"]):
        safe, goal = one["safe"], sum(one["cars"].values())
        people = safe[min(it.by_hour, len(safe)) - 1] * known["people"] // 10 if safe and goal else 0
        hour = next((n for n, cars in enumerate(safe, 1) if cars >= goal), None) if goal else None
        figures = one["objective"].items()
        rows.append(TradeOff(
            one["wait"], people, start + timedelta(hours=hour) if hour else None,
            round(sum(value for name, value in figures if name.startswith("column-hours"))),
            round(sum(value for name, value in figures if name.startswith("unplanned"))),
        ))  # fmt: skip
    return rows


def makes_no_difference(rows: list[TradeOff]) -> bool:
    """Do all positions come to the same?"""
    return len(rows) > 1 and len({(row.people, row.all_safe, row.hours, row.without_way) for row in rows}) == 1


def has_people(it: RoadPlan) -> bool:
    return any(one["cars"] for one in it.positions.values())


def positions(it: RoadPlan) -> list[Position]:
    """Each position with what it changes, for who sees all of it."""
    known, rows = it.question, Movement.objects.in_bulk(moving(it))
    its = {str(key): row for key, row in rows.items()}
    return [Position(
        one, tuple(changes(it, one.wait, its, known)),
        tuple(conflicts(it.position(one.wait)["solved"], its)),
        tuple(conflicts(it.position(one.wait).get("yielded", ()), its)),
        tuple(conflicts(it.position(one.wait)["conflicts"], its)),
        tuple((words.organisation_name(code), it.agreed.get(code) == one.wait) for code in it.losing(one.wait)),
    ) for one in trade_off(it)]  # fmt: skip


def moving(it: RoadPlan) -> list[str]:
    return list(it.question["movements"])


def changes(it: RoadPlan, wait: int, its: dict[str, Movement], known: dict[str, Any]) -> Iterator[Change]:
    answer, start = it.position(wait), start_of(it)
    for key in it.changing(wait):
        row = its[key]
        its_own = sorted(
            (int(name.rpartition("/")[2]), what) for name, what in answer["moved"].items() if name.startswith(f"{key}/")
        )
        marches = marches_of(row, start, answer, known["movements"][key])
        links = {leg[0] for march in marches or () for leg in march["legs"]}
        new = touched(links) - touched(set(row.links))
        stays = row.state == "under-way" or links <= set(row.links)  # then who is along its way now hears of it too
        notified = along({*links, *row.links} if stays else links) if row.state in HOLDS else []
        yield Change(
            row, tuple(moved(number, what, start) for number, what in its_own), bool(links - set(row.links)),
            tuple(sorted(words.organisation_name(code) for code in new)),
            tuple(sorted(words.organisation_name(code) for code in notified)), it.adopted.get(key) == wait,
            tuple(points_of(marches, start)),
        )  # fmt: skip


def reported(it: RoadPlan) -> list[Reported]:
    """What was known of the movement that it is about, when it was asked for."""
    start, about = start_of(it), it.question["movements"].get(str(it.about_id), {})
    return [
        Reported(number, how, node_name(point), moment(start, goes), moment(start, stood))
        for number, how, point, goes, stood in about.get("seen", ())
    ]


def moved(number: int, what: list[Any], start: datetime) -> Moved:
    before, after, reason, where, *cost = what
    known = stretches()
    name = known[where].name if where in known else node_name(where) if where else ""
    return Moved(number, moment(start, before), moment(start, after), reason, name, *cost)


def moment(start: datetime, minute: int | None) -> datetime | None:
    return None if minute is None else start + timedelta(minutes=minute)


def points_of(marches: list[dict[str, Any]] | None, start: datetime) -> Iterator[tuple[int, str, datetime, datetime]]:
    """Each packet at every point: its first vehicle, its last."""
    ends = ends_of_links()
    for n, row in enumerate(marches or (), 1):
        tail = timedelta(minutes=row["passing"])
        for link, begin, enter, leave in row["legs"]:
            at = start + timedelta(minutes=enter)
            yield n, node_name(begin), at, at + tail
            last = (n, node_name(other_end(ends[link], begin)), start + timedelta(minutes=leave))
        yield *last, last[2] + tail


def other_end(pair: tuple[str, str], begin: str) -> str:
    return pair[1] if pair[0] == begin else pair[0]


def touched(links: Iterable[str]) -> set[str]:
    known = stretches()
    return {code for link in links if link in known for code in (*known[link].regions, *known[link].owners)}


def conflicts(rows: Iterable[Any], its: dict[str, Movement]) -> Iterator[str]:
    """In words: what, on which road, between whom."""
    known, found = stretches(), dict[str, None]()
    for code, link, packets in rows:
        names = dict.fromkeys(its[key].name for packet in packets if (key := packet.rpartition("/")[0]) in its)
        where = known[link].name if link in known else node_name(link)
        found[
            ": ".join(part for part in (f"{words.word('road-conflict', code)}, {where}", ", ".join(names)) if part)
        ] = None
    yield from found


def stretch_of(it: RoadPlan, actor: Actor) -> list[Stretch]:
    """What comes over the roads of one organisation, by each position of the dial; only what goes otherwise."""
    known, start, links = it.question, start_of(it), register().links
    its = {str(key): row for key, row in Movement.objects.in_bulk(moving(it)).items()}
    mine = {
        code for code, one in stretches().items()
        if actor.organisation in (*one.regions, *one.municipalities, *one.owners)
    }  # fmt: skip
    found = []
    for one in trade_off(it):
        for key in it.changing(one.wait):
            row = its[key]
            marches = marches_of(row, start, it.position(one.wait), known["movements"][key])
            before = {run.packet: row.moment(run.first) for run in passages(row.packets, mine)}
            for run in passages(as_marches(marches or ()), mine):
                roads = ", ".join(dict.fromkeys(links[leg.link].road for leg in run.legs))
                end = run.legs[-1].end(ends_of_links())
                found.append(Stretch(
                    one.wait, row.name, run.packet, run.vehicles, roads, node_name(run.legs[0].start), node_name(end),
                    before.get(run.packet), start + timedelta(minutes=run.first), start + timedelta(minutes=run.last),
                ))  # fmt: skip
    return found


def as_marches(rows: Iterable[dict[str, Any]]) -> list[March]:
    return [
        March(n, row["vehicles"], row["passing"], tuple(Leg(*leg) for leg in row["legs"]))
        for n, row in enumerate(rows, 1)
    ]


def waiting_for(actor: Actor) -> list[Waiting]:
    """Plans by which people of an evacuation on which this actor decides would be safe later: do they agree?"""
    mine = TouchedByPlan.objects.filter(organisation=actor.organisation).values("plan")
    rows = RoadPlan.objects.visible_to(actor).whole().filter(pk__in=mine, state="ready", ends_at__gt=clock.now())
    found = []
    for it in rows.filter(adopted={}).order_by("starts_at")[:MOST]:
        asked = [code for code in it.asks if code not in it.agreed]
        if any(seats & actor.seats for seats in who_decides(asked).values()):
            found.append(Waiting("agree-to-position", it, it.starts_at))
    return found


def offers(it: RoadPlan, actor: Actor) -> list[Offer[Any]]:
    """Every step that people take from here, as if a position were chosen that nobody loses by."""
    facts = facts_of(it, next(iter(map(int, it.positions)), None), chosen=1)
    found = ROADPLAN.offers(it.state, actor, facts)
    names = {"stop", "cancel", "agree-to-position", "adopt"}
    return [offer for offer in found if offer.move.name in names]


def waits(it: RoadPlan) -> list[tuple[str, str]]:
    """The positions to choose from, each with its prices where people leave."""
    if not has_people(it):
        return [(str(one.wait), minutes(one.wait)) for one in trade_off(it)]
    return [
        (str(one.wait), _("%(wait)s: %(people)s people safe, %(hours)s hours of columns") % {
            "wait": minutes(one.wait), "people": floatformat(one.people, "0g"), "hours": floatformat(one.hours, "0g"),
        })
        for one in trade_off(it)
    ]  # fmt: skip
