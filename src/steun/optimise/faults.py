"""Nonsense in a problem, all of it at once: every fault with the place where it stands.

A line that nobody can serve is no nonsense: it gets nothing, and `explain` says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .problem import Line, Problem, Unit

FURTHEST = 5_000_000
"""Minutes (nine years): no time may lie further from `start`. It bounds the memory of the slot grid."""
MOST = 1_000_000
"""Pieces: no amount, weight or capacity may be larger; sums then stay far inside 64 bits."""
SHOWN = 1_000


class Faulty(ValueError):
    """The problem is nonsense. `faults` has every fault as "place: what is wrong"; the message shows the first."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        more = [f"... and {len(self.faults) - SHOWN} more"] if len(self.faults) > SHOWN else []
        super().__init__("\n".join([*self.faults[:SHOWN], *more]))


UNIT = {"speed_kmh": (1, 20_000), "notice": (0, FURTHEST), "rest": (0, FURTHEST), "capacity": (0, MOST)}
LINE = {
    "class_": (1, 5), "weight": (1, MOST), "quantity": (1, MOST), "minimum": (0, MOST), "promised": (0, MOST),
    "created": (-FURTHEST, FURTHEST), "earliest": (-FURTHEST, FURTHEST), "latest_arrival": (-FURTHEST, FURTHEST),
    "duration": (1, FURTHEST),
}  # fmt: skip
PLACE = {"lon": (-180, 180), "lat": (-90, 90)}


def require(problem: Problem) -> None:
    """Return if the problem makes sense, else raise `Faulty` with every fault."""
    found = tuple(find(problem))
    if found:
        raise Faulty(found)


def find(problem: Problem) -> Iterator[str]:
    """Every fault of a problem, in the order of the file."""
    yield from _whole("horizon", problem.horizon, 1, FURTHEST)
    yield from _whole("now", problem.now, 0, FURTHEST)
    yield from _number("road_factor", problem.road_factor, 1, 10)
    if not isinstance(problem.start, str) or not problem.start:
        yield "start: is not a time"
    yield from _twice("units", problem.units)
    yield from _twice("lines", problem.lines)
    for i, unit in enumerate(problem.units):
        yield from _unit(f"units[{i}]", unit)
    for i, line in enumerate(problem.lines):
        yield from _line(f"lines[{i}]", line)
    yield from _fixed(problem)


def _unit(at: str, unit: Unit) -> Iterator[str]:
    yield from _texts(at, unit, ("id", "region", "owner"))
    for name, (low, high) in PLACE.items():
        yield from _number(f"{at}.{name}", getattr(unit, name), low, high)
    for name, (low, high) in UNIT.items():
        yield from _whole(f"{at}.{name}", getattr(unit, name), low, high)
    for name in ("airborne", "divisible"):
        if not isinstance(getattr(unit, name), bool):
            yield f"{at}.{name}: is not true or false"
    if not unit.offers:
        yield f"{at}.offers: the unit offers nothing"
    seen = set()
    for j, supply in enumerate(unit.offers):
        yield from _texts(f"{at}.offers[{j}]", supply, ("capability",))
        yield from _whole(f"{at}.offers[{j}].quantity", supply.quantity, 1, MOST)
        yield from _names(f"{at}.offers[{j}].bases", supply.bases)
        if supply.capability in seen:
            yield f"{at}.offers[{j}].capability: {supply.capability!r} is offered twice"
        seen.add(supply.capability)
    for j, interval in enumerate(unit.unavailable):
        yield from _interval(f"{at}.unavailable[{j}]", interval)
    for j, mark in enumerate(unit.earmarks):
        yield from _texts(f"{at}.earmarks[{j}]", mark, ("agreement", "region"))
        yield from _whole(f"{at}.earmarks[{j}].amount", mark.amount, 1, MOST)
        yield from _interval(f"{at}.earmarks[{j}]", (mark.start, mark.until))
    yield from _too_much_kept(at, unit)


def _too_much_kept(at: str, unit: Unit) -> Iterator[str]:
    marks = [m for m in unit.earmarks if all(type(n) is int for n in (m.amount, m.start, m.until))]
    size = unit.capacity if unit.divisible and type(unit.capacity) is int else 0
    size = size or max((s.quantity for s in unit.offers if type(s.quantity) is int), default=0)
    for mark in marks:
        kept = sum(m.amount for m in marks if m.start <= mark.start < m.until)
        if kept > size:
            yield f"{at}.earmarks: {kept} kept at minute {mark.start}, more than the capacity of {size}"
            return


