"""An independent checker: is this plan allowed, and does it add up?

Plain Python from the raw problem, in minutes. It shares no helper with the planner: own travel times, own
calendars, own sums. Slow on purpose where that keeps it obvious; 5,000 lines take about a second.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.problem import Assignment, Line, Problem, Unit


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that the plan breaks: a stable code (`check.CODES`), the ids of line and unit ("" for none), and facts:
    its figures."""

    code: str
    line: str = ""
    unit: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


CODES = (
    "unknown-line",
    "unknown-unit",
    "not-offered",
    "not-asked-for",
    "basis",
    "owner",
    "amount",
    "not-whole-unit",
    "twice",
    "before-earliest",
    "notice",
    "too-late",
    "unavailable",
    "over-capacity",
    "two-lines-at-once",
    "earmark",
    "below-minimum",
    "promise-broken",
    "fixed-changed",
    "met-wrong",
    "objective-wrong",
    "decided-too-early",
    "bound-wrong",
)


def check(problem: Problem, plan: Plan, *, rolling: bool = False) -> list[Violation]:
    """Every rule that `plan` breaks; an empty list is approval.

    rolling: also, was each decided after it was asked? Raises nothing for a sound problem: what is wrong is in the
    list.
    """
    lines = {line.id: line for line in problem.lines}
    units = {unit.id: unit for unit in problem.units}
    fixed = {(a.line, a.unit): a for a in problem.fixed}
    found: list[Violation] = []
    known: list[Assignment] = []
    seen: set[tuple[str, str]] = set()
    for a in plan.assignments:
        if a.line not in lines:
            found.append(Violation("unknown-line", a.line, a.unit))
        elif a.unit not in units:
            found.append(Violation("unknown-unit", a.line, a.unit))
        else:
            known.append(a)
            if (a.line, a.unit) in seen:
                found.append(Violation("twice", a.line, a.unit))
            seen.add((a.line, a.unit))
            if (a.line, a.unit) not in fixed:
                found.extend(_one(problem, lines[a.line], units[a.unit], a, rolling))
    stands = {(a.line, a.unit, a.capability, a.amount, a.start) for a in known}
    for key, a in fixed.items():
        if (*key, a.capability, a.amount, a.start) not in stands:
            found.append(Violation("fixed-changed", *key))
    by_unit: dict[str, list[Assignment]] = defaultdict(list)
    by_line: dict[str, list[Assignment]] = defaultdict(list)
    for a in known:
        by_unit[a.unit].append(a)
        by_line[a.line].append(a)
    for name, its in by_unit.items():
        found.extend(_usage(problem, units[name], [(lines[a.line], a) for a in its]))
    for line in problem.lines:
        found.extend(_met(line, by_line[line.id], plan))
    found.extend(_objective(problem, plan, by_line, units, set(fixed)))
    found.extend(_bounds(problem, plan))
    return found


def _travel(problem: Problem, unit: Unit, line: Line) -> int:
    """Minutes: ceil(60 x km x road factor / speed), with the chord length instead of the haversine."""
    ends = []
    for lon, lat in ((unit.lon, unit.lat), (line.lon, line.lat)):
        x, y = math.radians(lon), math.radians(lat)
        ends.append((math.cos(y) * math.cos(x), math.cos(y) * math.sin(x), math.sin(y)))
    chord = math.dist(*ends)
    km = 2 * 6371.0088 * math.asin(min(1.0, chord / 2))
    exact = 60 * km * (1 if unit.airborne else problem.road_factor) / unit.speed_kmh
    return math.ceil(exact - 1e-6)  # two formulas may differ in the ninth digit: the doubt is the plan's


def _occupied(problem: Problem, unit: Unit, line: Line, a: Assignment) -> tuple[int, int]:
    travel = _travel(problem, unit, line)
    return a.start - travel, a.start + line.duration + travel + unit.rest


def _percent(line: Line, capability: str) -> int | None:
    if capability == line.capability:
        return 100
    return next((o.efficiency_percent for o in line.alternatives if o.capability == capability), None)


def _one(problem: Problem, line: Line, unit: Unit, a: Assignment, rolling: bool) -> Iterator[Violation]:
    at = (line.id, unit.id)
    offer = next((s for s in unit.offers if s.capability == a.capability), None)
    if offer is None:
        yield Violation("not-offered", *at, {"capability": a.capability})
        return
    if _percent(line, a.capability) is None:
        yield Violation("not-asked-for", *at, {"capability": a.capability})
    if offer.bases is not None and line.basis is not None and line.basis not in offer.bases:
        yield Violation("basis", *at, {"basis": line.basis})
    if line.owners is not None and unit.owner not in line.owners:
        yield Violation("owner", *at, {"owner": unit.owner})
    if not 1 <= a.amount <= offer.quantity:
        yield Violation("amount", *at, {"amount": a.amount, "most": offer.quantity})
    elif not unit.divisible and a.amount != offer.quantity:
        yield Violation("not-whole-unit", *at, {"amount": a.amount, "whole": offer.quantity})
    decided = problem.now
    if rolling:
        decided = a.decided if a.decided is not None else problem.now
        if decided < max(problem.now, line.created):
            yield Violation("decided-too-early", *at, {"decided": decided, "created": line.created})
    if a.start < line.earliest:
        yield Violation("before-earliest", *at, {"start": a.start, "earliest": line.earliest})
    first = decided + unit.notice + _travel(problem, unit, line)
    if a.start < first:
        yield Violation("notice", *at, {"start": a.start, "first": first})
    if a.start > line.latest_arrival:
        yield Violation("too-late", *at, {"start": a.start, "latest": line.latest_arrival})
    begin, end = _occupied(problem, unit, line, a)
    for away in unit.unavailable:
        if begin < away[1] and away[0] < end:
            yield Violation("unavailable", *at, {"occupied": [begin, end], "unavailable": list(away)})


