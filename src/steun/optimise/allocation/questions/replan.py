"""`replan`: something happened; change as little as possible, break no promise, and say what changed and why."""

from __future__ import annotations

import time
from bisect import bisect_left
from dataclasses import replace
from threading import Lock
from typing import Any

import numpy as np

from steun.optimise.allocation.format.faults import require
from steun.optimise.allocation.format.plan import Change, Plan, Stop
from steun.optimise.allocation.format.policy import weight_of_class
from steun.optimise.allocation.format.problem import Assignment, Problem
from steun.optimise.allocation.grid.pairs import Index, Table, tabulate
from steun.optimise.allocation.planner import Clock
from steun.optimise.allocation.questions.events import Event, applied
from steun.optimise.allocation.search.insertion import insert, scratch
from steun.optimise.allocation.search.neighbourhood import clear, goal_of, improve, trail
from steun.optimise.allocation.search.workspace import (
    Desk,
    copied,
    desk_of,
    difference,
    lay,
    objective,
    open_desk,
    read,
    recount,
    rows,
    to_plan,
)
from steun.optimise.compiled import dice


def replan(plan: Plan, events: tuple[Event, ...] | list[Event], *, stop: Stop | None = None, seed: int = 0) -> Plan:
    """The plan after `events`. Lines they do not touch keep what they have, unless a dial lets a higher class take it.

    A stop without seconds and iterations runs 10,000 iterations. Raises `InvalidProblem` for an event that makes no
    sense. The result lists every change with its reason.
    """
    stop = stop or Stop(seconds=0.1)
    if stop.seconds is None and stop.iterations is None:
        stop = replace(stop, iterations=10_000)
    clock = Clock(stop, time.monotonic())
    problem = plan.problem
    reasons: dict[str, str] = {}
    for event in events:
        problem = applied(problem, event, reasons, plan)
    only_new = bool(events) and all(e.kind == "new-line" for e in events)
    if only_new:
        require(replace(problem, units=(), fixed=(), lines=problem.lines[len(plan.problem.lines) :]))
        if plan.desk is None:  # from a file or by hand: `_patched` wants it in the order of its lines
            place = {line.id: i for i, line in enumerate(plan.problem.lines)}
            known = [a for a in plan.assignments if a.line in place]
            its = tuple(sorted(known, key=lambda a: (place[a.line], a.start, a.unit)))
            plan = replace(plan, assignments=its)
        before = desk_of(plan)
        with before.lock:  # somebody may be asking it a question
            desk = extended(before, problem)
    else:
        require(problem)
        desk = open_desk(problem, plan.policy)
        desk.state.floor[:] = _promised(desk, plan)
        for a in lay(desk, _still(plan.assignments, problem), lock_promised=False):
            reasons.setdefault(a.line, "lost-" + a.unit)
    _repair(desk, reasons, clock, seed)
    if only_new:
        return _patched(desk, plan, reasons, seed)
    made = to_plan(desk, seed, "replan", plan)
    return replace(made, changes=_changes(plan, made.met, plan.assignments, made.assignments, reasons))


def _still(assignments: tuple[Assignment, ...], problem: Problem) -> tuple[Assignment, ...]:
    fixed = {(a.line, a.unit) for a in problem.fixed}
    return tuple(a for a in assignments if (a.line, a.unit) not in fixed)


def _promised(desk: Desk, plan: Plan) -> Any:
    """What each line may not lose: its promise, or all that it has under the plan, unless its class may be
    displaced."""
    return [
        0 if line.class_ in desk.policy.displace else max(line.promised, min(plan.met.get(line.id, 0), line.quantity))
        for line in desk.problem.lines
    ]


def _repair(desk: Desk, reasons: dict[str, str], clock: Clock, seed: int) -> None:
    """Insert directly; then search, only for the lines that were touched."""
    t, s = desk.table, desk.state
    touched = np.array([desk.index.lines[name] for name in reasons if name in desk.index.lines], np.int64)
    guide = desk.plain()
    for line in touched[np.argsort(t.cls[touched], kind="stable")]:
        insert(t, s, guide, desk.room, line, s.now, 1e6, t.minimum[line])
    for line in touched:
        if t.started[line] < s.raw[line] < t.minimum[line]:  # what is left is too little: all anew, or nothing
            clear(t, s, line)
            insert(t, s, guide, desk.room, line, s.now, 1e6, t.minimum[line])
    recount(desk)
    rng = dice(seed)
    while not clock.over():
        short = touched[
            (np.minimum(s.raw[touched], t.quantity[touched]) < t.quantity[touched]) & (np.diff(t.ptr)[touched] > 0)
        ]
        if len(short) == 0:
            return
        improve(t, s, guide, desk.room, desk.trail, desk.goal, short, 1e6 * desk.worth, rng, 50, 0.0)
        clock.done += 50
        clock.tell("repair", {})


