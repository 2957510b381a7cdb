"""Which unit may serve which line, and when: the problem as a structure of arrays.

A *pair* is a line and a unit that may serve it with one capability: allowed by capability or alternative, legal
basis, owner and arrival. Pairs stand in CSR order per line, the nearest first. `Table` holds them; see docs/planner.md.
"""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from steun.optimise.allocation.format.problem import Line, Problem, Unit
from steun.optimise.allocation.grid import candidates as near
from steun.optimise.allocation.grid.admission import Admission, admission
from steun.optimise.allocation.grid.travel import great_circle_km, minutes, minutes_of_many

BLOCK = 4_000_000
"""Distances computed at once (32 MB each array)."""
WHOLE = 12_000_000
"""Above so many possible pairs, each line keeps its `NEAREST` units and `DRAWN` of the others, per capability."""
NEAREST, DRAWN = 24, 40


class Table(NamedTuple):
    """L lines, R units, P pairs. Minutes throughout; `x` below counts lots.

    cls (L) class 0..4; weight (L) float64; quantity, minimum, earliest, region (L); started (L) effect of fixed work
    ptr (L+1); unit, travel (P); percent (P) efficiency; lot (P) pieces per x; most (P) largest x; use (P)
    capacity per x
    first, last (P) earliest and latest departure, notice apart; occ (P) minutes occupied from departure
    ear (P) row of the earmark that this line may use, or -1; burden (P) L7 per x; notice (R)
    """

    cls: Any
    weight: Any
    quantity: Any
    minimum: Any
    earliest: Any
    region: Any
    started: Any
    ptr: Any
    unit: Any
    travel: Any
    percent: Any
    lot: Any
    most: Any
    use: Any
    first: Any
    last: Any
    occ: Any
    ear: Any
    burden: Any
    notice: Any


class Index(NamedTuple):
    """What the arrays' numbers mean: ids by position, capability of each pair, earmark rows by (unit, region)."""

    lines: dict[str, int]
    units: dict[str, int]
    regions: dict[str, int]
    capabilities: tuple[str, ...]
    capability: Any
    ears: dict[tuple[int, int], int]
    complete: bool


class Units(NamedTuple):
    """The units' columns, kept so that one more line can be tabled in a millisecond.

    offers: capability -> (unit numbers, quantities, numbers in `sets`); sets: the sets of legal bases that offers name,
    None = every one; owners: number of each owner; bases: all that are named.
    """

    lon: Any
    lat: Any
    factor: Any
    speed: Any
    notice: Any
    rest: Any
    divisible: Any
    owner: Any
    reserve: Any
    offers: dict[str, tuple[Any, Any, Any]]
    sets: tuple[frozenset[str] | None, ...]
    owners: dict[str, int]
    bases: frozenset[str]


def columns(problem: Problem, reserve: Any = None) -> Units:
    """The units as columns."""
    us = problem.units
    sets: dict[frozenset[str] | None, int] = {}
    owners = {o: i for i, o in enumerate(sorted({u.owner for u in us}))}
    rows: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for r, u in enumerate(us):
        for s in u.offers:
            its = None if s.bases is None else frozenset(s.bases)
            rows[s.capability].append((r, s.quantity, sets.setdefault(its, len(sets))))
    offers: Any = {c: tuple(np.array(column, np.int64) for column in zip(*its, strict=True)) for c, its in rows.items()}
    prices = [(reserve or {}).get(u.id, 0) for u in us]

    def column(values: list[Any], kind: Any) -> Any:
        return np.array(values, kind)

    return Units(
        column([u.lon for u in us], float),
        column([u.lat for u in us], float),
        column([1.0 if u.airborne else problem.road_factor for u in us], float),
        column([u.speed_kmh for u in us], float),
        column([u.notice for u in us], np.int64),
        column([u.rest for u in us], np.int64),
        column([u.divisible for u in us], bool),
        column([owners[u.owner] for u in us], np.int64),
        column(prices, np.int64),
        offers,
        tuple(sets),
        owners,
        frozenset().union(*(its for its in sets if its is not None)),
    )


