"""What happened, and the problem after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.problem import Line, Problem, Unit
from steun.optimise.allocation.grid.travel import travel_of
from steun.optimise.format.faults import InvalidProblem, validated
from steun.optimise.format.fields import RULES, Minute

Kind = Literal[
    "new-line", "line-changed", "line-withdrawn", "unit-fails", "unit-free", "duration", "unit-delayed", "now"
]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened (`kind`). Only the fields that its kind needs are read; times are minutes, `id` is that of a line.

    new-line, line-changed: `line`.  line-withdrawn: `id`.  unit-fails, unit-free: `unit`, `start`, `until`.
    duration: `id`, `minutes` (the new duration).  unit-delayed: `unit`, `minutes` (longer notice).  now: `minutes`.
    """

    __pydantic_config__ = RULES
    kind: Kind
    line: Line | None = None
    id: str = ""
    unit: str = ""
    minutes: Minute = 0
    start: Minute = 0
    until: Minute = 0


def events_from(data: Any) -> list[Event]:
    """Events from a JSON list of {"kind": ..., ...}. Raises `InvalidProblem` with every fault."""
    if not isinstance(data, list):
        raise InvalidProblem(["events: is not a list"])
    events: list[Event] = []
    found: list[str] = []
    for i, row in enumerate(data):
        try:
            events.append(validated(Event, row, f"events[{i}]"))
        except InvalidProblem as wrong:
            found += wrong.faults
    if found:
        raise InvalidProblem(found)
    return events


def applied(problem: Problem, event: Event, reasons: dict[str, str], plan: Plan, at: str = "event") -> Problem:
    """The problem after one event; `reasons` gets the lines that it touches.

    at: where the event stands, to name what is wrong with it. Raises `InvalidProblem`.
    """
    if event.kind not in KINDS:
        raise InvalidProblem([f"{at}: {event.kind!r} is not one of {', '.join(KINDS)}"])
    if event.kind in ("new-line", "line-changed") and event.line is None:
        raise InvalidProblem([f"{at}: {event.kind} has no line"])
    if event.kind in ("unit-fails", "unit-free") and event.until <= event.start:
        raise InvalidProblem([f"{at}: {event.kind} ends at {event.until}, not after it starts at {event.start}"])
    lines = {line.id: line for line in problem.lines}
    if event.kind == "new-line" and event.line is not None:
        if event.line.id in lines:
            raise InvalidProblem([f"{at}: there is a line {event.line.id!r} already"])
        reasons[event.line.id] = "new-line"
        return replace(problem, lines=(*problem.lines, event.line))
    if event.kind == "now":
        return _later(problem, plan, event.minutes, at)
    if event.kind in ("unit-fails", "unit-free", "unit-delayed"):
        if event.unit not in {u.id for u in problem.units}:
            raise InvalidProblem([f"{at}: no unit {event.unit!r}"])
        units = tuple(_unit_after(u, event) if u.id == event.unit else u for u in problem.units)
        return replace(problem, units=units)
    name = event.line.id if event.line is not None else event.id
    if name not in lines:
        raise InvalidProblem([f"{at}: no line {name!r}"])
    reasons[name] = event.kind
    if event.kind == "line-withdrawn":
        kept = tuple(line for line in problem.lines if line.id != name)
        return replace(problem, lines=kept, fixed=tuple(a for a in problem.fixed if a.line != name))
    changed = event.line or replace(lines[name], duration=event.minutes)
    return replace(problem, lines=tuple(changed if line.id == name else line for line in problem.lines))


def _unit_after(unit: Unit, event: Event) -> Unit:
    if event.kind == "unit-fails":
        return replace(unit, unavailable=(*unit.unavailable, (event.start, event.until)))
    if event.kind == "unit-delayed":
        return replace(unit, notice=unit.notice + event.minutes)
    kept: list[tuple[int, int]] = []
    for a, b in unit.unavailable:  # free in [start, until): what lies outside stays
        kept += [(x, y) for x, y in ((a, min(b, event.start)), (max(a, event.until), b)) if x < y]
    return replace(unit, unavailable=tuple(kept))


def _later(problem: Problem, plan: Plan, now: int, at: str) -> Problem:
    """Time passes: a unit that was alerted for a line is under way, and that work is fixed from now on."""
    if now < problem.now:
        raise InvalidProblem([f"{at}: now {now} is before {problem.now}"])
    lines = {line.id: line for line in problem.lines}
    units = {unit.id: unit for unit in problem.units}
    have = {(a.line, a.unit) for a in problem.fixed}
    gone = [
        a
        for a in plan.assignments
        if (a.line, a.unit) not in have
        and a.line in lines
        and a.unit in units
        and a.start - travel_of(problem, units[a.unit], lines[a.line]) - units[a.unit].notice < now
    ]
    return replace(problem, now=now, fixed=(*problem.fixed, *gone))
