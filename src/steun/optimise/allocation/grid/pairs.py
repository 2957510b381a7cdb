"""Which unit may serve which line, and when: the problem as a structure of arrays.

A *pair* is a line and a unit that may serve it with one capability: allowed by capability or alternative, legal
basis, owner and arrival. Pairs stand in CSR order per line, the nearest first. `Table` holds them; see docs/planner.md.
"""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from steun.optimise.allocation.format.problem import Line, Problem
from steun.optimise.allocation.grid.admission import Admission, admission, percent_of
from steun.optimise.allocation.grid.candidates import Side, candidates
from steun.optimise.allocation.grid.travel import minutes_of_many
from steun.optimise.allocation.grid.units import Offers, Units
from steun.optimise.arrays import Floats, Int32s, Int64s

BLOCK = 4_000_000
"""Distances computed at once (32 MB each array)."""
WHOLE = 12_000_000
"""Above so many possible pairs, each line keeps its `NEAREST` units and `DRAWN` of the others, per capability."""
NEAREST, DRAWN = 24, 40


class Table(NamedTuple):
    """L lines, R units, P pairs. Minutes throughout; `x` counts lots.

    Lines: cls: class 0..4; weight; quantity, minimum; earliest; region; started: effect of fixed work, in pieces;
    ptr: where the pairs of each line begin.
    Pairs: unit; travel; percent: efficiency; lot: pieces per x; most: largest x; use: capacity per x; first, last:
    earliest and latest departure, notice apart; occ: minutes occupied from departure; ear: row of the earmark that this
    line may use, or -1; burden: L7 per x.
    Units: notice.
    """

    cls: Int64s  # (L)
    weight: Floats  # (L)
    quantity: Int64s  # (L)
    minimum: Int64s  # (L)
    earliest: Int64s  # (L)
    region: Int64s  # (L)
    started: Int64s  # (L)
    ptr: Int64s  # (L+1)
    unit: Int32s  # (P)
    travel: Int32s  # (P)
    percent: Int32s  # (P)
    lot: Int32s  # (P)
    most: Int32s  # (P)
    use: Int32s  # (P)
    first: Int32s  # (P)
    last: Int32s  # (P)
    occ: Int32s  # (P)
    ear: Int32s  # (P)
    burden: Floats  # (P)
    notice: Int64s  # (R)


class Index(NamedTuple):
    """What the numbers in the arrays mean: ids by position; capability (P): number of that of each pair; ears: rows of
    earmarks by (unit, region); complete: is every possible pair in the table?"""

    lines: dict[str, int]
    units: dict[str, int]
    regions: dict[str, int]
    capabilities: tuple[str, ...]
    capability: Int32s
    ears: dict[tuple[int, int], int]
    complete: bool


