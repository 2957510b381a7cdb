"""Small problems: a mixed-integer program that HiGHS closes goal by goal, with proof.

One binary per pair and departure, whole amounts, capacity in minutes. The departures offered are complete when every
left-shifted plan can be told with them (a departure waits for the window, the calendar, or another's return); with
very many they are cut to slot edges, and the proof is then one over these departures (`complete` tells).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .desk import Desk, recount
from .neighbourhood import clear
from .problem import Plan, weight_of_class
from .slots import assign, effect, fixed_spans

CHAINS = 48
"""At most so many departures per unit by chains of returns; beyond, slot edges."""


@dataclass(slots=True)
class Model:
    """A program under construction: columns (bounds, kind) and rows as lists, maximising."""

    low: list[float]
    high: list[float]
    whole: list[bool]
    rows: list[tuple[float, float, list[int], list[float]]]

    def column(self, low: float, high: float, whole: bool = True) -> int:
        """Add a variable; returns its number."""
        self.low.append(low)
        self.high.append(high)
        self.whole.append(whole)
        return len(self.low) - 1

    def row(self, low: float, high: float, columns: list[int], factors: list[float]) -> None:
        """Add low <= sum factor x column <= high."""
        self.rows.append((low, high, columns, factors))


@dataclass(slots=True)
class Option:
    """Pair p departing at a minute: `x` is the column of the amount, `y` that of the choice."""

    p: int
    line: int
    depart: int
    x: int
    y: int


INFINITE = float("inf")


def departures(desk: Desk, base: dict[tuple[int, int], int]) -> tuple[dict[int, list[int]], bool]:
    """Departures of each pair in minutes, and whether they are complete."""
    t, s = desk.table, desk.state
    by_unit: dict[int, list[int]] = {}
    for p in range(len(t.unit)):
        by_unit.setdefault(int(t.unit[p]), []).append(p)
    spans = fixed_spans(desk.problem, desk.index)
    out: dict[int, list[int]] = {}
    complete = True
    for r, pairs in by_unit.items():
        unit = desk.problem.units[r]
        first = {p: int(max(t.first[p], s.now + t.notice[r])) for p in pairs}
        end = max(int(t.last[p]) for p in pairs)
        moments = {b for _, b in unit.unavailable} | {j for q, _, j, _, _ in spans if q == r}
        moments |= {m for mark in unit.earmarks for m in (mark.until,)} | set(first.values())
        fresh = set(moments)
        while fresh and len(moments) <= CHAINS:
            after = {m + int(t.occ[p]) for m in fresh for p in pairs if first[p] <= m <= t.last[p]}
            fresh = {m for m in after - moments if m <= end}
            moments |= fresh
        cut = len(moments) > CHAINS
        complete &= not cut
        for p in pairs:
            if first[p] > t.last[p]:
                continue
            edges = range((first[p] // s.slot + 1) * s.slot, int(t.last[p]) + 1, s.slot) if cut else moments
            its = {first[p], *(m for m in edges if first[p] <= m <= t.last[p])}
            if (p, 0) in base:
                its.add(base[p, 0])
            busy = [(a, b) for a, b in unit.unavailable]
            out[p] = sorted(d for d in its if not any(d < b and a < d + t.occ[p] for a, b in busy))
    return out, complete


def build(desk: Desk, base: Plan | None) -> tuple[Model, list[Option], list[int], bool]:
    """The model, its options, the column of what each line gets, and whether its departures are complete."""
    t, s = desk.table, desk.state
    held = {(int(p), 0): int(s.depart[p]) for p in np.flatnonzero(s.amount)}
    times, complete = departures(desk, held)
    m = Model([], [], [], [])
    options: list[Option] = []
    gets: list[int] = []
    for line in range(len(t.cls)):
        gets.append(_line(desk, m, options, times, line))
    _capacity(desk, m, options)
    return m, options, gets, complete


def _line(desk: Desk, m: Model, options: list[Option], times: dict[int, list[int]], line: int) -> int:
    t, s = desk.table, desk.state
    quantity, started = int(t.quantity[line]), int(min(t.started[line], t.quantity[line]))
    least = int(t.minimum[line])
    get = m.column(max(started, 0), quantity)
    served = m.column(0, 1)
    columns, factors = [get], [1.0]
    by_unit: dict[int, list[int]] = {}
    for p in range(t.ptr[line], t.ptr[line + 1]):
        for depart in times.get(p, ()):
            most = int(t.most[p])
            y = m.column(0, 1)
            x = y if most == 1 else m.column(0, most)
            if x != y:
                m.row(0, INFINITE, [x, y], [1, -1])
                m.row(-INFINITE, 0, [x, y], [1, -most])
            m.row(-INFINITE, 0, [y, served], [1, -1])
            options.append(Option(p, line, depart, x, y))
            by_unit.setdefault(int(t.unit[p]), []).append(y)
            share = t.lot[p] * t.percent[p] / 100
            if most == 1:
                columns.append(x)
                factors.append(-float(effect(t, p, 1)))
            elif t.percent[p] % 100 == 0:
                columns.append(x)
                factors.append(-float(share))
            else:  # whole pieces only: floor(x e / 100)
                z = m.column(0, int(effect(t, p, most)))
                m.row(-INFINITE, 0, [z, x], [1, -float(share)])
                columns.append(z)
                factors.append(-1.0)
            if s.locked[p] and s.amount[p] > 0:
                held = s.amount[p] if depart == s.depart[p] else 0
                m.low[x] = m.high[x] = float(held)
                m.low[y] = m.high[y] = float(held > 0)
    for ys in by_unit.values():
        m.row(-INFINITE, 1, ys, [1.0] * len(ys))
    m.row(-INFINITE, started, columns, factors)
    if started == 0:
        m.row(-INFINITE, 0, [get, served], [1, -quantity])
        m.row(0, INFINITE, [get, served], [1, -max(least, 1)])
    floor = int(s.floor[line])
    if floor > 0 and min(s.raw[line], quantity) >= floor:  # a promise that cannot be kept is told, not demanded
        m.low[get] = max(m.low[get], float(floor))
    return get


def _capacity(desk: Desk, m: Model, options: list[Option]) -> None:
    """In every minute at which something begins, a unit gives no more than it has."""
    t = desk.table
    by_unit: dict[int, list[Option]] = {}
    for o in options:
        by_unit.setdefault(int(t.unit[o.p]), []).append(o)
    spans = fixed_spans(desk.problem, desk.index)
    for r, its in by_unit.items():
        unit = desk.problem.units[r]
        size = unit.capacity if unit.divisible else 1
        mine = [span for span in spans if span[0] == r]
        moments = {o.depart for o in its} | {i for _, i, _, _, _ in mine} | {mark.start for mark in unit.earmarks}
        seen = set()
        for minute in sorted(moments):
            using = [o for o in its if o.depart <= minute < o.depart + t.occ[o.p]]
            kept: dict[int, int] = {}
            for mark in unit.earmarks:
                if mark.start <= minute < mark.until:
                    g = desk.index.regions[mark.region]
                    kept[g] = kept.get(g, 0) + mark.amount if unit.divisible else 1
            key = (
                tuple(o.x for o in using),
                tuple(sorted(kept.items())),
                sum(u for _, i, j, _, u in mine if i <= minute < j),
            )
            if not using or key in seen:
                continue
            seen.add(key)
            columns, factors, rest = [], [], float(size)
            own: dict[int, list[int]] = {g: [] for g in kept}
            used = dict.fromkeys(kept, 0)
            for _, i, j, g, u in mine:
                if i <= minute < j and g in kept:
                    used[g] += u
                elif i <= minute < j:
                    rest -= u
            for o in using:
                g = int(t.region[o.line])
                if g in kept:
                    own[g].append(o.x)
                else:
                    columns.append(o.x)
                    factors.append(float(t.use[o.p]))
            for g, amount in kept.items():  # max(used, kept) of each region with an earmark
                top = m.column(max(amount, used[g]), float(size))
                m.row(-INFINITE, -used[g], [*own[g], top], [*[1.0] * len(own[g]), -1.0])
                columns.append(top)
                factors.append(1.0)
            m.row(-INFINITE, max(rest, 0.0), columns, factors)


def goals(
    desk: Desk, m: Model, options: list[Option], gets: list[int], base: Plan | None
) -> list[tuple[str, list[tuple[int, float]]]]:
    """L1..L8 as (name, [(column, factor)]), all to be maximised. phi adds columns and rows."""
    t, policy = desk.table, desk.policy
    out: list[tuple[str, list[tuple[int, float]]]] = []
    for k in range(5):
        terms: list[tuple[int, float]] = []
        for g in range(desk.goal.demand.shape[1]):
            its = [line for line in range(len(t.cls)) if t.cls[line] == k and t.region[line] == g]
            shares = [(gets[line], float(t.weight[line] / t.quantity[line])) for line in its]
            if not policy.fairness or not its:
                terms += shares
                continue
            demand = float(desk.goal.demand[k, g])
            level = m.column(0.0, demand * policy.fairness[-1][1], whole=False)
            for (x0, y0), (x1, y1) in zip(policy.fairness, policy.fairness[1:], strict=False):
                slope = (y1 - y0) / (x1 - x0)  # level <= D y0 + slope (served - D x0)
                m.row(
                    -INFINITE,
                    demand * (y0 - slope * x0),
                    [level, *(c for c, _ in shares)],
                    [1.0, *(-slope * f for _, f in shares)],
                )
            terms.append((level, 1.0))
        out.append((f"L{k + 1}", terms))
    late = [(o.y, -float(weight_of_class(int(t.cls[o.line]) + 1, policy.class_ratio) * t.weight[o.line]
             * (o.depart + t.travel[o.p] - t.earliest[o.line]))) for o in options]  # fmt: skip
    out.append(("L6", late))
    out.append(("L7", [(o.x, -float(t.burden[o.p])) for o in options]))
    if base is not None:
        before = {(int(p), int(desk.state.depart[p])) for p in np.flatnonzero(desk.state.amount)}
        out.append(("L8", [(o.y, 1.0 if (o.p, o.depart) in before else -1.0) for o in options]))
    return out


def solve(desk: Desk, base: Plan | None, clock: Any, seed: int) -> tuple[list[str], str] | None:
    """Close each goal in turn within the clock, starting from what is on the desk, and leave the best there.

    Returns (the goals closed with proof, the method); None when the desk was left as it was. A goal of class k is
    closed with the lines of lower classes set aside, but for those that were promised something: what they get can
    wait for their own goal, and the program stays small.
    """
    from .solver import Solver

    m, options, gets, complete = build(desk, base)
    stages = goals(desk, m, options, gets, base)
    solver = Solver(m, seed)
    classes = np.array([desk.table.cls[o.line] for o in options], np.int64)
    waiting = np.array([desk.state.floor[o.line] == 0 and not desk.state.locked[o.p] for o in options], bool)
    proven: list[str] = []
    found = _given(desk, m, options, gets)
    reached = False
    for n, (name, terms) in enumerate(stages):
        clock.tell(name, {})
        if not terms:
            proven.append(name)
            continue
        left = None if clock.stop.seconds is None else clock.stop.seconds * 0.95 - clock.stop.seconds * clock.share()
        if clock.over() or (left is not None and left < 0.02):
            break
        aside = [o.y for o, k, may in zip(options, classes, waiting, strict=True) if may and k > n]
        answer = solver.maximise(terms, seconds=left, start=found, aside=aside)
        if answer is None:
            break
        values, best, closed = answer
        if not closed and n < 5:  # take it only if it beats what lay on the desk; then stop: the next goal has no time
            if best > sum(factor * found[column] for column, factor in terms) + 1e-6:
                found, reached = values, True
            break
        found, reached = values, True
        if closed:
            proven.append(name)
        solver.keep_at_least(terms, best - desk.policy.tolerance * abs(best) - 1e-6)
    if not reached:
        return None
    _write(desk, options, found)
    return proven, "exact" if complete else "exact over slot edges"


def _given(desk: Desk, m: Model, options: list[Option], gets: list[int]) -> Any:
    """The columns' values that say what is on the desk; columns that only follow are left to the solver."""
    t, s = desk.table, desk.state
    given = np.full(len(m.low), np.nan)
    for line, get in enumerate(gets):
        given[get] = min(s.raw[line], t.quantity[line])
        given[get + 1] = float(s.raw[line] > t.started[line])
    for o in options:
        here = s.amount[o.p] > 0 and s.depart[o.p] == o.depart
        given[o.y] = float(here)
        given[o.x] = float(s.amount[o.p]) if here else 0.0
    return given


def _write(desk: Desk, options: list[Option], found: Any) -> None:
    """Put the solver's answer on the desk. It fits in minutes; in slots `free` may go below nothing."""
    t, s = desk.table, desk.state
    locked = s.locked.copy()
    s.locked[:] = 0
    for line in range(len(t.cls)):
        clear(t, s, line)
    for o in options:
        x = round(found[o.x])
        if x > 0 and round(found[o.y]) > 0:
            assign(t, s, o.line, o.p, x, o.depart)
    s.locked[:] = locked
    recount(desk)