def _line(at: str, line: Line) -> Iterator[str]:
    yield from _texts(at, line, ("id", "region", "capability"))
    for name, (low, high) in PLACE.items():
        yield from _number(f"{at}.{name}", getattr(line, name), low, high)
    wrong = False
    for name, (low, high) in LINE.items():
        for fault in _whole(f"{at}.{name.rstrip('_')}", getattr(line, name), low, high):
            wrong = True
            yield fault
    yield from _names(f"{at}.owners", line.owners)
    if line.basis is not None and not isinstance(line.basis, str):
        yield f"{at}.basis: is not a text"
    for j, other in enumerate(line.alternatives):
        yield from _texts(f"{at}.alternatives[{j}]", other, ("capability",))
        yield from _whole(f"{at}.alternatives[{j}].efficiency_percent", other.efficiency_percent, 1, 10_000)
    if wrong:
        return
    if line.latest_arrival < line.earliest:
        yield f"{at}.latest_arrival: {line.latest_arrival} is before earliest {line.earliest}"
    if line.minimum > line.quantity:
        yield f"{at}.minimum: {line.minimum} is more than quantity {line.quantity}"
    if line.promised > line.quantity:
        yield f"{at}.promised: {line.promised} is more than quantity {line.quantity}"


def _fixed(problem: Problem) -> Iterator[str]:
    lines = {line.id: line for line in problem.lines}
    units = {unit.id: unit for unit in problem.units}
    seen = set()
    for i, a in enumerate(problem.fixed):
        at = f"fixed[{i}]"
        yield from _whole(f"{at}.amount", a.amount, 1, MOST)
        yield from _whole(f"{at}.start", a.start, -FURTHEST, FURTHEST)
        if a.line not in lines:
            yield f"{at}.line: no line {a.line!r}"
        unit = units.get(a.unit)
        if unit is None:
            yield f"{at}.unit: no unit {a.unit!r}"
        elif a.capability not in {s.capability for s in unit.offers}:
            yield f"{at}.capability: unit {a.unit!r} does not offer {a.capability!r}"
        if (a.line, a.unit) in seen:
            yield f"{at}: {a.line!r} has {a.unit!r} twice"
        seen.add((a.line, a.unit))


def _twice(name: str, things: Iterable[Any]) -> Iterator[str]:
    seen: dict[Any, int] = {}
    for i, thing in enumerate(things):
        if isinstance(thing.id, str) and seen.setdefault(thing.id, i) != i:
            yield f"{name}[{i}].id: {thing.id!r} stands at {name}[{seen[thing.id]}] too"


def _texts(at: str, thing: Any, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        value = getattr(thing, name)
        if value is None:
            yield f"{at}.{name}: is missing"
        elif not isinstance(value, str) or not value:
            yield f"{at}.{name}: is not a text"


def _names(at: str, value: Any) -> Iterator[str]:
    if value is not None and not (isinstance(value, tuple) and all(isinstance(v, str) for v in value)):
        yield f"{at}: is not a list of texts"


def _interval(at: str, interval: Any) -> Iterator[str]:
    if not isinstance(interval, tuple) or len(interval) != 2:
        yield f"{at}: is not a pair of minutes"
        return
    faults = [f for n in interval for f in _whole(at, n, -FURTHEST, FURTHEST)]
    yield from faults
    if not faults and interval[1] <= interval[0]:
        yield f"{at}: ends at {interval[1]}, not after it starts at {interval[0]}"


def _whole(at: str, value: Any, low: int, high: int) -> Iterator[str]:
    if type(value) is int:  # the common case, and a bool is no number here
        if not low <= value <= high:
            yield f"{at}: {value} is not between {low} and {high}"
    elif value is None:
        yield f"{at}: is missing"
    else:
        yield f"{at}: {value!r:.40} is not a whole number"


def _number(at: str, value: Any, low: float, high: float) -> Iterator[str]:
    if value is None:
        yield f"{at}: is missing"
    elif type(value) not in (int, float):
        yield f"{at}: {value!r:.40} is not a number"
    elif not low <= value <= high:  # NaN compares false
        yield f"{at}: {value} is not between {low} and {high}"
