"""What does not go together in a problem, all of it at once: every fault with the place where it stands.

A line that nobody can serve is no nonsense: it gets nothing, and `explain` says why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Assignment, Line, Problem, Unit
from steun.optimise.format.faults import InvalidProblem, validated
from steun.optimise.format.fields import MOST


def require(problem: Problem) -> None:
    """Return if the problem makes sense, else raise `InvalidProblem` with every fault."""
    sound_problem(problem)


def require_policy(policy: Policy) -> None:
    """Return if the policy makes sense, else raise `InvalidProblem` with every fault."""
    validated(Policy, policy, "policy")


def sound_problem(data: Any) -> Problem:
    """A problem from what JSON gave, or from one made in Python. Raises `InvalidProblem` with every fault: what is
    wrong in each field, and what does not go together among the rows that are right by themselves."""
    try:
        problem = validated(Problem, data, "problem")
    except InvalidProblem as wrong:
        raise InvalidProblem([*wrong.faults, *_between(_parts(data))]) from None
    found = tuple(_between(_parts(problem, sound=True)))
    if found:
        raise InvalidProblem(found)
    return problem


def sound_line(data: Any, name: str) -> Line:
    """A line by itself from what JSON gave. Raises `InvalidProblem` with every fault."""
    line = validated(Line, data, name)
    found = tuple(_line(name, line))
    if found:
        raise InvalidProblem(found)
    return line


class _Parts(NamedTuple):
    """The rows of a problem that are right by themselves, by number, and the ids of all that have one."""

    units: dict[int, Unit]
    lines: dict[int, Line]
    fixed: dict[int, Assignment]
    ids: dict[str, list[tuple[int, str]]]


def _parts(data: Any, *, sound: bool = False) -> _Parts:
    """sound: `data` is a problem in which every row is right by itself."""
    kinds = {"units": Unit, "lines": Line, "fixed": Assignment}
    rows = {name: data.get(name) if isinstance(data, dict) else getattr(data, name, ()) for name in kinds}
    listed = {name: its if isinstance(its, (list, tuple)) else () for name, its in rows.items()}
    ids: dict[str, list[tuple[int, str]]] = {}
    for name in ("units", "lines"):
        named = ((i, row.get("id") if isinstance(row, dict) else getattr(row, "id", None))
                 for i, row in enumerate(listed[name]))  # fmt: skip
        ids[name] = [(i, id_) for i, id_ in named if isinstance(id_, str)]
    found: dict[str, dict[int, Any]] = {name: dict(enumerate(its)) for name, its in listed.items()}
    if not sound:
        found = {name: dict(_right(kinds[name], its)) for name, its in listed.items()}
    return _Parts(found["units"], found["lines"], found["fixed"], ids)


def _right(kind: type, rows: Any) -> Iterator[tuple[int, Any]]:
    for i, row in enumerate(rows):
        with suppress(InvalidProblem):
            yield i, validated(kind, row, "row")


def _between(parts: _Parts) -> Iterator[str]:
    """What does not go together, in the order of the file."""
    for name, its in parts.ids.items():
        seen: dict[str, int] = {}
        for i, id_ in its:
            if seen.setdefault(id_, i) != i:
                yield f"{name}[{i}].id: {id_!r} stands at {name}[{seen[id_]}] too"
    for i, unit in parts.units.items():
        yield from _unit(f"units[{i}]", unit)
    for i, line in parts.lines.items():
        yield from _line(f"lines[{i}]", line)
    yield from _fixed(parts)


def _unit(at: str, unit: Unit) -> Iterator[str]:
    yield from _twice(f"{at}.offers", (s.capability for s in unit.offers), "offered")
    size = unit.capacity if unit.divisible else 0
    size = size or max((s.quantity for s in unit.offers), default=0)
    steps: dict[int, int] = defaultdict(int)
    for mark in unit.earmarks:
        steps[mark.start] += mark.amount
        steps[mark.until] -= mark.amount
    kept = 0
    for minute in sorted(steps):
        kept += steps[minute]
        if kept > size:
            yield f"{at}.earmarks: {kept} kept at minute {minute}, more than the capacity of {size}"
            return


def _line(at: str, line: Line) -> Iterator[str]:
    yield from _twice(f"{at}.alternatives", (o.capability for o in line.alternatives), "named")
    if line.latest_arrival < line.earliest:
        yield f"{at}.latest_arrival: {line.latest_arrival} is before earliest {line.earliest}"
    if line.too_late is not None and line.too_late < line.latest_arrival:
        yield f"{at}.too_late: {line.too_late} is before latest_arrival {line.latest_arrival}"
    if line.minimum > line.quantity:
        yield f"{at}.minimum: {line.minimum} is more than quantity {line.quantity}"
    if line.promised > line.quantity:
        yield f"{at}.promised: {line.promised} is more than quantity {line.quantity}"


def _twice(at: str, capabilities: Iterable[str], done: str) -> Iterator[str]:
    seen = set()
    for j, capability in enumerate(capabilities):
        if capability in seen:
            yield f"{at}[{j}].capability: {capability!r} is {done} twice"
        seen.add(capability)


def _fixed(parts: _Parts) -> Iterator[str]:
    lines, named = ({id_ for _, id_ in parts.ids[name]} for name in ("lines", "units"))
    units = {unit.id: unit for unit in parts.units.values()}
    seen = set()
    for i, a in parts.fixed.items():
        at = f"fixed[{i}]"
        if a.amount < 1:
            yield f"{at}.amount: {a.amount} is not between 1 and {MOST}"
        if a.line not in lines:
            yield f"{at}.line: no line {a.line!r}"
        if a.unit not in named:
            yield f"{at}.unit: no unit {a.unit!r}"
        elif a.unit in units and a.capability not in [s.capability for s in units[a.unit].offers]:
            yield f"{at}.capability: unit {a.unit!r} does not offer {a.capability!r}"
        if (a.line, a.unit) in seen:
            yield f"{at}: {a.line!r} has {a.unit!r} twice"
        seen.add((a.line, a.unit))
