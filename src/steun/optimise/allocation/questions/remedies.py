"""What would make a line fit, cheapest first. Nothing is said that was not tried by inserting the line.

The order is that of `ORDER`, from what costs nobody anything to what must be bought:

rearrange       other lines move, nobody gets less.  facts: moved
later           the line is served later.            facts: hours, latest_arrival
later-end       the work ends later, so that who     facts: hours, latest_arrival, duration
                comes later still is of use.
other-basis     the line rests on other law.         facts: basis
any-owner       the line takes units of any owner.   facts: owners (of the units that would come)
smaller         the line asks for less.              facts: quantity
shorter-notice  a unit is faster on its way.         facts: unit, minutes (less), notice (then)
displace        lines of lower classes lose.         facts: lines {id: lost, had, left, class, promised}, moved
one-more-unit   a unit that is not there yet.        facts: unit, like, capability, quantity, notice, start, travel,
                                                     occupied, price

Neither of the two that come later lies past the line's own `too_late`. Minutes, pieces and ids throughout. `price` is
what the extra unit adds to L7: amount x 2 x travel, plus its reserve price for the minutes that it is occupied.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from steun.optimise.allocation.format.problem import Assignment, Line, Supply, Unit
from steun.optimise.allocation.grid.admission import allowed
from steun.optimise.allocation.grid.slots import clear
from steun.optimise.allocation.grid.travel import travel_of
from steun.optimise.allocation.questions.promise import fits
from steun.optimise.allocation.search.insertion import Guide, insert
from steun.optimise.allocation.search.neighbourhood import displace, reinsert
from steun.optimise.allocation.search.trail import forget, touch, undo
from steun.optimise.allocation.search.workspace import Workspace, assignments_at
from steun.optimise.arrays import Int64s

ORDER = (
    "rearrange",
    "later",
    "later-end",
    "other-basis",
    "any-owner",
    "smaller",
    "shorter-notice",
    "displace",
    "one-more-unit",
)
HOURS = (1, 2, 4, 8, 12, 24, 48)
NOTICES = 3
"""Units whose notice is tried, the nearest to being in time first."""
ATTEMPTS = 4
"""Ways of displacing that are tried; the one that costs the others least is named."""
EXTRA = "one-more-unit"
"""Id of the unit that is not there yet."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change that makes the line fit, tried by inserting it.

    code: which (`ORDER`).  met: effective pieces that the line then gets in all.  facts: its figures (minutes, pieces,
    ids).  assignments: what every line that it touches would then hold, fixed work apart.
    """

    code: str
    met: int
    facts: dict[str, Any] = field(default_factory=dict)
    assignments: tuple[Assignment, ...] = ()


def remedies_for(workspace: Workspace, line: Line, number: int, got: int) -> list[Remedy]:
    """Every kind of change that gives the line more than it has, and at least its minimum, in the order of `ORDER`.

    The caller holds `workspace.lock`: lines are taken off and put back.
    """
    t, s, tr = workspace.table, workspace.state, workspace.trail
    locked = s.locked.copy()
    lower = np.repeat(t.cls > t.cls[number], np.diff(t.ptr))
    s.locked[lower] = 0  # what a promise holds may be asked back: named as such, and decided by people
    s.locked[t.ptr[number] : t.ptr[number + 1]] = 0
    try:
        found = [remedy for remedy in (_displacing(workspace, line, number, got),) if remedy is not None]
        forget(tr)
        if touch(t, s, tr, number):
            clear(t, s, number)  # what it holds may be arranged anew; put back below
            anew, its = fits(workspace, line)
            if anew > got and not any(remedy.code == "rearrange" for remedy in found):
                found.append(Remedy("rearrange", anew, {"moved": []}, its))
            found += _without(workspace, line, max(got, anew))
    finally:
        undo(t, s, tr)
        forget(tr)
        s.locked[:] = locked
    found += _one_more(workspace, line, number, got)
    return sorted(found, key=lambda remedy: ORDER.index(remedy.code))


def _without(workspace: Workspace, line: Line, got: int) -> Iterator[Remedy]:
    """Changes to the line or a unit that give it more than `got`, while nothing is assigned to the line."""
    for code in ("later", "later-end"):
        yield from _later(workspace, line, got, code)
    for basis in sorted({*workspace.units.bases} - {line.basis}) if line.basis is not None else ():
        met, its = fits(workspace, replace(line, basis=basis))
        if met > got:
            yield Remedy("other-basis", met, {"basis": basis}, its)
            break
    if line.owners is not None:
        met, its = fits(workspace, replace(line, owners=None))
        if met > got:
            owners = {workspace.problem.units[workspace.index.units[a.unit]].owner for a in its}
            yield Remedy("any-owner", met, {"owners": sorted(owners)}, its)
    if got == 0:
        most, _ = fits(workspace, replace(line, minimum=1))
        if 0 < most < line.minimum:
            met, its = fits(workspace, replace(line, quantity=most, minimum=most))
            if met >= most:
                yield Remedy("smaller", met, {"quantity": most}, its)
    yield from _sooner(workspace, line, got)


def _later(workspace: Workspace, line: Line, got: int, code: str) -> Iterator[Remedy]:
    """The fewest hours more that help, none past `too_late`. A later end makes the work longer for whoever comes."""
    for hours in HOURS:
        latest = line.latest_arrival + 60 * hours
        if line.too_late is not None:
            latest = min(latest, line.too_late)
        if latest == line.latest_arrival:
            return
        later = replace(line, latest_arrival=latest)
        facts = {"hours": hours, "latest_arrival": latest}
        if code == "later-end":
            later = replace(later, duration=line.duration + 60 * hours)
            facts["duration"] = later.duration
        met, its = fits(workspace, later)
        if met > got:
            yield Remedy(code, met, facts, its)
            return
        if latest == line.too_late:
            return


def _sooner(workspace: Workspace, line: Line, got: int) -> Iterator[Remedy]:
    late = []
    for capability in (line.capability, *(other.capability for other in line.alternatives)):
        for r in _offering(workspace, capability):
            unit = workspace.problem.units[r]
            by = workspace.problem.now + unit.notice + travel_of(workspace.problem, unit, line) - line.latest_arrival
            if 0 < by <= unit.notice and allowed(line, unit, capability):
                late.append((by, int(r)))
    for by, r in sorted(set(late))[:NOTICES]:
        notice = workspace.units.notice.copy()
        notice[r] -= by
        met, its = fits(workspace, line, units=workspace.units._replace(notice=notice))
        if met > got:
            facts = {"unit": workspace.problem.units[r].id, "minutes": by, "notice": int(notice[r])}
            yield Remedy("shorter-notice", met, facts, its)
            return


def _displacing(workspace: Workspace, line: Line, number: int, got: int) -> Remedy | None:
    """Displace lines of lower classes, see what they lose, put everything back; the cheapest of a few ways."""
    t, s, tr = workspace.table, workspace.state, workspace.trail
    n = int(t.ptr[number + 1] - t.ptr[number])
    guide, best, least = workspace.plain(), None, float("inf")
    for attempt in range(ATTEMPTS if n else 0):
        rng = np.array([attempt * 9973 + 17], np.int64)
        forget(tr)
        if not touch(t, s, tr, number):
            continue
        insert(t, s, guide, workspace.room, number, s.now, 1e6, 0)
        for _ in range(4):
            if s.raw[number] < t.quantity[number]:
                _displace_lower(workspace, guide, number, n, rng)
        have = int(min(s.raw[number], t.quantity[number]))
        if have >= max(line.minimum, got + 1):
            reinsert(t, s, guide, workspace.room, tr, s.now, 1e6 * workspace.worth, rng)
            remedy, cost = _loss(workspace, number, have)
            if cost < least:
                best, least = remedy, cost
        undo(t, s, tr)
        if least <= 0:
            break
    forget(tr)
    return best


def _loss(workspace: Workspace, number: int, have: int) -> tuple[Remedy, float]:
    """What the touched lines lose and hold now, and how much that loss weighs."""
    t, s, tr = workspace.table, workspace.state, workspace.trail
    losses: dict[str, dict[str, Any]] = {}
    moved, cost = [], 0.0
    lines = [int(tr.lines[m]) for m in range(tr.counts[0])]
    for m, other in enumerate(lines):
        its = workspace.problem.lines[other]
        had, left = int(tr.met[m]), int(min(s.raw[other], t.quantity[other]))
        if other == number:
            continue
        if left < had:
            cost += float(workspace.worth[other]) * (had - left)
            losses[its.id] = {
                "lost": had - left, "had": had, "left": left, "class": its.class_, "promised": left < its.promised,
            }  # fmt: skip
        else:
            moved.append(its.id)
    used = [p for other in lines for p in range(t.ptr[other], t.ptr[other + 1]) if s.amount[p] > 0]
    after = tuple(assignments_at(workspace, np.array(sorted(used), np.int64)))
    order = dict(sorted(losses.items(), key=lambda item: (-item[1]["class"], item[0])))
    if not losses:
        return Remedy("rearrange", have, {"moved": sorted(moved)}, after), cost
    return Remedy("displace", have, {"lines": order, "moved": sorted(moved)}, after), cost


def _displace_lower(workspace: Workspace, guide: Guide, number: int, n: int, rng: Int64s) -> None:
    """As `displace`, but only lines of a lower class give way: their own class does not pay for a neighbour."""
    t = workspace.table
    cls = t.cls[number]
    t.cls[number] = cls + 1
    try:
        displace(t, workspace.state, guide, workspace.trail, number, n, rng)
    finally:
        t.cls[number] = cls


def _offering(workspace: Workspace, capability: str) -> list[int]:
    """The units that offer it."""
    offers = workspace.units.offers.get(capability)
    return offers.unit.tolist() if offers is not None else []


def extra_unit(workspace: Workspace, line: Line, quantity: int) -> tuple[Unit, str]:
    """A pool of so many pieces as the nearest lawful unit that could be in time if it were free; else one that stands
    where it is needed. Returns it and the id of the unit that it is like ("" for none)."""
    near = []
    for r in _offering(workspace, line.capability):
        unit = workspace.problem.units[r]
        travel = travel_of(workspace.problem, unit, line)
        if allowed(line, unit, line.capability) and workspace.problem.now + unit.notice + travel <= line.latest_arrival:
            near.append((travel, unit.id, unit))
    offers = (Supply(line.capability, quantity),)
    fresh: dict[str, Any] = {"id": EXTRA, "offers": offers, "capacity": quantity, "divisible": True}
    if near:
        _, name, unit = min(near, key=lambda row: row[:2])
        return replace(unit, **fresh, unavailable=(), earmarks=()), name
    owner = line.owners[0] if line.owners else "any"
    return Unit(lon=line.lon, lat=line.lat, region=line.region, owner=owner, speed_kmh=60, **fresh), ""


def _one_more(workspace: Workspace, line: Line, number: int, got: int) -> Iterator[Remedy]:
    """What the line lacks, from a unit with an empty calendar, on top of what it has."""
    lacks = line.quantity - got
    unit, like = extra_unit(workspace, line, lacks)
    travel = travel_of(workspace.problem, unit, line)
    start = max(line.earliest, workspace.problem.now + unit.notice + travel)
    if start > line.latest_arrival or EXTRA in workspace.index.units:
        return
    t, s = workspace.table, workspace.state
    held = [p for p in range(t.ptr[number], t.ptr[number + 1]) if s.amount[p] > 0]
    occupied = 2 * travel + line.duration + unit.rest
    reserve = workspace.policy.reserve.get(like, 0)
    facts = {
        "unit": EXTRA, "like": like, "capability": line.capability, "quantity": lacks, "notice": unit.notice,
        "start": start, "travel": travel, "occupied": occupied,
        "price": lacks * 2 * travel + lacks * reserve * occupied // 60_000,
    }  # fmt: skip
    its = (
        *assignments_at(workspace, np.array(held, np.int64)),
        Assignment(line.id, EXTRA, line.capability, lacks, start),
    )
    yield Remedy("one-more-unit", line.quantity, facts, its)
