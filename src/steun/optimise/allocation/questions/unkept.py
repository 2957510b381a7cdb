"""Promises that are not kept in a plan, and why each is not."""

from __future__ import annotations

import numpy as np

from steun.optimise.allocation.format.plan import Unkept
from steun.optimise.allocation.questions.waterfall import waterfall
from steun.optimise.allocation.search.workspace import Workspace


def unkept(workspace: Workspace) -> tuple[Unkept, ...]:
    """The promised lines that hold less than was promised, without those whose class the policy lets be displaced."""
    t, s = workspace.table, workspace.state
    short = np.flatnonzero(np.minimum(s.raw, t.quantity) < np.minimum(s.floor, t.quantity))
    return tuple(_why(workspace, number) for number in short.tolist() if _is_promised(workspace, number))


def _is_promised(workspace: Workspace, number: int) -> bool:
    line = workspace.problem.lines[number]
    met = int(min(workspace.state.raw[number], line.quantity))
    return met < line.promised and line.class_ not in workspace.policy.displace


def _why(workspace: Workspace, number: int) -> Unkept:
    line = workspace.problem.lines[number]
    falls, holders = waterfall(workspace, number)
    reason = next((stage for stage, left in falls.items() if left < line.promised), "elsewhere")
    met = int(min(workspace.state.raw[number], line.quantity))
    return Unkept(line.id, line.promised, met, reason, tuple(holders) if reason == "after-higher" else ())
