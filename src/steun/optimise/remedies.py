"""What would make a line fit, cheapest first. Nothing is said that was not tried by inserting the line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from .desk import Desk
from .explain import Remedy, _allowed, fits, late_by
from .greedy import insert
from .neighbourhood import clear, forget, push, serve_again, touch, undo
from .problem import Line

HOURS = (1, 2, 4, 8, 12, 24, 48)
NOTICES = 3
"""Units whose notice is tried, the nearest to being in time first."""


def tried(desk: Desk, line: Line, number: int, got: int) -> Iterator[Remedy]:
    """Every kind of change that gives the line more than it has: at least its minimum."""
    t, s, tr = desk.table, desk.state, desk.trail
    forget(tr)
    touch(t, s, tr, number)
    if not any(s.locked[p] for p in range(t.ptr[number], t.ptr[number + 1])):
        clear(t, s, number)  # what it holds may be arranged anew; put back below
    try:
        yield from _without(desk, line, got)
    finally:
        undo(t, s, tr)
        forget(tr)
    yield from _displacing(desk, line, number, got)
    yield Remedy("one-more-unit", line.quantity, {"capability": line.capability, "quantity": line.quantity - got})


def _without(desk: Desk, line: Line, got: int) -> Iterator[Remedy]:
    """Changes to the line or a unit, with the line itself off the desk."""
    for hours in HOURS:
        later = fits(desk, replace(line, latest_arrival=line.latest_arrival + 60 * hours))
        if later > got:
            yield Remedy("later", later, {"hours": hours})
            break
    for basis in sorted(desk.units.bases):
        other = fits(desk, replace(line, basis=basis)) if line.basis not in (None, basis) else 0
        if other > got:
            yield Remedy("other-basis", other, {"basis": basis})
            break
    if line.owners is not None:
        other = fits(desk, replace(line, owners=None))
        if other > got:
            yield Remedy("any-owner", other)
    if got == 0:
        most = fits(desk, replace(line, minimum=1))
        if 0 < most < line.minimum and fits(desk, replace(line, quantity=most, minimum=most)) >= most:
            yield Remedy("smaller", most, {"quantity": most})
    yield from _sooner(desk, line, got)


def _sooner(desk: Desk, line: Line, got: int) -> Iterator[Remedy]:
    short = []
    for r in desk.units.offers.get(line.capability, ((),))[0]:
        unit = desk.problem.units[r]
        by = late_by(desk, line, unit)
        if 0 < by <= unit.notice and _allowed(line, unit, line.capability):
            short.append((by, int(r)))
    for by, r in sorted(short)[:NOTICES]:
        notice = desk.units.notice.copy()
        notice[r] -= by
        more = fits(desk, line, units=desk.units._replace(notice=notice))
        if more > got:
            yield Remedy("shorter-notice", more, {"unit": desk.problem.units[r].id, "minutes": by})
            return


def _displacing(desk: Desk, line: Line, number: int, got: int) -> Iterator[Remedy]:
    """Push lower classes off and see what they lose; then put everything back."""
    t, s, tr = desk.table, desk.state, desk.trail
    n = int(t.ptr[number + 1] - t.ptr[number])
    if n == 0:
        return
    guide = desk.plain()
    for attempt in range(4):
        rng = np.array([attempt * 9973 + 17], np.int64)
        forget(tr)
        touch(t, s, tr, number)
        insert(t, s, guide, desk.room, number, s.now, 1e6, 0)
        for _ in range(4):
            if s.raw[number] >= t.quantity[number]:
                break
            _push_lower(desk, guide, number, n, rng)
        have = int(min(s.raw[number], t.quantity[number]))
        if have >= max(line.minimum, got + 1):
            serve_again(t, s, guide, desk.room, tr, s.now, 1e6 * desk.worth, rng)
            losses = {}
            for m in range(tr.counts[0]):
                other = int(tr.lines[m])
                lost = int(tr.met[m] - min(s.raw[other], t.quantity[other]))
                if other != number and lost > 0:
                    losses[desk.problem.lines[other].id] = lost
            undo(t, s, tr)
            forget(tr)
            if losses:
                yield Remedy("displace", have, {"lines": losses})
            else:
                yield Remedy("rearrange", have, {})
            return
        undo(t, s, tr)
        forget(tr)


def _push_lower(desk: Desk, guide: Any, number: int, n: int, rng: Any) -> None:
    """As `push`, but only lines of a lower class give way: their own class does not pay for a neighbour."""
    t = desk.table
    cls = t.cls[number]
    t.cls[number] = cls + 1
    try:
        push(t, desk.state, guide, desk.trail, number, n, rng)
    finally:
        t.cls[number] = cls
