"""`replan`: something happened; change as little as possible, break no promise, and say what changed and why."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from steun.optimise.allocation.format.faults import require
from steun.optimise.allocation.format.plan import Change, Plan, Stop
from steun.optimise.allocation.format.problem import Assignment, Problem
from steun.optimise.allocation.grid.slots import clear
from steun.optimise.allocation.questions.events import Event, applied
from steun.optimise.allocation.questions.extension import extended
from steun.optimise.allocation.questions.unkept import unkept
from steun.optimise.allocation.search.clock import Clock
from steun.optimise.allocation.search.insertion import insert
from steun.optimise.allocation.search.neighbourhood import improve
from steun.optimise.allocation.search.workspace import (
    Workspace,
    assignments_at,
    difference,
    load,
    objective,
    open_workspace,
    recount,
    to_plan,
    workspace_of,
)
from steun.optimise.compiled import random_state


def replan(plan: Plan, events: Sequence[Event], *, stop: Stop | None = None, seed: int = 0) -> Plan:
    """The plan after `events`. Lines that they do not touch keep what they have, unless the policy lets a higher class
    take it.

    A stop without seconds and iterations runs 10,000 iterations. Raises `InvalidProblem` for an event that makes no
    sense. The result lists every change with its reason.
    """
    stop = stop or Stop(seconds=0.1)
    if stop.seconds is None and stop.iterations is None:
        stop = replace(stop, iterations=10_000)
    clock = Clock(stop, stop.now())
    problem = plan.problem
    reasons: dict[str, str] = {}
    for i, event in enumerate(events):
        problem = applied(problem, event, reasons, plan, f"events[{i}]")
    only_new = bool(events) and all(e.kind == "new-line" for e in events)
    if only_new:
        require(replace(problem, units=(), fixed=(), lines=problem.lines[len(plan.problem.lines) :]))
        if plan.workspace is None:  # from a file or by hand: `_patched` needs it in the order of its lines
            place = {line.id: i for i, line in enumerate(plan.problem.lines)}
            known = [a for a in plan.assignments if a.line in place]
            its = tuple(sorted(known, key=lambda a: (place[a.line], a.start, a.unit)))
            plan = replace(plan, assignments=its)
        before = workspace_of(plan)
        with before.lock:  # somebody may be asking it a question
            workspace = extended(before, problem)
    else:
        require(problem)
        workspace = open_workspace(problem, plan.policy)
        workspace.state.floor[:] = _promised(workspace, plan)
        for a in load(workspace, _not_started(plan.assignments, problem), lock_promised=False):
            reasons.setdefault(a.line, "lost-" + a.unit)
    _repair(workspace, reasons, clock, seed)
    if only_new:
        return _patched(workspace, plan, reasons, seed)
    made = to_plan(workspace, seed, "replan", plan, unkept=unkept(workspace))
    return replace(made, changes=_changes(plan, made.met, plan.assignments, made.assignments, reasons))


def _not_started(assignments: tuple[Assignment, ...], problem: Problem) -> tuple[Assignment, ...]:
    fixed = {(a.line, a.unit) for a in problem.fixed}
    return tuple(a for a in assignments if (a.line, a.unit) not in fixed)


def _promised(workspace: Workspace, plan: Plan) -> list[int]:
    """What each line may not lose: its promise, or all that it has under the plan, unless its class may be
    displaced."""
    displaced = workspace.policy.displace
    return [
        0 if line.class_ in displaced else max(line.promised, min(plan.met.get(line.id, 0), line.quantity))
        for line in workspace.problem.lines
    ]


def _repair(workspace: Workspace, reasons: dict[str, str], clock: Clock, seed: int) -> None:
    """Insert directly; then search, only for the lines that were touched."""
    t, s = workspace.table, workspace.state
    touched = np.array([workspace.index.lines[name] for name in reasons if name in workspace.index.lines], np.int64)
    guide = workspace.plain()
    for line in touched[np.argsort(t.cls[touched], kind="stable")]:
        insert(t, s, guide, workspace.room, line, s.now, 1e6, t.minimum[line])
    for line in touched:
        if t.started[line] < s.raw[line] < t.minimum[line]:  # what is left is too little: all anew, or nothing
            clear(t, s, line)
            insert(t, s, guide, workspace.room, line, s.now, 1e6, t.minimum[line])
    recount(workspace)
    rng = random_state(seed)
    while not clock.over():
        short = touched[
            (np.minimum(s.raw[touched], t.quantity[touched]) < t.quantity[touched]) & (np.diff(t.ptr)[touched] > 0)
        ]
        if len(short) == 0:
            return
        improve(
            t, s, guide, workspace.room, workspace.trail, workspace.goal, short, 1e6 * workspace.worth, rng, 50, 0.0
        )
        clock.done += 50
        clock.report("repair", {})


def _patched(workspace: Workspace, plan: Plan, reasons: dict[str, str], seed: int) -> Plan:
    """The new plan, built from the old by the lines that differ."""
    t, s, old = workspace.table, workspace.state, workspace_of(plan).state
    problem, policy, order = workspace.problem, workspace.policy, workspace.index.lines
    n = len(old.amount)
    differs = (s.amount[:n] != old.amount) | ((s.amount[:n] > 0) & (s.depart[:n] != old.depart))
    pairs = np.concatenate([np.flatnonzero(differs), np.flatnonzero(s.amount[n:] > 0) + n])
    lines = {problem.lines[i].id for i in (np.searchsorted(t.ptr, pairs, side="right") - 1).tolist()}
    before = tuple(
        a for name in lines for a in plan.assignments[slice(*_held_by(plan.assignments, order[name], order))]
    )
    numbers = sorted(order[name] for name in lines)
    used = [p for line in numbers for p in range(t.ptr[line], t.ptr[line + 1]) if s.amount[p] > 0]
    fixed = tuple(a for a in problem.fixed if a.line in lines)
    after = (*fixed, *assignments_at(workspace, np.array(used, np.int64)))
    got = np.minimum(s.raw, t.quantity)
    met = dict(zip(order, got.tolist(), strict=True))
    return Plan(
        problem, policy, seed, _spliced(plan.assignments, lines, after, order), met,
        objective(workspace, difference(before, after)),
        unkept=unkept(workspace),
        changes=_changes(plan, met, before, after, reasons), method="replan", workspace=workspace,
    )  # fmt: skip


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
    plan: Plan,
    met: Mapping[str, int],
    before: Sequence[Assignment],
    after: Sequence[Assignment],
    reasons: dict[str, str],
) -> tuple[Change, ...]:
    """What differs, line by line: what an event touched, what was moved for it, what was displaced by it."""
    moved = {a.line for a in set(before) ^ set(after)}
    out = []
    for name in sorted(moved | set(reasons)):
        was, is_ = plan.met.get(name, 0), met.get(name, 0)
        reason = reasons.get(name) or ("displaced" if is_ < was else "moved")
        out.append(Change(name, was, is_, reason))
    return tuple(out)
