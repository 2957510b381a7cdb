"""The mixed-integer program of a small problem: columns, rows and goals, in minutes.

An option is a pair that departs at a minute. Its amount is a whole column `x`, whether it is chosen a binary `y` (the
same column where the amount can only be one). Capacity is asked only in minutes in which more could be wanted than
there is, and only where no other minute asks as much.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from itertools import pairwise

from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.policy import weight_of_class
from steun.optimise.allocation.format.problem import Unit
from steun.optimise.allocation.grid.occupancy import Span, fixed_spans
from steun.optimise.allocation.grid.slots import effect, line_of
from steun.optimise.allocation.search.workspace import Workspace, pair_of
from steun.optimise.arrays import Floats

INFINITE = float("inf")

Terms = list[tuple[int, float]]
"""A goal: (column, factor)."""

Times = dict[int, list[tuple[int, int]]]


@dataclass(slots=True)
class Option:
    """Pair p of a line departing at a minute, or somewhere until `latest`: `x` is the column of the amount, `y` that
    of the choice. Wherever it departs, it occupies its unit from `latest` to `until`, if that is not empty."""

    p: int
    line: int
    depart: int
    latest: int
    until: int
    x: int
    y: int


@dataclass(slots=True)
class Program:
    """A program under construction, maximising. lines: numbers of its lines; get, served: their columns.
    follow: columns that follow from the others, and how, to start from a plan."""

    lines: list[int]
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[float, float, list[int], list[float]]] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    get: dict[int, int] = field(default_factory=dict)
    served: dict[int, int] = field(default_factory=dict)
    follow: list[tuple[int, Callable[[Floats], float]]] = field(default_factory=list)

    def column(self, low: float, high: float, whole: bool = True) -> int:
        """Add a variable; returns its number."""
        self.low.append(low)
        self.high.append(high)
        self.whole.append(whole)
        return len(self.low) - 1

    def row(self, low: float, high: float, columns: list[int], factors: list[float]) -> None:
        """Add low <= sum factor x column <= high."""
        self.rows.append((low, high, columns, factors))


def standing(workspace: Workspace, base: Plan | None) -> dict[int, tuple[int, int]]:
    """What stands in the plan in force: pair -> (departure, amount in lots); fixed work apart."""
    if base is None:
        return {}
    fixed = {(a.line, a.unit) for a in workspace.problem.fixed}
    out = {}
    for a in base.assignments:
        if (a.line, a.unit) in fixed or a.line not in workspace.index.lines or a.unit not in workspace.index.units:
            continue
        p = pair_of(workspace, workspace.index.lines[a.line], workspace.index.units[a.unit], a.capability)
        if p >= 0 and a.amount % workspace.table.lot[p] == 0:
            out[p] = (a.start - int(workspace.table.travel[p]), a.amount // int(workspace.table.lot[p]))
    return out


def apart(workspace: Workspace, times: Collection[int]) -> list[list[int]]:
    """The lines in groups that share no unit (and, with phi, no region): each group is a problem of its own."""
    t = workspace.table
    top = list(range(len(t.cls)))

    def root(n: int) -> int:
        while top[n] != n:
            top[n] = n = top[top[n]]
        return n

    seen: dict[tuple[str, int, int], int] = {}
    for line in range(len(t.cls)):
        keys = [("unit", int(t.unit[p]), 0) for p in range(t.ptr[line], t.ptr[line + 1]) if p in times]
        if workspace.policy.fairness:
            keys.append(("region", int(t.region[line]), int(t.cls[line])))
        for key in keys:
            top[root(line)] = root(seen.setdefault(key, line))
    groups: dict[int, list[int]] = defaultdict(list)
    for line in range(len(t.cls)):
        groups[root(line)].append(line)
    return sorted(groups.values(), key=len)


def build(workspace: Workspace, times: Times, lines: list[int]) -> Program:
    """The program of these lines; times: departures of each pair, as (first, last) minute of a window."""
    m = Program(lines)
    for line in lines:
        _line(workspace, m, times, line)
    _capacity(workspace, m)
    return m


def _line(workspace: Workspace, m: Program, times: Times, line: int) -> None:
    t, s = workspace.table, workspace.state
    quantity = int(t.quantity[line])
    started = int(min(t.started[line], quantity))
    least = max(1, int(t.minimum[line]))
    m.get[line] = get = m.column(started, quantity)
    m.served[line] = served = m.column(0, 1)
    columns, factors = [get], [1.0]
    by_unit: dict[int, list[int]] = defaultdict(list)
    for p in range(t.ptr[line], t.ptr[line + 1]):
        most, percent = int(t.most[p]), int(t.percent[p])
        share = int(t.lot[p]) * percent / 100
        locked = s.locked[p] and s.amount[p] > 0
        for depart, latest in [(int(s.depart[p]),) * 2] if locked else times.get(p, ()):
            y = m.column(0, 1)
            x = y if most == 1 else m.column(0, most)
            if x != y:
                m.row(0, INFINITE, [x, y], [1, -1])
                m.row(-INFINITE, 0, [x, y], [1, -most])
            m.options.append(Option(p, line, depart, latest, depart + int(t.occ[p]), x, y))
            by_unit[int(t.unit[p])].append(y)
            if most == 1 or percent % 100 == 0:
                columns.append(x)
                factors.append(-float(effect(t, p, 1)))
            else:  # whole pieces only: floor(x e / 100)
                z = m.column(0, int(effect(t, p, most)))
                m.row(-INFINITE, 0, [z, x], [1, -share])
                m.follow.append((z, _whole_pieces(x, share)))
                columns.append(z)
                factors.append(-1.0)
            if locked:
                m.low[x] = m.high[x] = float(s.amount[p])
                m.low[y] = m.high[y] = 1.0
    for ys in by_unit.values():  # at most once from a unit, and only if the line is served
        m.row(-INFINITE, 0, [*ys, served], [*[1.0] * len(ys), -1.0])
    m.row(-INFINITE, started, columns, factors)
    if started < least:  # all of what is started only, or at least the minimum
        m.row(-INFINITE, started, [get, served], [1, -(quantity - started)])
        m.row(started, INFINITE, [get, served], [1, -(least - started)])


def _whole_pieces(x: int, share: float) -> Callable[[Floats], float]:
    return lambda given: math.floor(given[x] * share + 1e-9)


def _at_least(least: int, used: int, own: list[int]) -> Callable[[Floats], float]:
    return lambda given: max(least, used + sum(given[x] for x in own))


def _capacity(workspace: Workspace, m: Program) -> None:
    """In every minute a unit gives no more than it has."""
    t = workspace.table
    by_unit: dict[int, list[Option]] = defaultdict(list)
    for o in m.options:
        if o.latest < o.until:
            by_unit[int(t.unit[o.p])].append(o)
    begun = fixed_spans(workspace.problem)
    for r, its in by_unit.items():
        unit = workspace.problem.units[r]
        spans = begun.get(r, [])
        begins = {o.latest for o in its}
        moments = sorted(begins | {span.begin for span in spans} | {mark.start for mark in unit.earmarks})
        ends = sorted({o.until for o in its} | {span.end for span in spans}
                      | {mark.until for mark in unit.earmarks})  # fmt: skip
        at = 0
        for n, minute in enumerate(moments):
            while at < len(ends) and ends[at] <= minute:
                at += 1
            after = moments[n + 1] if n + 1 < len(moments) else None
            if after is not None and (at == len(ends) or ends[at] > after):
                continue  # nothing ends before more begins: the next moment asks all of this, and more
            using = [o for o in its if o.latest <= minute < o.until]
            if using:
                _moment(workspace, m, unit, using, [span for span in spans if span.begin <= minute < span.end], minute)


def _moment(workspace: Workspace, m: Program, unit: Unit, using: list[Option], begun: list[Span], minute: int) -> None:
    """One minute of one unit: what is used, and for a region with an earmark at least what is kept, fits."""
    t = workspace.table
    kept: dict[int, int] = {}
    for mark in unit.earmarks:
        if mark.start <= minute < mark.until:
            g = workspace.index.regions[mark.region]
            kept[g] = kept.get(g, 0) + mark.amount if unit.divisible else 1
    rest = unit.capacity if unit.divisible else 1
    used = dict.fromkeys(kept, 0)
    for _, _, region, amount in begun:
        g = workspace.index.regions[region]
        if g in kept:
            used[g] += amount
        else:
            rest -= amount
    if rest - sum(max(kept[g], used[g]) for g in kept) < 0:
        for o in using:  # more is kept and begun than there is: nobody else comes in
            m.high[o.x] = m.high[o.y] = 0.0
        return
    wanted: dict[int, int] = {}
    for o in using:
        wanted[o.line] = max(wanted.get(o.line, 0), int(t.most[o.p] * t.use[o.p]))
    if not kept and sum(wanted.values()) <= rest:
        return
    columns, factors = [], []
    own: dict[int, list[int]] = {g: [] for g in kept}
    for o in using:
        g = int(t.region[o.line])
        if g in kept:
            own[g].append(o.x)
        else:
            columns.append(o.x)
            factors.append(float(t.use[o.p]))
    for g, amount in kept.items():  # max(used, kept) of each region with an earmark
        least = max(amount, used[g])
        top = m.column(least, max(rest, least))
        m.row(-INFINITE, -used[g], [*own[g], top], [*[1.0] * len(own[g]), -1.0])
        m.follow.append((top, _at_least(least, used[g], own[g])))
        columns.append(top)
        factors.append(1.0)
    m.row(-INFINITE, rest, columns, factors)


def promises(workspace: Workspace, m: Program) -> Terms:
    """Lines whose promise is kept, to be maximised before all else. A kept one is demanded, so that it stays kept."""
    s, t = workspace.state, workspace.table
    terms = []
    for line in m.lines:
        floor = int(min(s.floor[line], t.quantity[line]))
        if floor <= 0:
            continue
        if s.raw[line] >= floor:
            m.low[m.get[line]] = max(m.low[m.get[line]], float(floor))
        elif any(o.line == line for o in m.options):
            kept = m.column(0, 1)
            m.row(0, INFINITE, [m.get[line], kept], [1, -floor])
            terms.append((kept, 1.0))  # a start does not keep it: zero, as its lower bound says
    return terms


def goals(workspace: Workspace, m: Program, stands: dict[int, tuple[int, int]] | None) -> list[tuple[str, Terms]]:
    """L1..L8 as (name, terms). phi and L8 add columns and rows."""
    t, policy = workspace.table, workspace.policy
    out: list[tuple[str, Terms]] = []
    for k in range(5):
        terms: Terms = []
        for g in range(workspace.goal.demand.shape[1]):
            its = [line for line in m.lines if t.cls[line] == k and t.region[line] == g]
            shares = [(m.get[line], float(t.weight[line] / t.quantity[line])) for line in its]
            if not policy.fairness or not its:
                terms += shares
            else:
                terms.append((_phi(workspace, m, float(workspace.goal.demand[k, g]), shares), 1.0))
        out.append((f"L{k + 1}", terms))
    late = []
    for o in m.options:
        weight = weight_of_class(int(t.cls[o.line]) + 1, policy.class_ratio) * float(t.weight[o.line])
        wait = o.depart + int(t.travel[o.p]) - int(t.earliest[o.line])
        if wait > 0 and weight > 0:
            late.append((o.y, -weight * wait))
    out.append(("L6", late))
    out.append(("L7", [(o.x, -float(t.burden[o.p])) for o in m.options if t.burden[o.p] > 0]))
    if stands is not None:
        out.append(("L8", _stay(workspace, m, stands)))
    return out


def _phi(workspace: Workspace, m: Program, demand: float, shares: Terms) -> int:
    points = workspace.policy.fairness
    level = m.column(0.0, demand * points[-1][1], whole=False)
    for (x0, y0), (x1, y1) in pairwise(points):
        slope = (y1 - y0) / (x1 - x0)  # level <= D y0 + slope (served - D x0)
        columns, factors = [level, *(c for c, _ in shares)], [1.0, *(-slope * f for _, f in shares)]
        m.row(-INFINITE, demand * (y0 - slope * x0), columns, factors)

    def follows(given: Floats) -> float:
        share = sum(f * given[c] for c, f in shares) / demand
        return float(
            min(demand * (y0 + (y1 - y0) * (share - x0) / (x1 - x0)) for (x0, y0), (x1, y1) in pairwise(points))
        )

    m.follow.append((level, follows))
    return level


def _stay(workspace: Workspace, m: Program, stands: dict[int, tuple[int, int]]) -> Terms:
    """L8: one for each (line, unit) that stands as it stood, less one for each that is new."""
    t = workspace.table
    terms: Terms = []
    was = {(line_of(t, p), int(t.unit[p])) for p in stands}
    for o in m.options:
        here = stands.get(o.p)
        if (o.line, int(t.unit[o.p])) not in was:
            terms.append((o.y, -1.0))
        elif here is not None and here[0] == o.depart and here[1] <= t.most[o.p]:
            same, most = m.column(0, 1), float(t.most[o.p])
            m.row(0, INFINITE, [o.x, same], [1, -float(here[1])])
            m.row(-INFINITE, most, [o.x, same], [1, most - here[1]])
            m.follow.append((same, _equals(o.x, here[1])))
            terms.append((same, 1.0))
    return terms


def _equals(x: int, amount: int) -> Callable[[Floats], float]:
    return lambda given: float(round(given[x]) == amount)


def exact_burden(workspace: Workspace, m: Program) -> bool:
    """Is L7 linear here? Reserve prices are rounded down per assignment; then the program only comes near."""
    t = workspace.table
    return not any(workspace.units.reserve[t.unit[o.p]] for o in m.options)