class Columns(NamedTuple):
    """Every allowed pair (P), in CSR order: by line, the nearest first. quantity: of the offer; travel: minutes."""

    line: Int64s
    unit: Int64s
    capability: Int64s
    percent: Int64s
    quantity: Int64s
    travel: Int64s


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
    pairs, complete = _allowed_pairs(problem, units, lines, capabilities)
    asked = np.array([x.quantity for x in lines], np.int64)
    started = np.zeros(len(lines), np.int64)
    taken = set()
    for a in problem.fixed:
        if a.line in of_line:
            i = of_line[a.line]
            started[i] += a.amount * percent_of(lines[i], a.capability) // 100
            taken.add((i, of_unit[a.unit]))
    if taken:
        named = zip(pairs.line.tolist(), pairs.unit.tolist(), strict=True)
        keep = np.array([pair not in taken for pair in named], bool)
        pairs = Columns(*(column[keep] for column in pairs))
    earliest = np.array([x.earliest for x in lines], np.int64)
    latest = np.array([x.latest_arrival for x in lines], np.int64)
    duration = np.array([x.duration for x in lines], np.int64)
    whole = ~units.divisible[pairs.unit]
    lot = np.where(whole, pairs.quantity, 1)
    enough = -(-asked[pairs.line] * 100 // np.maximum(pairs.percent, 1))
    occ = 2 * pairs.travel + duration[pairs.line] + units.rest[pairs.unit]
    region = np.array([regions[x.region] for x in lines], np.int64)
    ears = index.ears if index else _ears(problem, of_unit, regions)
    ear = np.full(len(pairs.line), -1, np.int32)
    for (r, g), row in ears.items():
        ear[(pairs.unit == r) & (region[pairs.line] == g)] = row
    table = Table(
        cls=np.array([x.class_ - 1 for x in lines], np.int64),
        weight=np.array([x.weight for x in lines], float),
        quantity=asked,
        minimum=np.array([x.minimum for x in lines], np.int64),
        earliest=earliest,
        region=region,
        started=started,
        ptr=np.searchsorted(pairs.line, np.arange(len(lines) + 1)).astype(np.int64),
        unit=_int32(pairs.unit),
        travel=_int32(pairs.travel),
        percent=_int32(pairs.percent),
        lot=_int32(lot),
        most=_int32(np.where(whole, 1, np.minimum(pairs.quantity, enough))),
        use=np.ones(len(pairs.line), np.int32),
        first=_int32(earliest[pairs.line] - pairs.travel),
        last=_int32(latest[pairs.line] - pairs.travel),
        occ=_int32(occ),
        ear=ear,
        burden=np.asarray(lot * (2 * pairs.travel + units.reserve[pairs.unit] * occ / 60_000), float),
        notice=units.notice,
    )
    return table, Index(of_line, of_unit, regions, capabilities, _int32(pairs.capability), ears, complete)


def _int32(column: Int64s) -> Int32s:
    return np.ascontiguousarray(column, np.int32)


def _regions(problem: Problem, lines: tuple[Line, ...]) -> dict[str, int]:
    names = {line.region for line in lines} | {m.region for u in problem.units for m in u.earmarks}
    return {name: i for i, name in enumerate(sorted(names))}


def _ears(problem: Problem, of_unit: dict[str, int], regions: dict[str, int]) -> dict[tuple[int, int], int]:
    keys = {(of_unit[u.id], regions[m.region]) for u in problem.units for m in u.earmarks}
    return {key: row for row, key in enumerate(sorted(keys))}


def _allowed_pairs(
    problem: Problem, units: Units, lines: tuple[Line, ...], capabilities: tuple[str, ...]
) -> tuple[Columns, bool]:
    """Every allowed pair, and whether these are all: not where there are so many that candidate lists are made."""
    wanted: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for n, asked in enumerate(lines):
        wanted[asked.capability].append((n, 100))
        for other in asked.alternatives:
            if other.capability != asked.capability:
                wanted[other.capability].append((n, other.efficiency_percent))
    possible = sum(len(who) * len(units.offers[c].unit) for c, who in wanted.items() if c in units.offers)
    many = possible > WHOLE
    places = Places(
        np.array([x.earliest for x in lines], np.int64),
        np.array([x.latest_arrival for x in lines], np.int64),
        np.array([x.lon for x in lines], float),
        np.array([x.lat for x in lines], float),
    )
    law = admission(units.sets, units.owners, lines)
    asking = [np.array(wanted.get(capability, ()), np.int64).reshape(-1, 2) for capability in capabilities]
    offers = [units.offers[capability] for capability in capabilities]
    parts = (_listed if many else _all)(problem, units, law, places, asking, offers)
    if not parts:
        return Columns(*(np.zeros(0, np.int64) for _ in Columns._fields)), True
    pairs = Columns(*(np.concatenate(column).astype(np.int64) for column in zip(*parts, strict=True)))
    order = _sorted((pairs.line, pairs.travel, pairs.unit, pairs.capability))
    return Columns(*(column[order] for column in pairs)), not many


class Places(NamedTuple):
    """Where and when the lines (L) ask. earliest, latest: arrival, minutes; lon, lat: degrees."""

    earliest: Int64s
    latest: Int64s
    lon: Floats
    lat: Floats


def _all(
    problem: Problem, units: Units, law: Admission, places: Places, asking: list[Int64s], offers: list[Offers]
) -> list[Columns]:
    """The pairs of all units with all lines, for capability after capability. asking: (line, percent) in rows."""
    parts = []
    for number, (rows, (unit, quantity, bases)) in enumerate(zip(asking, offers, strict=True)):
        for block in np.array_split(rows, len(rows) * len(unit) // BLOCK + 1):
            i, percent = block[:, 0], block[:, 1]
            travel = minutes_of_many(
                units.lon[unit], units.lat[unit], places.lon[i, None], places.lat[i, None],
                units.factor[unit], units.speed[unit],
            )  # fmt: skip
            arrival = np.maximum(places.earliest[i, None], problem.now + units.notice[unit] + travel)
            fine = (arrival <= places.latest[i, None]) & law.under[law.basis[i]][:, bases]
            fine &= law.by[law.owner[i]][:, units.owner[unit]]
            fine &= quantity * percent[:, None] >= 100  # else a whole offer is worth nothing
            a, b = np.nonzero(fine)
            parts.append(
                Columns(i[a], unit[b], np.full(len(a), number), percent[a], quantity[b], travel[a, b].astype(np.int64))
            )
    return parts


def _listed(
    problem: Problem, units: Units, law: Admission, places: Places, asking: list[Int64s], offers: list[Offers]
) -> list[Columns]:
    """The pairs of lines with some units each, for capability after capability; the kernels run side by side."""
    sides = []
    for rows, (unit, quantity, bases) in zip(asking, offers, strict=True):
        pace, ready = 60 * units.factor[unit] / units.speed[unit], problem.now + units.notice[unit]
        there = Side(
            np.radians(units.lon[unit]), np.radians(units.lat[unit]), pace, ready, quantity, bases,
            units.owner[unit], unit,
        )  # fmt: skip
        i, percent = rows[:, 0], rows[:, 1]
        lon, lat = np.radians(places.lon[i]), np.radians(places.lat[i])
        sides.append((there, Side(lon, lat, lon, places.latest[i], percent, law.basis[i], law.owner[i], i)))
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda two: candidates(two[0], two[1], law.under, law.by, NEAREST, DRAWN), sides))
    parts = []
    for number, ((there, here), (a, b)) in enumerate(zip(sides, found, strict=True)):
        i, r = here.number[a], there.number[b]
        travel = minutes_of_many(
            units.lon[r], units.lat[r], places.lon[i], places.lat[i], units.factor[r], units.speed[r]
        )
        parts.append(Columns(i, r, np.full(len(a), number), here.effect[a], there.effect[b], travel.astype(np.int64)))
    return parts


def _sorted(columns: tuple[Int64s, ...]) -> Int64s:
    """The order by these columns of whole numbers >= 0, the first foremost: by one packed key, where that fits."""
    key, bits = np.zeros(len(columns[0]), np.int64), 0
    for column in columns:
        width = int(column.max(initial=0)).bit_length()
        key, bits = (key << width) | column, bits + width
    return np.argsort(key) if bits < 63 else np.lexsort(columns[::-1])
