"""What the planner answers: a plan, how long it may search for one, and the layout of `steun-plan/1`."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Assignment, Problem
from steun.optimise.format.fields import MOST, RULES, Amount, Name, Names, Text, number, whole

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Pieces = Annotated[Mapping[Text, Annotated[int, whole(0, MOST)]], Field(description="an object of pieces by line")]
Moves = Annotated[int, whole(0, 10**12)]
Figures = Annotated[Mapping[Text, Annotated[float, number()]], Field(description="an object of numbers")]


@dataclass(frozen=True, slots=True)
class Stop:
    """When to stop searching. Either may be None.

    iterations: moves of the search: a run that can be repeated.  seconds: of the wall clock: one that is punctual.
    cancelled: asked a few times a second; True ends the search with the best plan so far.
    progress: called with (stage, share done 0..1, objective so far) a few times a second.
    now, worked: clocks in seconds: of the wall, and of the processor while it works for the caller.
    """

    seconds: float | None = 10.0
    iterations: int | None = None
    cancelled: Callable[[], bool] | None = None
    progress: Callable[[str, float, Mapping[str, float]], None] | None = None
    now: Callable[[], float] = time.monotonic
    worked: Callable[[], float] = time.thread_time


@dataclass(frozen=True, slots=True)
class Change:
    """What a plan does differently from the one before, for one line.

    line: its id.  before, after: effective pieces.  reason: a code; words come from outside.
    """

    __pydantic_config__ = RULES
    line: Name
    before: Annotated[int, whole(0, MOST)]
    after: Annotated[int, whole(0, MOST)]
    reason: Name


@dataclass(frozen=True, slots=True)
class Unkept:
    """A line that holds less than was promised.

    line: its id.  promised, met: effective pieces.  reason: the stage of its supply (`waterfall.STAGES`) at which too
    little is left for the promise, or "elsewhere" (enough is left piece by piece, not at once).
    blocking: lines of the same or a higher class, or promised, that hold what it could use."""

    __pydantic_config__ = RULES
    line: Name
    promised: Amount
    met: Annotated[int, whole(0, MOST)]
    reason: Name
    blocking: Names = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal: advice that changes nothing until somebody with a mandate adopts it.

    problem, policy, seed: what it was made from.  assignments: who goes where, when.  met: effective pieces by line id.
    objective: L1..L8.  bounds: UB_1..UB_5.  gap: G_1..G_5, shares.  method: how it was found.  changes: against the
    plan before.
    unkept: promises that are not kept here, and why.
    proven: goals in which no plan is better, as long as it is no worse in those before.
    within: the same, but for a share: no plan is better by more than that, which is at most the policy's tolerance.
    searched, expected: moves of the search, and how many it makes on a machine that has time for it.
    prices: an array (5, units, slots) of worth per piece and minute, by classes 1..k: they prove the bounds; None when
    no bound was asked for.
    workspace: where the plan was made, kept for questions about it (`search.workspace.workspace_of`).
    """

    problem: Problem
    policy: Policy
    seed: int
    assignments: tuple[Assignment, ...]
    met: Mapping[str, int]
    objective: Mapping[str, float]
    bounds: Mapping[str, float] = field(default_factory=dict)
    gap: Mapping[str, float] = field(default_factory=dict)
    proven: tuple[str, ...] = ()
    within: Mapping[str, float] = field(default_factory=dict)
    unkept: tuple[Unkept, ...] = ()
    changes: tuple[Change, ...] = ()
    method: str = ""
    searched: int = 0
    expected: int = 0
    prices: NDArray[np.float64] | None = field(default=None, compare=False, repr=False)
    workspace: object = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan as it stands in a file: its problem by hash, all else as in `Plan`, and absent is empty."""

    __pydantic_config__ = RULES
    unkept: tuple[Unkept, ...] = ()
    problem_sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    policy: Policy = field(default_factory=Policy)
    seed: Annotated[int, Field(strict=True)] = 0
    assignments: tuple[Assignment, ...] = ()
    met: Pieces = field(default_factory=dict)
    objective: Figures = field(default_factory=dict)
    bounds: Figures = field(default_factory=dict)
    gap: Figures = field(default_factory=dict)
    proven: Names = ()
    within: Figures = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    method: Text = ""
    searched: Moves = 0
    expected: Moves = 0