def extended(desk: Desk, problem: Problem) -> Desk:
    """A copy of the desk with the problem's new lines at the end: what stands, stands; nothing is tabled twice."""
    fresh = problem.lines[len(desk.problem.lines) :]
    more, index = tabulate(problem, desk.units, fresh, desk.index)
    room = max(int((more.last + more.occ).max(initial=0)), max(x.latest_arrival + x.duration for x in fresh))
    if room + 2 * desk.state.slot > desk.state.free.shape[1] * desk.state.slot:
        wide = open_desk(problem, desk.policy)
        wide.state.floor[: len(desk.problem.lines)] = _held(desk)
        lay(wide, read(desk), lock_promised=False)
        return wide
    joined = {
        name: np.concatenate([getattr(desk.table, name), getattr(more, name)])
        for name in Table._fields
        if name not in ("ptr", "notice")
    }
    joined["ptr"] = np.concatenate([desk.table.ptr, desk.table.ptr[-1] + more.ptr[1:]])
    table = Table(notice=desk.table.notice, **joined)
    n, lines = len(more.unit), len(fresh)
    s = copied(desk.state)

    def longer(a: Any, by: int, value: int) -> Any:
        return np.concatenate([a, np.full(by, value, a.dtype)])

    floor = np.concatenate([_held(desk), np.zeros(lines, np.int64)])
    state = s._replace(
        amount=longer(s.amount, n, 0),
        depart=longer(s.depart, n, 0),
        raw=np.concatenate([s.raw, more.started]),
        floor=floor,
        nxt=longer(s.nxt, n, -1),
        prv=longer(s.prv, n, -1),
        locked=longer(s.locked, n, 0),
    )
    names = {**desk.index.lines, **{x.id: len(desk.problem.lines) + i for i, x in enumerate(fresh)}}
    regions = {**desk.index.regions, **index.regions}
    whole = Index(
        names,
        desk.index.units,
        regions,
        desk.index.capabilities,
        np.concatenate([desk.index.capability, index.capability]),
        desk.index.ears,
        desk.index.complete,
    )
    ratio = np.array([weight_of_class(k + 1, desk.policy.class_ratio) for k in more.cls.tolist()], float)
    worth = np.concatenate([desk.worth, ratio * more.weight / more.quantity])
    goal = goal_of(table, state, len(regions), desk.policy.fairness)
    return replace(
        desk,
        problem=problem,
        table=table,
        index=whole,
        state=state,
        room=scratch(table),
        trail=trail(table, len(regions)),
        goal=goal,
        worth=worth,
        lock=Lock(),
    )


def _held(desk: Desk) -> Any:
    """What each line has and may not lose."""
    kept = ~np.isin(desk.table.cls + 1, desk.policy.displace)
    return np.where(kept, np.maximum(desk.state.floor, np.minimum(desk.state.raw, desk.table.quantity)), 0)


def _patched(desk: Desk, plan: Plan, reasons: dict[str, str], seed: int) -> Plan:
    """The new plan, built from the old by the lines that differ."""
    t, s, old = desk.table, desk.state, desk_of(plan).state
    n = len(old.amount)
    differs = (s.amount[:n] != old.amount) | ((s.amount[:n] > 0) & (s.depart[:n] != old.depart))
    pairs = np.concatenate([np.flatnonzero(differs), np.flatnonzero(s.amount[n:] > 0) + n])
    lines = {desk.problem.lines[i].id for i in (np.searchsorted(t.ptr, pairs, side="right") - 1).tolist()}
    order = desk.index.lines
    before = tuple(
        a for name in lines for a in plan.assignments[slice(*_held_by(plan.assignments, order[name], order))]
    )
    used = [
        p
        for name in lines
        for p in range(t.ptr[desk.index.lines[name]], t.ptr[desk.index.lines[name] + 1])
        if s.amount[p] > 0
    ]
    fixed = tuple(a for a in desk.problem.fixed if a.line in lines)
    after = (*fixed, *rows(desk, np.array(sorted(used), np.int64)))
    got = np.minimum(s.raw, t.quantity)
    met = dict(zip(desk.index.lines, got.tolist(), strict=True))
    less = (desk.problem.lines[i] for i in np.flatnonzero(got < s.floor).tolist())
    unkept = tuple(x.id for x in less if met[x.id] < x.promised and x.class_ not in desk.policy.displace)
    assignments = _spliced(plan.assignments, lines, after, desk.index.lines)
    return Plan(
        desk.problem,
        desk.policy,
        seed,
        assignments,
        met,
        objective(desk, difference(before, after)),
        unkept=unkept,
        changes=_changes(plan, met, before, after, reasons),
        method="replan",
        desk=desk,
    )


def _held_by(its: tuple[Assignment, ...], line: int, order: dict[str, int]) -> tuple[int, int]:
    """Where the assignments of a line lie in a plan, which has them in the order of its lines."""
    first = bisect_left(its, line, key=lambda a: order[a.line])
    return first, bisect_left(its, line + 1, first, key=lambda a: order[a.line])


def _spliced(
    its: tuple[Assignment, ...], lines: set[str], after: tuple[Assignment, ...], order: dict[str, int]
) -> tuple[Assignment, ...]:
    """`its` with `after` instead of what these lines held: one copy of the plan, not a new sort of it."""
    new: dict[str, list[Assignment]] = {name: [] for name in lines}
    for a in after:
        new[a.line].append(a)
    out: list[Assignment] = []
    done = 0
    for name in sorted(lines, key=order.__getitem__):
        first, end = _held_by(its, order[name], order)
        out += its[done:first]
        out += sorted(new[name], key=lambda a: (a.start, a.unit))
        done = end
    return (*out, *its[done:])


def _changes(
    plan: Plan, met: Any, before: tuple[Assignment, ...], after: tuple[Assignment, ...], reasons: dict[str, str]
) -> tuple[Change, ...]:
    """What differs, line by line: what an event touched, what was moved for it, what was displaced by it."""
    moved = {a.line for a in set(before) ^ set(after)}
    out = []
    for name in sorted(moved | set(reasons)):
        was, is_ = plan.met.get(name, 0), met.get(name, 0)
        reason = reasons.get(name) or ("displaced" if is_ < was else "moved")
        out.append(Change(name, was, is_, reason))
    return tuple(out)
