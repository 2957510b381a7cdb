"""What a unit can do one thing after the other, given to the solver in full: the columns of a column generation, all
of them at once.

A job sequence is a set of jobs that one crew can do in some order, each within its window and beside its unit's
absence. An indivisible unit follows one sequence. A pool of capacity C can always be dealt out to C crews of one piece
(the jobs form an interval graph: the most that overlap at once are no more than C, so that C colours suffice), and each
crew follows a sequence. So what a pool gives is at most a mix of C sequences: a bound that holds in minutes, however
wide the windows, and for a single crew all there is to say. What it leaves out is that the crews of one job depart
together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from steun.optimise.allocation.grid.occupancy import Span, fixed_spans
from steun.optimise.allocation.proof.program import INFINITE, Option, Program
from steun.optimise.allocation.search.workspace import Workspace

MANY = 4000
"""Sequences at most, short ones included, that are looked through for one stretch of a unit's calendar."""

Away = Sequence[tuple[int, int]]


class Job(NamedTuple):
    """Something to do: departs in first..last, is back after `occ`, at most once for its line."""

    first: int
    last: int
    occ: int
    line: int


Memo = dict[tuple[tuple[Job, ...], tuple[tuple[int, int], ...]], list[int] | None]


def maximal_sequences(jobs: Sequence[Job], away: Away) -> list[int] | None:
    """The sequences to which nothing can be added, as bits by number of job; None when they are too many."""
    rivals: dict[int, int] = defaultdict(int)
    for n, job in enumerate(jobs):
        rivals[job.line] |= 1 << n
    done = {0: -(10**9)}  # a set of jobs: the earliest minute at which one crew can have done it
    layer = done
    while layer:
        longer: dict[int, int] = {}
        for its, ready in layer.items():
            for n, job in enumerate(jobs):
                if ready > job.last or its & rivals[job.line]:
                    continue
                end = _end(job, ready, away)
                if end is not None and end < longer.get(its | 1 << n, INFINITE):
                    longer[its | 1 << n] = end
        layer = longer
        done |= layer
        if len(done) > MANY:
            return None
    inner = {its & ~(1 << n) for its in done for n in range(len(jobs)) if its >> n & 1}
    return [its for its in done if its not in inner]


def _end(job: Job, ready: int, away: Away) -> int | None:
    """When the job is over if the crew is ready at that minute; None when it comes too late."""
    depart = max(job.first, ready)
    moved = job.first < job.last  # a job that cannot move stands where it is known to fit
    while moved:
        moved = False
        for i, j in away:
            if depart < j and i < depart + job.occ:
                depart, moved = j, True
    return depart + job.occ if depart <= job.last else None


class _Choice(NamedTuple):
    """A job that an option of the program stands for, or work that has begun (no option), and its amount."""

    job: Job
    option: Option | None
    amount: int


def add_sequences(workspace: Workspace, m: Program, memo: Memo) -> None:
    """Hold what each unit gives to a mix of its job sequences, wherever windows leave a choice. memo: those known."""
    by_unit: dict[int, list[Option]] = defaultdict(list)
    for o in m.options:
        by_unit[int(workspace.table.unit[o.p])].append(o)
    begun = fixed_spans(workspace.problem)
    for r, options in by_unit.items():
        unit = workspace.problem.units[r]
        spans = begun.get(r, [])
        away = sorted({*unit.unavailable, *((i, j) for i, j, *_ in spans if not unit.divisible)})
        pooled = [span for span in spans if unit.divisible]
        if _peak(pooled) > unit.capacity:
            continue
        choices = [_Choice(Job(o.depart, o.latest, int(workspace.table.occ[o.p]), o.line), o, 0) for o in options]
        choices += [_Choice(Job(i, i, j - i, -1 - n), None, pieces) for n, (i, j, _, pieces) in enumerate(pooled)]
        for stretch in _stretches(choices):
            if any(job.first < job.last for job, *_ in stretch):
                _add_mix(m, stretch, tuple(away), unit.capacity if unit.divisible else 1, memo)


def _peak(spans: list[Span]) -> int:
    return max((sum(x for i, j, _, x in spans if i <= minute < j) for minute, *_ in spans), default=0)


def _stretches(choices: list[_Choice]) -> list[list[_Choice]]:
    """Choices in groups that lie apart in time, whatever is decided: a sequence of each makes a sequence of all."""
    out: list[list[_Choice]] = []
    end = -INFINITE
    for choice in sorted(choices, key=lambda choice: choice.job):
        if choice.job.first >= end:
            out.append([])
        out[-1].append(choice)
        end = max(end, choice.job.last + choice.job.occ)
    return out


def _add_mix(m: Program, stretch: list[_Choice], away: tuple[tuple[int, int], ...], size: int, memo: Memo) -> None:
    """x of each choice <= the sequences that hold it, and all sequences together <= what the unit has."""
    key = tuple(job for job, *_ in stretch), away
    if key not in memo:
        memo[key] = maximal_sequences(*key)
    found = memo[key]
    if found is None:  # too many to tell: what holds for all holds for the earlier and for the later ones too
        third = -(-len(stretch) // 3)
        _add_mix(m, stretch[:-third], away, size, memo)
        _add_mix(m, stretch[third:], away, size, memo)
        return
    if len(found) < 2:
        return
    crews = [m.column(0, size, whole=False) for _ in found]
    m.row(-INFINITE, size, crews, [1.0] * len(crews))
    for n, (_, option, amount) in enumerate(stretch):
        mine = [crew for crew, jobs in zip(crews, found, strict=True) if jobs >> n & 1]
        if len(mine) == len(crews):
            continue
        if option is None:
            m.row(amount, INFINITE, mine, [1.0] * len(mine))
        else:
            m.row(-INFINITE, 0, [option.x, *mine], [1.0, *[-1.0] * len(mine)])
