"""Why a line gets what it gets, and what would help. Codes and facts only; the words come from whoever shows them."""

from __future__ import annotations

from dataclasses import dataclass

from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.questions.remedies import Remedy, remedies_for
from steun.optimise.allocation.questions.waterfall import waterfall
from steun.optimise.allocation.search.workspace import workspace_of


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a line gets what it gets.

    line: its id.  met: effective pieces.
    waterfall: effective pieces left after each of `waterfall.STAGES`.  reason: the stage at which too little is left
    for the minimum, or "met", "partly-met", "elsewhere" (enough is left piece by piece, not at once).
    blocking: lines of the same or a higher class, or promised, that hold what this line could use.
    remedies: changes that were tried, cheapest first.
    """

    line: str
    met: int
    waterfall: dict[str, int]
    reason: str
    blocking: tuple[str, ...]
    remedies: tuple[Remedy, ...]


def explain(plan: Plan, line_id: str, *, remedies: bool = True) -> Explanation:
    """Why the line gets what it gets.

    remedies: also what would help. Raises KeyError for a line that the problem of the plan does not have.
    """
    workspace = workspace_of(plan)
    number = workspace.index.lines[line_id]
    line, t, s = workspace.problem.lines[number], workspace.table, workspace.state
    with workspace.lock:
        got = int(min(s.raw[number], t.quantity[number]))
        falls, holders = waterfall(workspace, number)
        need = max(1, line.minimum)
        reason = next((stage for stage, n in falls.items() if n < need), "elsewhere")
        reason = "met" if got >= line.quantity else "partly-met" if got > 0 else reason
        blocking = tuple(holders) if reason == "after-higher" else ()
        tried = remedies_for(workspace, line, number, got) if remedies and got < line.quantity else []
    return Explanation(line_id, got, falls, reason, blocking, tuple(tried))