def tabulate(
    problem: Problem, units: Units, lines: tuple[Line, ...] | None = None, index: Index | None = None
) -> tuple[Table, Index]:
    """The table of `lines` (default: all of the problem's) against all units; regions and earmarks as in
    `index`, if given."""
    lines = problem.lines if lines is None else lines
    of_line = {line.id: i for i, line in enumerate(lines)}
    of_unit = index.units if index else {unit.id: i for i, unit in enumerate(problem.units)}
    regions = dict(index.regions) if index else _regions(problem, lines)
    for line in lines:
        regions.setdefault(line.region, len(regions))
    capabilities = tuple(sorted(units.offers))
    got, complete = _pairs(problem, units, lines, capabilities)
    of_pair, unit, capability, percent, quantity, travel = got
    asked = np.array([x.quantity for x in lines], np.int64)
    started = np.zeros(len(lines), np.int64)
    taken = set()
    for a in problem.fixed:
        if a.line in of_line:
            its = lines[of_line[a.line]]
            started[of_line[a.line]] += a.amount * percent_of(its, a.capability) // 100
            taken.add((of_line[a.line], of_unit[a.unit]))
    if taken:
        keep = np.array([(i, r) not in taken for i, r in zip(of_pair.tolist(), unit.tolist(), strict=True)], bool)
        got = tuple(c[keep] for c in got)
        of_pair, unit, capability, percent, quantity, travel = got
    earliest = np.array([x.earliest for x in lines], np.int64)
    latest = np.array([x.latest_arrival for x in lines], np.int64)
    duration = np.array([x.duration for x in lines], np.int64)
    whole = ~units.divisible[unit]
    lot = np.where(whole, quantity, 1)
    most = np.where(whole, 1, np.minimum(quantity, -(-asked[of_pair] * 100 // np.maximum(percent, 1))))
    occ = 2 * travel + duration[of_pair] + units.rest[unit]
    burden = lot * (2 * travel + units.reserve[unit] * occ / 60_000)
    region = np.array([regions[x.region] for x in lines], np.int64)
    ears = index.ears if index else _ears(problem, of_unit, regions)
    ear = np.full(len(of_pair), -1, np.int32)
    for (r, g), row in ears.items():
        ear[(unit == r) & (region[of_pair] == g)] = row

    def whole32(a: Any) -> Any:
        return np.ascontiguousarray(a, np.int32)

    table = Table(
        np.array([x.class_ - 1 for x in lines], np.int64),
        np.array([x.weight for x in lines], float),
        asked,
        np.array([x.minimum for x in lines], np.int64),
        earliest,
        region,
        started,
        np.searchsorted(of_pair, np.arange(len(lines) + 1)).astype(np.int64),
        whole32(unit),
        whole32(travel),
        whole32(percent),
        whole32(lot),
        whole32(most),
        np.ones(len(of_pair), np.int32),
        whole32(earliest[of_pair] - travel),
        whole32(latest[of_pair] - travel),
        whole32(occ),
        ear,
        np.asarray(burden, float),
        units.notice,
    )
    return table, Index(of_line, of_unit, regions, capabilities, whole32(capability), ears, complete)


def _regions(problem: Problem, lines: tuple[Line, ...]) -> dict[str, int]:
    names = {line.region for line in lines} | {m.region for u in problem.units for m in u.earmarks}
    return {name: i for i, name in enumerate(sorted(names))}


def _ears(problem: Problem, of_unit: dict[str, int], regions: dict[str, int]) -> dict[tuple[int, int], int]:
    keys = {(of_unit[u.id], regions[m.region]) for u in problem.units for m in u.earmarks}
    return {key: row for row, key in enumerate(sorted(keys))}


def _pairs(problem: Problem, units: Units, lines: tuple[Line, ...], capabilities: tuple[str, ...]) -> tuple[Any, bool]:
    """Columns line, unit, capability, percent, quantity, travel of every allowed pair, in CSR order."""
    wanted: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for n, asked in enumerate(lines):
        wanted[asked.capability].append((n, 100))
        for other in asked.alternatives:
            if other.capability != asked.capability:
                wanted[other.capability].append((n, other.efficiency_percent))
    possible = sum(len(its) * len(units.offers[c][0]) for c, its in wanted.items() if c in units.offers)
    close = possible > WHOLE
    line: Any
    i: Any
    percent: Any
    earliest = np.array([x.earliest for x in lines], np.int64)
    latest = np.array([x.latest_arrival for x in lines], np.int64)
    lon, lat = np.array([x.lon for x in lines], float), np.array([x.lat for x in lines], float)
    law = admission(units.sets, units.owners, lines)
    parts, looked = [], []
    for number, capability in enumerate(capabilities):
        its = np.array(wanted.get(capability, ()), np.int64).reshape(-1, 2)
        unit, quantity, sets = units.offers[capability]
        if close:
            i, percent = its[:, 0], its[:, 1]
            pace, ready = 60 * units.factor[unit] / units.speed[unit], problem.now + units.notice[unit]
            there = near.Side(
                np.radians(units.lon[unit]), np.radians(units.lat[unit]), pace, ready, quantity, sets,
                units.owner[unit], unit,
            )  # fmt: skip
            here = near.Side(
                np.radians(lon[i]), np.radians(lat[i]), lon[i], latest[i], percent, law.basis[i], law.owner[i], i
            )
            looked.append((number, there, here))
            continue
        for block in np.array_split(its, len(its) * len(unit) // BLOCK + 1):
            i, percent = block[:, 0], block[:, 1]
            travel = minutes_of_many(
                units.lon[unit], units.lat[unit], lon[i, None], lat[i, None], units.factor[unit], units.speed[unit]
            )
            arrival = np.maximum(earliest[i, None], problem.now + units.notice[unit] + travel)
            fine = (arrival <= latest[i, None]) & law.under[law.basis[i]][:, sets]
            fine &= law.by[law.owner[i]][:, units.owner[unit]]
            fine &= quantity * percent[:, None] >= 100  # else a whole offer is worth nothing
            a, b = np.nonzero(fine)
            parts.append((i[a], unit[b], np.full(len(a), number), percent[a], quantity[b], travel[a, b]))
    parts += _close(units, law, lon, lat, looked)
    if not parts:
        return tuple(np.zeros(0, np.int64) for _ in range(6)), True
    line, unit, capability_of, percent, quantity, travel = (
        np.concatenate(c).astype(np.int64) for c in zip(*parts, strict=True)
    )
    order = _sorted((line, travel, unit, capability_of))
    return tuple(c[order] for c in (line, unit, capability_of, percent, quantity, travel)), not close


def _close(
    units: Units, law: Admission, lon: Any, lat: Any, looked: list[tuple[int, near.Side, near.Side]]
) -> list[tuple[Any, ...]]:
    """The pairs of lines with some units each, for capability after capability; the kernels run side by side."""
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda its: near.candidates(its[1], its[2], law.under, law.by, NEAREST, DRAWN), looked))
    parts = []
    for (number, there, here), (a, b) in zip(looked, found, strict=True):
        i, r = here.number[a], there.number[b]
        travel = minutes_of_many(units.lon[r], units.lat[r], lon[i], lat[i], units.factor[r], units.speed[r])
        parts.append((i, r, np.full(len(a), number), here.effect[a], there.effect[b], travel))
    return parts


def _sorted(columns_: tuple[Any, ...]) -> Any:
    """The order by these columns of whole numbers >= 0, the first foremost: by one packed key, where that fits."""
    key, bits = np.zeros(len(columns_[0]), np.int64), 0
    for column in columns_:
        width = int(column.max(initial=0)).bit_length()
        key, bits = (key << width) | column, bits + width
    return np.argsort(key) if bits < 63 else np.lexsort(columns_[::-1])


def percent_of(line: Line, capability: str) -> int:
    """How far one piece of `capability` helps the line, in percent; 0 when not at all."""
    if capability == line.capability:
        return 100
    return next((o.efficiency_percent for o in line.alternatives if o.capability == capability), 0)


def travel_of(problem: Problem, unit: Unit, line: Line) -> int:
    """Minutes from a unit to a line."""
    km = great_circle_km(unit.lon, unit.lat, line.lon, line.lat)
    return minutes(km, speed_kmh=unit.speed_kmh, airborne=unit.airborne, road_factor=problem.road_factor)
