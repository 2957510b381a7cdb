"""Between what stands, in minutes: what a search in slots has rounded away is given to the lines that went short.

A search takes every slot that work touches, so a unit that is back at ten past is taken to be away until the next
slot. Here each job first departs as early as the jobs before it allow, and then the lines that went short are served
in class order from what is left. Nobody gets less, and nobody comes later. Where much is rounded away the search itself
goes on in smaller slots (`finer`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from steun.optimise.allocation.construction.best import restore, standing
from steun.optimise.allocation.construction.minutes import Calendar, Diary, calendar, diary, note, soonest
from steun.optimise.allocation.construction.rules import EARLIEST, NEAREST, serve_all, sought
from steun.optimise.allocation.grid.pairs import Table
from steun.optimise.allocation.grid.slots import CELLS, State, assign, empty_state, line_of, release
from steun.optimise.allocation.search.clock import Clock
from steun.optimise.allocation.search.goal import goal_of
from steun.optimise.allocation.search.insertion import Guide
from steun.optimise.allocation.search.workspace import Workspace, recount
from steun.optimise.compiled import kernel

TURN = 500
"""So many lines have their turn before the clock is read."""

WASTE, REST = 0.1, 0.04
"""Slots are cut where more than such a share of what they take is not worked in, until about so much remains."""
CUTS = (2, 3, 4, 6, 12)
"""In how many parts a slot may be cut."""


class Finer(NamedTuple):
    """Slots that are so many times smaller, and how many of them there are."""

    times: int
    slots: int

    def opened(self, workspace: Workspace) -> Workspace:
        """The same plan in these slots."""
        t, old, index = workspace.table, workspace.state, workspace.index
        state = empty_state(
            workspace.problem, t, index, old.slot // self.times, room=self.slots * old.slot // self.times
        )
        state.floor[:], state.locked[:] = old.floor, old.locked
        goal = goal_of(t, state, len(index.regions), workspace.policy.fairness)
        inside = replace(workspace, state=state, goal=goal)
        restore(inside, standing(workspace))
        return inside

    def guided(self, guide: Guide) -> Guide:
        """The same prices per minute."""
        at = np.arange(self.slots + 1) / self.times
        whole = np.arange(guide.pre.shape[1])
        return guide._replace(pre=np.array([np.interp(at, whole, row) for row in guide.pre]))


def finer(workspace: Workspace) -> Finer | None:
    """Smaller slots to search in, where these round much of the work up and somebody went short; None = no need."""
    t, s = workspace.table, workspace.state
    used = np.flatnonzero(s.amount)
    if len(used) == 0 or len(short(workspace)) == 0:
        return None
    pieces = s.amount[used].astype(float) * t.use[used]
    first, after = s.depart[used] // s.slot, -(-(s.depart[used] + t.occ[used]) // s.slot)
    waste = 1 - float((pieces * t.occ[used]).sum()) / (s.slot * float((pieces * (after - first)).sum()))
    room = CELLS // (4 * s.free.size)
    times = [n for n in CUTS if s.slot % n == 0 and n <= room]
    if waste < WASTE or not times:
        return None
    enough = next((n for n in times if waste / n <= REST), times[-1])
    return Finer(enough, (s.free.shape[1] - 2) * enough + 2)


def fill_in_minutes(workspace: Workspace, clock: Clock) -> None:
    """Serve the lines that went short beside what stands: by class, each by the nearest that can, then by whoever can
    be there first."""
    t, s = workspace.table, workspace.state
    if len(short(workspace)) == 0 or clock.over():
        return
    on = calendar(workspace.problem, workspace.index)
    room, wanted = diary(t, on), sought(t)
    shift_left(t, s, on, room)
    for unit in (NEAREST, EARLIEST):
        left = short(workspace)
        for first in range(0, len(left), TURN):
            if clock.over():
                break
            serve_all(t, s, on, room, left[first : first + TURN], unit, False, wanted)
    recount(workspace)


def short(workspace: Workspace) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The lines that went short, the highest class first, then the heavier, then the earlier."""
    t, s = workspace.table, workspace.state
    its = np.flatnonzero((np.minimum(s.raw, t.quantity) < t.quantity) & (np.diff(t.ptr) > 0))
    return its[np.lexsort((t.earliest[its], -t.weight[its], t.cls[its]))]


@kernel
def shift_left(t: Table, s: State, c: Calendar, w: Diary) -> None:
    """Let each job depart as early as the rest of its unit's work allows, one after the other; a locked one stays."""
    for r in range(len(s.head)):
        count, q = 0, s.head[r]
        while q >= 0:
            count, q = count + 1, s.nxt[q]
        pairs, departs = np.zeros(count, np.int64), np.zeros(count, np.int64)
        m, q = 0, s.head[r]
        while q >= 0:
            pairs[m], departs[m] = q, s.depart[q]
            m, q = m + 1, s.nxt[q]
        order = np.argsort(departs, kind="mergesort")
        for m in order:
            p = pairs[m]
            if s.locked[p] == 0:
                w.busy[r] = 0
                for k in range(count):
                    if k != m:
                        note(t, s, w, pairs[k])
                lots, depart = soonest(t, c, w, p, s.now, int(s.amount[p]), True)
                if lots == s.amount[p] and depart < s.depart[p]:
                    line = line_of(t, p)
                    release(t, s, line, p)
                    assign(t, s, line, p, lots, depart)
