"""What a unit can do one thing after the other, told to the solver in full.

A chain is a set of choices that one crew can do in some order, each within its window and beside its unit's absence.
An indivisible unit follows one chain. A pool of capacity C can always be dealt out to C crews of one piece (the most
that overlap at once are no more than C, so that colours suffice), and each crew follows a chain. So what a pool gives
is at most a mix of C chains: a bound that holds in minutes, however wide the windows, and for a single crew all there
is to say. What it leaves out is that the crews of one choice depart together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from steun.optimise.allocation.grid.slots import fixed_spans
from steun.optimise.allocation.proof.program import INFINITE, Option, Program
from steun.optimise.allocation.search.workspace import Desk

MANY = 4000
"""Chains at most, short ones included, that are looked through for one stretch of a unit's calendar."""

Away = Sequence[tuple[int, int]]


class Job(NamedTuple):
    """Something to do: departs in first..last, is back after `occ`, at most once for its line."""

    first: int
    last: int
    occ: int
    line: int


Memo = dict[tuple[tuple[Job, ...], tuple[tuple[int, int], ...]], list[int] | None]


def chains(jobs: Sequence[Job], away: Away) -> list[int] | None:
    """The chains to which nothing can be added, as bits by number of job; None when there are too many to look at."""
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


def bind(desk: Desk, m: Program, memo: Memo) -> None:
    """Hold what each unit gives to a mix of its chains, wherever windows leave a choice. memo: chains known already."""
    by_unit: dict[int, list[Option]] = defaultdict(list)
    for o in m.options:
        by_unit[int(desk.table.unit[o.p])].append(o)
    spans = fixed_spans(desk.problem, desk.index)
    for r, its in by_unit.items():
        unit = desk.problem.units[r]
        begun = [(i, j, amount) for number, i, j, _, amount in spans if number == r]
        away = sorted({*unit.unavailable, *((i, j) for i, j, _ in begun if not unit.divisible)})
        whole = [(i, j, amount) for i, j, amount in begun if unit.divisible]
        if _peak(whole) > unit.capacity:
            continue
        jobs: list[tuple[Job, Option | None, int]] = [
            (Job(o.depart, o.latest, int(desk.table.occ[o.p]), o.line), o, 0) for o in its
        ]
        jobs += [(Job(i, i, j - i, -1 - n), None, amount) for n, (i, j, amount) in enumerate(whole)]
        for stretch in _stretches(jobs):
            if any(job.first < job.last for job, *_ in stretch):
                _mix(m, stretch, tuple(away), unit.capacity if unit.divisible else 1, memo)


def _peak(begun: list[tuple[int, int, int]]) -> int:
    return max((sum(x for i, j, x in begun if i <= minute < j) for minute, *_ in begun), default=0)


def _stretches(jobs: list[tuple[Job, Option | None, int]]) -> list[list[tuple[Job, Option | None, int]]]:
    """Jobs in groups that lie apart in time, whatever is decided: a chain of each makes a chain of all."""
    out: list[list[tuple[Job, Option | None, int]]] = []
    end = -INFINITE
    for job, option, amount in sorted(jobs, key=lambda its: its[0]):
        if job.first >= end:
            out.append([])
        out[-1].append((job, option, amount))
        end = max(end, job.last + job.occ)
    return out


def _mix(
    m: Program, stretch: list[tuple[Job, Option | None, int]], away: tuple[tuple[int, int], ...], size: int, memo: Memo
) -> None:
    """x of each choice <= the chains that hold it, and all chains together <= what the unit has."""
    key = tuple(job for job, *_ in stretch), away
    if key not in memo:
        memo[key] = chains(*key)
    found = memo[key]
    if found is None:  # too many to tell: what holds for all holds for the earlier and for the later ones too
        third = -(-len(stretch) // 3)
        _mix(m, stretch[:-third], away, size, memo)
        _mix(m, stretch[third:], away, size, memo)
        return
    if len(found) < 2:
        return
    crews = [m.column(0, size, whole=False) for _ in found]
    m.row(-INFINITE, size, crews, [1.0] * len(crews))
    for n, (_, option, amount) in enumerate(stretch):
        mine = [crew for crew, its in zip(crews, found, strict=True) if its >> n & 1]
        if len(mine) == len(crews):
            continue
        if option is None:
            m.row(amount, INFINITE, mine, [1.0] * len(mine))
        else:
            m.row(-INFINITE, 0, [option.x, *mine], [1.0, *[-1.0] * len(mine)])
