"""The best plan by a simple rule, and how plans are compared: class by class, the highest first."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from steun.optimise.allocation.construction.minutes import calendar, diary
from steun.optimise.allocation.construction.rules import rules, serve_all, sought
from steun.optimise.allocation.grid.pairs import Table
from steun.optimise.allocation.grid.slots import State, assign, line_of, release
from steun.optimise.allocation.search.goal import value
from steun.optimise.allocation.search.workspace import Workspace, recount
from steun.optimise.arrays import Floats, Int32s, Int64s
from steun.optimise.compiled import kernel

SAME = 1e-7
"""Two sums of shares that differ by less are the same."""
PARTS = 20
"""So many times a rule is asked whether it can still become the best."""


class Standing(NamedTuple):
    """A plan put aside: its pairs in use with amounts and departures; values (6): less than nothing for the pieces that
    it is short of what was promised, then the value of each class; rule: by which it was made."""

    pairs: Int64s
    amount: Int32s
    depart: Int32s
    values: Floats
    rule: str

    def without(self, workspace: Workspace, k: int) -> Standing:
        """Only what classes 1..k hold, what is locked, and what is promised."""
        t, s = workspace.table, workspace.state
        line = np.searchsorted(t.ptr, self.pairs, side="right") - 1
        kept = (t.cls[line] < k) | (s.locked[self.pairs] > 0) | (s.floor[line] > 0)
        return self._replace(pairs=self.pairs[kept], amount=self.amount[kept], depart=self.depart[kept])


def standing(workspace: Workspace, rule: str = "") -> Standing:
    """What is assigned now, put aside."""
    s = workspace.state
    used = np.flatnonzero(s.amount)
    return Standing(used, s.amount[used], s.depart[used], values(workspace), rule)


def values(workspace: Workspace) -> Floats:
    """What plans are compared by (6): see `Standing`."""
    t, s = workspace.table, workspace.state
    short = np.maximum(0, np.minimum(s.floor, t.quantity) - s.raw).sum()
    return np.concatenate([[-float(short)], value(workspace.goal)])


def restore(workspace: Workspace, kept: Standing) -> None:
    """Assign what was put aside, instead of what is assigned now."""
    _restore(workspace.table, workspace.state, kept.pairs, kept.amount, kept.depart)
    recount(workspace)


@kernel
def _restore(t: Table, s: State, pairs: Int64s, amount: Int32s, depart: Int32s) -> None:
    for p in range(len(s.amount)):
        if s.amount[p] > 0:
            release(t, s, line_of(t, p), p)
    for m in range(len(pairs)):
        assign(t, s, line_of(t, pairs[m]), pairs[m], amount[m], depart[m])


def below(one: Floats, other: Floats) -> bool:
    """Is the first in which they differ lower in `one`?"""
    apart = np.flatnonzero(np.abs(one - other) > SAME)
    return bool(len(apart)) and bool(one[apart[0]] < other[apart[0]])


def best_by_rule(workspace: Workspace) -> Standing:
    """The best plan by a simple rule: promises first, then the lines in turn. What is assigned now stays assigned."""
    t, s, on = workspace.table, workspace.state, calendar(workspace.problem, workspace.index)
    now = standing(workspace)
    bare = now._replace(**{name: getattr(now, name)[s.locked[now.pairs] > 0] for name in ("pairs", "amount", "depart")})
    promised = np.flatnonzero(s.floor > 0)
    promised = promised[np.lexsort((t.earliest[promised], t.cls[promised]))]
    best, wanted, room = None, sought(t), diary(t, on)
    for rule in rules(workspace):
        restore(workspace, bare)
        serve_all(t, s, on, room, promised, rule.unit, rule.whole, wanted)
        size = -(-max(1, len(rule.order)) // PARTS)
        for done in range(0, len(rule.order), size):
            if best is not None and below(_possible(workspace, rule.order[:done]), best.values):
                break
            serve_all(t, s, on, room, rule.order[done : done + size], rule.unit, rule.whole, wanted)
        recount(workspace)
        if best is None or below(best.values, values(workspace)):
            best = standing(workspace, rule.name)
    restore(workspace, now)
    return best or now


def _possible(workspace: Workspace, served: Int64s) -> Floats:
    """What a plan (6) can reach at most when these lines have had their turn."""
    t, s = workspace.table, workspace.state
    if workspace.policy.fairness:
        return np.full(6, np.inf)
    lost = t.weight[served] * (1 - np.minimum(s.raw[served], t.quantity[served]) / t.quantity[served])
    return np.concatenate([[0.0], workspace.goal.demand.sum(axis=1) - np.bincount(t.cls[served], lost, 5)])
