"""The dial: one plan for each position of it, against what stands, with the reasons of whoever goes otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from steun.optimise.movement.check import check
from steun.optimise.movement.columns.schedules import under_way
from steun.optimise.movement.explanation import explain
from steun.optimise.movement.format import files
from steun.optimise.movement.format.plan import Flow, Plan, Policy
from steun.optimise.movement.format.problem import Problem, Schedule
from steun.optimise.movement.planner import Alone, never, plan_beside
from steun.optimise.movement.replanning import kept
from steun.optimise.movement.trade_off.together import hours_of

BARS = ("headway", "closed", "full", "lane", "no-room")
"""Faults of a plan that are conflicts between those who want the roads."""


@dataclass(frozen=True, slots=True)
class Position:
    """What one position of the dial gives. wait: minutes. safe: cars at a reception by the end of each hour. hours: by
    zone, car-hours until safe of all who want the same roads as it. conflicts: (code, link, packets) that are left;
    solved: those of what stands that are gone, because columns go otherwise; yielded: where people who leave wait for a
    column instead. schedules: of every packet that has one. moved: by packet that goes otherwise, (before, after,
    reason, where, free, columns, evacuees, detour, taken)."""

    wait: int
    objective: Mapping[str, float]
    bounds: Mapping[str, float]
    safe: tuple[int, ...]
    cars: Mapping[str, int]
    hours: Mapping[str, float] = field(default_factory=dict)
    conflicts: tuple[Any, ...] = ()
    solved: tuple[Any, ...] = ()
    yielded: tuple[Any, ...] = ()
    unplanned: Mapping[str, str] = field(default_factory=dict)
    schedules: Mapping[str, Any] = field(default_factory=dict)
    moved: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return found


def as_text(problem: Problem, standing: Sequence[Schedule], free: Sequence[str], more: Mapping[str, Any]) -> str:
    """The question for whoever computes it: the problem, the schedules that stand, the packets that may go otherwise
    even when they could stay, and what belongs to it."""
    made = files.as_dict(replace(problem, granted=tuple(standing)))
    return json.dumps({"problem": made, "free": list(free), **more}, sort_keys=True)


def read(text: str) -> tuple[Problem, tuple[Schedule, ...], frozenset[str], dict[str, Any]]:
    data = json.loads(text)
    problem = files.problem_from(data.pop("problem"))
    return replace(problem, granted=()), problem.granted, frozenset(data.pop("free")), data


def positions(
    problem: Problem, standing: Sequence[Schedule], free: frozenset[str], waits: Sequence[int], policy: Policy,
    stopped: Callable[[], bool] = never, progress: Callable[[float], None] = lambda share: None,
) -> Iterator[Position]:  # fmt: skip
    """Each position as it is computed; none after somebody stopped it. A packet of `free` has no right to what it
    stands for, every other one keeps it where it can."""
    now = Plan(problem, policy, tuple(standing))
    why, stays = kept(now, problem, policy)
    stays = tuple(it for it in stays if it.packet not in free)
    fixed = replace(problem, granted=stays)
    alone = Alone.of(fixed, policy)
    flows = tuple(alone.flows())
    before = clashes(now, flows)
    for n, wait in enumerate(waits):
        if stopped():
            return
        its = replace(policy, wait=wait)

        def said(stage: str, share: float, done: int = n) -> None:
            progress((done + (share if stage == "columns" else 0.0)) / len(waits))

        made = plan_beside(alone, its, said, stopped)
        if any(it.reason == "not-tried" for it in made.unplanned):
            return
        yield position(made, now, why, before, flows)


def position(
    made: Plan, now: Plan, why: Mapping[str, tuple[str, str]], before: set[Any], flows: tuple[Flow, ...]
) -> Position:
    """before: what does not go together as it stands. flows: evacuees as they go when no column is in their way."""
    after = clashes(made, made.flows)
    yielded = {it for it in clashes(made, flows) if it[0] == "lane"} - after
    return Position(
        made.policy.wait,
        made.objective,
        made.bounds,
        tuple(safe_by_hour(made)),
        {zone.id: zone.vehicles for zone in made.problem.zones},
        dict(hours_of(made)),
        tuple(sorted(after)),
        tuple(sorted(before - after - yielded)),
        tuple(sorted(yielded)),
        {it.packet: it.reason for it in made.unplanned},
        {it.packet: [[leg.link, leg.start, leg.enter, leg.leave] for leg in it.legs] for it in made.schedules},
        dict(moved(made, now, why)),
    )


def clashes(plan: Plan, flows: tuple[Flow, ...]) -> set[Any]:
    """What does not go together in a plan, evacuees as they go there."""
    return {it for violation in check(replace(plan, flows=flows)) if (it := clash(violation))}


def clash(violation: Any) -> tuple[str, str, tuple[str, ...]] | None:
    """A violation without its minutes: between whom, and on which link."""
    if violation.code not in BARS:
        return None
    facts = violation.facts
    if violation.code == "headway":
        return "headway", violation.place, tuple(sorted(facts["packets"]))
    if violation.code in ("closed", "full"):
        return violation.code, str(facts["link"]), (violation.place,)
    return violation.code, violation.place, ()


def safe_by_hour(made: Plan) -> Iterator[int]:
    slot, hours = made.policy.slot, -(-made.problem.horizon // 60)
    for hour in range(1, hours + 1):
        yield sum(row.vehicles for row in made.arrivals if (row.slot + 1) * slot <= hour * 60)


def moved(made: Plan, now: Plan, why: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, Any]]:
    """Each packet of which the schedule is another one than it was, and why."""
    old, new = ({it.packet: it for it in its.schedules} for its in (now, made))
    for packet in made.problem.packets:
        if old.get(packet.id) == new.get(packet.id):
            continue
        there = [under_way(packet, it)[1] if (it := its.get(packet.id)) else None for its in (old, new)]
        story = explain(made, packet.id, remedies=False)
        reason, where = why.get(packet.id, ("joint", "") if packet.id in old else ("new", ""))
        cost = [story.free, story.columns, story.evacuees, story.detour_m, story.taken]
        yield packet.id, [*there, reason, where, *cost]
