"""Simple rules on paper: who divides by priority or by the order of asking, from the raw problem, in plain minutes.

It shares no code with the planner, so that what it finds is a yardstick and no mirror.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from steun.optimise.allocation.format.problem import Line, Problem, Supply, Unit

Values = tuple[float, ...]


class Paper:
    """A sheet per unit, with what it does when."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.sheet: dict[str, list[tuple[int, int, str, int]]] = {unit.id: [] for unit in problem.units}
        self.got = dict.fromkeys([line.id for line in problem.lines], 0)
        self.ways = {line.id: list(self._ways(line)) for line in problem.lines}
        units, lines = ({x.id: x for x in its} for its in (problem.units, problem.lines))
        for a in problem.fixed:
            self._write(
                lines[a.line],
                units[a.unit],
                a.capability,
                a.amount,
                a.start - self.travel(units[a.unit], lines[a.line]),
            )
            self.ways[a.line] = [way for way in self.ways[a.line] if way[1].id != a.unit]
        self.wanted = {unit.id: 0 for unit in problem.units}
        for ways in self.ways.values():
            for _, unit, _, _ in ways:
                self.wanted[unit.id] += 1

    def travel(self, unit: Unit, line: Line) -> int:
        """Minutes on the way, by the haversine."""
        (x1, y1), (x2, y2) = ((math.radians(p.lon), math.radians(p.lat)) for p in (unit, line))
        half = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
        km = 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(half)))
        factor = 1.0 if unit.airborne else self.problem.road_factor
        return math.ceil(60 * km * factor / unit.speed_kmh)

    def percent(self, line: Line, capability: str) -> int:
        """What one piece of that capability does for the line."""
        if capability == line.capability:
            return 100
        return next((o.efficiency_percent for o in line.alternatives if o.capability == capability), 0)

    def _ways(self, line: Line) -> Iterator[tuple[int, Unit, Supply, int]]:
        """(travel, unit, offer, percent) of who may serve the line in time, the nearest first."""
        found = []
        for n, unit in enumerate(self.problem.units):
            travel = self.travel(unit, line)
            for offer in unit.offers:
                percent = self.percent(line, offer.capability)
                fine = percent and offer.quantity * percent >= 100
                fine = fine and (offer.bases is None or line.basis is None or line.basis in offer.bases)
                fine = fine and (line.owners is None or unit.owner in line.owners)
                if fine and max(line.earliest, self.problem.now + unit.notice + travel) <= line.latest_arrival:
                    found.append((travel, n, offer.capability, unit, offer, percent))
        for travel, _, _, unit, offer, percent in sorted(found, key=lambda way: way[:3]):
            yield travel, unit, offer, percent

    def left(self, unit: Unit, region: str, minute: int) -> int:
        """How many pieces of the unit a line of that region may have in that minute."""
        if any(a <= minute < b for a, b in unit.unavailable):
            return -1
        kept: dict[str, int] = {}
        for m in unit.earmarks:
            if m.start <= minute < m.until:
                kept[m.region] = kept.get(m.region, 0) + m.amount if unit.divisible else 1
        used: dict[str, int] = {}
        for a, b, whose, x in self.sheet[unit.id]:
            if a <= minute < b:
                used[whose] = used.get(whose, 0) + x
        others = sum(max(used.get(g, 0), kept.get(g, 0)) for g in {*used, *kept} - {region})
        size = (unit.capacity if unit.divisible else 1) - others
        return -1 if kept.get(region, 0) > size else size - used.get(region, 0)

    def soonest(self, line: Line, unit: Unit, travel: int, want: int, *, whole: bool) -> tuple[int, int]:
        """(lots, departure) at the first moment; 0 = never."""
        first = max(line.earliest - travel, self.problem.now + unit.notice)
        last, occupied = line.latest_arrival - travel, 2 * travel + line.duration + unit.rest
        ends = (
            {b for _, b in unit.unavailable}
            | {m.until for m in unit.earmarks}
            | {b for _, b, *_ in self.sheet[unit.id]}
        )
        begins = (
            {a for a, _ in unit.unavailable} | {m.start for m in unit.earmarks} | {a for a, *_ in self.sheet[unit.id]}
        )
        moments = sorted({first} | {end for end in ends if first < end <= last})
        for least in (want, 1) if whole else (1,):
            for depart in moments:
                inside = {depart} | {m for m in begins | ends if depart < m < depart + occupied}
                free = min(self.left(unit, line.region, m) for m in inside)
                if free >= least:
                    return min(free, want), depart
        return 0, 0

    def _write(self, line: Line, unit: Unit, capability: str, x: int, depart: int) -> None:
        until = depart + 2 * self.travel(unit, line) + line.duration + unit.rest
        self.sheet[unit.id].append((depart, until, line.region, x if unit.divisible else 1))
        self.got[line.id] += x * self.percent(line, capability) // 100

    def serve(self, line: Line, unit_first: str, *, whole: bool) -> None:
        """Serve a line as far as it goes, or not at all below its minimum."""
        ways, added, before = list(self.ways[line.id]), [], self.got[line.id]
        while self.got[line.id] < line.quantity and ways:
            best, rank = None, (math.inf, 0)
            for n, (travel, unit, offer, percent) in enumerate(ways):
                if unit_first == "nearest" and best is not None:
                    break
                does = percent * (1 if unit.divisible else offer.quantity)
                need = -(-(line.quantity - self.got[line.id]) * 100 // does)
                want = min(need, offer.quantity) if unit.divisible else 1
                x, depart = self.soonest(line, unit, travel, want, whole=whole)
                its = x * does
                if its < 100:
                    continue
                mine = ({"nearest": n, "earliest": depart + travel, "scarcest": self.wanted[unit.id]}[unit_first], n)
                if mine < rank:
                    best, rank = (unit, offer, x, depart), mine
            if best is None:
                break
            unit, offer, x, depart = best
            self._write(line, unit, offer.capability, x if unit.divisible else offer.quantity, depart)
            added.append(unit.id)
            ways = [way for way in ways if way[1].id != unit.id]
        if self.got[line.id] < line.minimum:
            for name in added:
                self.sheet[name].pop()
            self.got[line.id] = before

    def values(self) -> Values:
        """Less than nothing for what is short of a promise; then F_1..F_5 with phi the identity."""
        its = self.problem.lines
        short = sum(max(0, x.promised - min(self.got[x.id], x.quantity)) for x in its)
        worth = {x.id: x.weight * min(self.got[x.id], x.quantity) / x.quantity for x in its}
        return (-short, *(sum(worth[x.id] for x in its if x.class_ == k) for k in range(1, 6)))


def values_of(problem: Problem, met: Mapping[str, int]) -> Values:
    """The same of a plan."""
    paper = Paper(problem)
    paper.got = dict(met)
    return paper.values()


def behind(one: Values, other: Values) -> bool:
    """Is `one` lower in the first in which they differ?"""
    return next((a < b for a, b in zip(one, other, strict=True) if abs(a - b) > 1e-6), False)


def by_rules(problem: Problem) -> dict[str, Values]:
    """What each simple rule reaches, by its name."""
    out = {}
    place = {line.id: n for n, line in enumerate(problem.lines)}
    reach = {name: len(ways) for name, ways in Paper(problem).ways.items()}
    orders: dict[str, tuple[Callable[[Line], Any], str]] = {
        "nearest": (lambda x: (x.class_, -x.weight, x.earliest), "nearest"),
        "earliest": (lambda x: (x.class_, -x.weight, x.earliest), "earliest"),
        "scarcest": (lambda x: (x.class_, reach[x.id], x.earliest), "scarcest"),
        "class order": (lambda x: (x.class_, x.created), "nearest"),
        "first come": (lambda x: x.created, "nearest"),
    }
    promised = sorted((x for x in problem.lines if x.promised), key=lambda x: (x.class_, x.earliest))
    for name, (rank, unit_first) in orders.items():
        for whole in (False, True) if name == "nearest" else (True,):
            paper = Paper(problem)
            for line in (*promised, *sorted(problem.lines, key=lambda x: (rank(x), place[x.id]))):
                paper.serve(line, unit_first, whole=whole)
            out[f"{name}, {'together' if whole else 'as they come'}"] = paper.values()
    return out
