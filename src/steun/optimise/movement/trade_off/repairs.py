"""After a packet broke down or a road closed: all that can stay stays to the minute, and only who cannot moves.

Evacuees go as they go now; a packet that has to move looks for its way around everybody. So a position of the dial is
another answer only where such a packet takes a lane of theirs, and one answer is found while somebody waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from steun.optimise.movement.columns.schedules import Columns
from steun.optimise.movement.evacuation.classes import Evacuation, rows
from steun.optimise.movement.format.plan import Plan, Policy
from steun.optimise.movement.format.problem import Leg, Problem, Schedule
from steun.optimise.movement.planner import evacuate, never, of_cars
from steun.optimise.movement.replanning import beside_cars, kept
from steun.optimise.movement.roads import Roads
from steun.optimise.movement.trade_off.positions import Position, clashes, position


def repairs(
    problem: Problem, standing: Sequence[Schedule], waits: Sequence[int], policy: Policy,
    stopped: Callable[[], bool] = never,
) -> Iterator[Position]:  # fmt: skip
    """Each position of the dial that gives another answer than the one before; none after somebody stopped it."""
    now = Plan(problem, policy, tuple(standing))
    why, stays = kept(now, problem, policy)
    base = with_cars(replace(now, schedules=stays))
    before = clashes(as_it_comes(now, why), base.flows)
    last: Plan | None = None
    for wait in waits:
        made = beside_cars(replace(base, policy=replace(policy, wait=wait)), stopped)
        if any(it.reason == "not-tried" for it in made.unplanned):
            return
        if last is None or made.schedules != last.schedules:
            yield position(made, now, why, before, base.flows)
        if made.flows == base.flows:
            return  # nobody waits for anybody: a longer wait is the same
        last = made


def with_cars(plan: Plan) -> Plan:
    """The plan with evacuees over the lanes that its columns leave."""
    roads = Roads(plan.problem)
    columns = Columns(plan.problem, plan.policy, roads)
    packets = {it.id: it for it in plan.problem.packets}
    for schedule in plan.schedules:
        columns.add(packets[schedule.packet], schedule)
    done = evacuate(Evacuation(plan.problem, plan.policy, roads), columns.register.held)
    flows, departures, arrivals = rows(roads, done)
    return replace(plan, flows=flows, departures=departures, arrivals=arrivals, objective=of_cars(plan.policy, done))


def as_it_comes(now: Plan, why: Mapping[str, tuple[str, str]]) -> Plan:
    """Who is late drives on as it stood, so much later: that shows whom it would meet."""
    packets = {it.id: it for it in now.problem.packets}
    return replace(now, schedules=tuple(
        later(it, packets[it.packet].release) if why.get(it.packet, ("",))[0] == "packet-changed" else it
        for it in now.schedules
    ))  # fmt: skip


def later(it: Schedule, release: int) -> Schedule:
    """As much later as makes it leave no sooner than then."""
    by = max(0, release - it.legs[0].enter)
    return replace(it, legs=tuple(Leg(leg.link, leg.start, leg.enter + by, leg.leave + by) for leg in it.legs))
