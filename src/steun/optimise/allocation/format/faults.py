"""Nonsense in a problem or in dials, all of it at once: every fault with the place where it stands.

A line that nobody can serve is no nonsense: it gets nothing, and `explain` says why.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from steun.optimise.allocation.format.problem import CLASSES, Assignment, Line, Policy, Problem, Unit

FURTHEST = 5_000_000
"""Minutes (nine years): no time may lie further from `start`. It bounds the memory of the slot grid."""
MOST = 1_000_000
"""Pieces: no amount, weight or capacity may be larger; sums then stay far inside 64 bits."""
DEAREST = 1_000_000 * MOST
"""Reserve price of a unit's hour, at most: what the heaviest line of class 5 is worth, in millionths."""
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


def require_dials(policy: Policy) -> None:
    """Return if the dials make sense, else raise `Faulty` with every fault."""
    found = tuple(dials(policy.as_dict()))
    if found:
        raise Faulty(found)


def find(problem: Problem) -> Iterator[str]:
    """Every fault of a problem, in the order of the file."""
    yield from _whole("horizon", problem.horizon, 1, FURTHEST)
    yield from _whole("now", problem.now, 0, FURTHEST)
    yield from _number("road_factor", problem.road_factor, 1, 10)
    if not problem.start or not _is_text(problem.start):
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
        if isinstance(supply.capability, str) and supply.capability in seen:
            yield f"{at}.offers[{j}].capability: {supply.capability!r} is offered twice"
        elif isinstance(supply.capability, str):
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
    steps: dict[int, int] = defaultdict(int)
    for mark in marks:
        steps[mark.start] += mark.amount
        steps[mark.until] -= mark.amount
    kept = 0
    for minute in sorted(steps):
        kept += steps[minute]
        if kept > size:
            yield f"{at}.earmarks: {kept} kept at minute {minute}, more than the capacity of {size}"
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
    for name in ("basis", "request"):
        value = getattr(line, name)
        if value is not None and not _is_text(value):
            yield f"{at}.{name}: is not a text"
    seen = set()
    for j, other in enumerate(line.alternatives):
        if isinstance(other.capability, str) and other.capability in seen:
            yield f"{at}.alternatives[{j}].capability: {other.capability!r} is named twice"
        elif isinstance(other.capability, str):
            seen.add(other.capability)
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
    lines = {line.id for line in problem.lines if isinstance(line.id, str)}
    units = {unit.id: unit for unit in problem.units if isinstance(unit.id, str)}
    seen = set()
    for i, a in enumerate(problem.fixed):
        at = f"fixed[{i}]"
        wrong = [*assignment(at, a)]
        yield from wrong
        if wrong:
            continue
        if a.amount < 1:
            yield f"{at}.amount: {a.amount} is not between 1 and {MOST}"
        if a.line not in lines:
            yield f"{at}.line: no line {a.line!r}"
        unit = units.get(a.unit)
        if unit is None:
            yield f"{at}.unit: no unit {a.unit!r}"
        elif a.capability not in [s.capability for s in unit.offers]:
            yield f"{at}.capability: unit {a.unit!r} does not offer {a.capability!r}"
        if (a.line, a.unit) in seen:
            yield f"{at}: {a.line!r} has {a.unit!r} twice"
        seen.add((a.line, a.unit))


def assignment(at: str, a: Assignment) -> Iterator[str]:
    """What is wrong with the shape of an assignment; whether a plan may have it is for `check`."""
    yield from _texts(at, a, ("line", "unit", "capability"))
    yield from _whole(f"{at}.amount", a.amount, -MOST, MOST)
    yield from _whole(f"{at}.start", a.start, -FURTHEST, FURTHEST)
    if a.decided is not None:
        yield from _whole(f"{at}.decided", a.decided, -FURTHEST, FURTHEST)


def dials(data: Any) -> Iterator[str]:
    """What is wrong with dials, as `Policy.as_dict` gives them or a file does; absent ones keep their default."""
    if not isinstance(data, Mapping):
        yield "policy: is not an object"
        return
    known = Policy().as_dict()
    yield from (f"policy.{key!s:.40}: is not a dial" for key in data if key not in known)
    it = {**known, **data}
    yield from _number("policy.tolerance", it["tolerance"], 0, 1)
    yield from _whole("policy.class_ratio", it["class_ratio"], 1, 1_000)
    yield from _whole("policy.slot", it["slot"], 1, FURTHEST)
    yield from _whole("policy.exact_lines", it["exact_lines"], 0, MOST)
    yield from _phi(it["fairness"])
    for key in ("displace", "hold"):
        if not isinstance(it[key], (list, tuple)) or any(type(k) is not int or k not in CLASSES for k in it[key]):
            yield f"policy.{key}: is not a list of classes 1..5"
    if isinstance(it["reserve"], Mapping):
        for name, price in it["reserve"].items():
            yield from _whole(f"policy.reserve.{name!s:.40}", price, 0, DEAREST)
    else:
        yield "policy.reserve: is not an object of prices by unit"
    if not _is_text(it["reserve_from"]):
        yield "policy.reserve_from: is not a text"


def _phi(points: Any) -> Iterator[str]:
    """A concave phi, in points (share, value): else neither the search nor its bounds mean anything."""
    at = "policy.fairness"
    pairs = isinstance(points, (list, tuple)) and all(isinstance(p, (list, tuple)) and len(p) == 2 for p in points)
    if not pairs or any(type(n) not in (int, float) or not math.isfinite(n) for point in points for n in point):
        yield f"{at}: is not a list of pairs (share, value)"
    elif points and (len(points) < 2 or points[0][0] != 0 or points[-1][0] != 1):
        yield f"{at}: does not go from share 0 to share 1"
    elif any(x1 <= x0 for (x0, _), (x1, _) in itertools.pairwise(points)):
        yield f"{at}: the shares do not rise"
    else:
        slopes = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in itertools.pairwise(points)]
        if any(low > high + 1e-9 for high, low in itertools.pairwise(slopes)) or any(slope < 0 for slope in slopes):
            yield f"{at}: is not concave, or falls"


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
        elif not value or not _is_text(value):
            yield f"{at}.{name}: is not a text"


def _is_text(value: Any) -> bool:
    """A text that can be written to a file: half of a surrogate pair, which JSON can hold, cannot."""
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _names(at: str, value: Any) -> Iterator[str]:
    if value is not None and not (isinstance(value, tuple) and all(map(_is_text, value))):
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