def _usage(problem: Problem, unit: Unit, its: list[tuple[Line, Assignment]]) -> Iterator[Violation]:
    """Recompute what is in use from zero, at every minute at which something begins."""
    spans = [(*_occupied(problem, unit, line, a), line, a) for line, a in its]
    moments = {begin for begin, *_ in spans}
    moments |= {m.start for m in unit.earmarks}
    said = set()
    capacity = unit.capacity or max(s.quantity for s in unit.offers)
    for minute in sorted(moments):
        using = [(line, a) for begin, end, line, a in spans if begin <= minute < end]
        if not using:
            continue
        if not unit.divisible and len({line.id for line, _ in using}) > 1:
            code = "two-lines-at-once"
        elif unit.divisible and sum(a.amount for _, a in using) > capacity:
            code = "over-capacity"
        else:
            kept: dict[str, int] = defaultdict(int)
            for mark in unit.earmarks:
                if mark.start <= minute < mark.until:
                    kept[mark.region] += mark.amount
            used: dict[str, int] = defaultdict(int)
            for line, a in using:
                used[line.region] += a.amount
            whole = capacity if unit.divisible else 1
            if not unit.divisible:  # any earmark on it reserves all of it
                kept = defaultdict(int, dict.fromkeys(kept, 1))
                used = defaultdict(int, dict.fromkeys(used, 1))
            if sum(max(used[region], kept[region]) for region in {*used, *kept}) <= whole:
                continue
            code = "earmark"
        if code not in said:
            said.add(code)
            facts = {"minute": minute, "lines": [line.id for line, _ in using], "capacity": capacity}
            yield Violation(code, using[-1][0].id, unit.id, facts)


def _effect(line: Line, its: list[Assignment]) -> int:
    return min(line.quantity, sum(a.amount * (_percent(line, a.capability) or 0) // 100 for a in its))


def _met(line: Line, its: list[Assignment], plan: Plan) -> Iterator[Violation]:
    met = _effect(line, its)
    if (met > 0 or its) and met < line.minimum:
        yield Violation("below-minimum", line.id, facts={"met": met, "minimum": line.minimum})
    if its and met == 0 and line.minimum == 0:
        yield Violation("below-minimum", line.id, facts={"met": 0, "minimum": 0})
    if met < line.promised and line.class_ not in plan.policy.displace:
        yield Violation("promise-broken", line.id, facts={"met": met, "promised": line.promised})
    if plan.met.get(line.id, 0) != met:
        yield Violation("met-wrong", line.id, facts={"said": plan.met.get(line.id, 0), "is": met})


def _phi(points: tuple[tuple[float, float], ...], share: float) -> float:
    if not points:
        return share
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if share <= x1:
            return y0 + (y1 - y0) * (share - x0) / (x1 - x0)
    return points[-1][1]


def _objective(
    problem: Problem,
    plan: Plan,
    by_line: dict[str, list[Assignment]],
    units: dict[str, Unit],
    fixed: set[tuple[str, str]],
) -> Iterator[Violation]:
    asked: dict[tuple[int, str], float] = defaultdict(float)
    served: dict[tuple[int, str], float] = defaultdict(float)
    late = use = 0
    for line in problem.lines:
        key = (line.class_, line.region)
        asked[key] += line.weight
        served[key] += line.weight * _effect(line, by_line[line.id]) / line.quantity
        for a in by_line[line.id]:
            if (a.line, a.unit) in fixed:
                continue
            unit = units[a.unit]
            late += plan.policy.class_ratio ** (5 - line.class_) * line.weight * (a.start - line.earliest)
            begin, end = _occupied(problem, unit, line, a)
            use += a.amount * 2 * _travel(problem, unit, line)
            use += a.amount * plan.policy.reserve.get(unit.id, 0) * (end - begin) // 60_000
    is_: dict[str, float] = {f"L{k}": 0.0 for k in range(1, 6)}
    for (k, region), demand in asked.items():
        is_[f"L{k}"] += demand * _phi(plan.policy.fairness, served[k, region] / demand)
    is_ |= {"L6": late, "L7": use}
    for goal, value in is_.items():
        said = plan.objective.get(goal)
        if said is not None and not math.isclose(said, value, rel_tol=1e-6, abs_tol=1e-6):
            yield Violation("objective-wrong", facts={"goal": goal, "said": said, "is": value})


def _bounds(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Do the stated gaps follow from the stated bounds and the plan?"""
    total = 0.0
    for k in range(1, 6):
        total += plan.policy.class_ratio ** (5 - k) * plan.objective.get(f"L{k}", 0.0)
        bound, gap = plan.bounds.get(f"UB_{k}"), plan.gap.get(f"G_{k}")
        if bound is None:
            continue
        if total > bound * (1 + 1e-9) + 1e-6:
            yield Violation("bound-wrong", facts={"bound": f"UB_{k}", "said": bound, "reached": total})
        elif gap is not None and abs(gap - (1 - total / bound if bound > 0 else 0.0)) > 1e-6:
            yield Violation("bound-wrong", facts={"gap": f"G_{k}", "said": gap})
