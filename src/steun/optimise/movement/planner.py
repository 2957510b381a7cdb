"""One plan for columns and evacuees: class after class, and one dial between them.

First people leave as if there were no columns: that says which lanes they need when. Then each packet, the highest
class first, looks for its earliest way beside them. When that costs it more than the dial allows (`Policy.wait`), it
goes as if they were not there. Last, people leave again, over the lanes that are left. Evacuees of a class are never
in the way of columns of the same or a higher class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from steun.optimise.arrays import Bools, Int64s
from steun.optimise.movement.columns.order import turn
from steun.optimise.movement.columns.schedules import Columns, Protected, under_way, unplanned
from steun.optimise.movement.columns.windows import Held, Window
from steun.optimise.movement.evacuation.classes import Evacuated, Evacuation, rows
from steun.optimise.movement.format.faults import sound_problem
from steun.optimise.movement.format.plan import Flow, Plan, Policy, Unplanned
from steun.optimise.movement.format.problem import Packet, Problem, Schedule
from steun.optimise.movement.roads import Roads, questions

Progress = Callable[[str, float], None]
Stopped = Callable[[], bool]


def never() -> bool:
    return False


def plan(
    problem: Problem, policy: Policy | None = None, progress: Progress | None = None, stopped: Stopped = never
) -> Plan:
    """A plan for all that wants the roads. progress: called with (stage, share done). Same problem, same plan.
    stopped: asked before each packet; those that were not looked at yet are "not-tried" then.

    Raises `InvalidProblem` with every fault.
    """
    problem, policy = sound_problem(problem), policy or Policy()
    said = progress or (lambda stage, share: None)
    said("evacuees alone", 0.0)
    return plan_beside(Alone.of(problem, policy), policy, said, stopped)


@dataclass(frozen=True)
class Alone:
    """What does not depend on the dial: how evacuees leave without columns, and what no plan has less of."""

    evacuation: Evacuation
    evacuated: list[Evacuated]
    bounds: dict[str, float]

    def flows(self) -> Sequence[Flow]:
        return rows(self.evacuation.roads, self.evacuated)[0]

    @classmethod
    def of(cls, problem: Problem, policy: Policy) -> Alone:
        evacuation = Evacuation(problem, policy, Roads(problem))
        return cls(evacuation, evacuate(evacuation, {}), bounds(evacuation))


def plan_beside(alone: Alone, policy: Policy, said: Progress, stopped: Stopped = never) -> Plan:
    """Columns beside or through those evacuees, as the dial of the policy says; then the evacuees again."""
    evacuation, problem, roads = alone.evacuation, alone.evacuation.problem, alone.evacuation.roads
    columns = Columns(problem, policy, roads)
    classes = {packet.class_ for packet in problem.packets}
    protected = {class_: protected_for(evacuation, alone.evacuated, class_) for class_ in classes}
    packets = {packet.id: packet for packet in problem.packets}
    for schedule in problem.granted:
        columns.add(packets[schedule.packet], schedule)
    waiting = in_turn(packet for packet in problem.packets if packet.id not in columns.schedules)
    missed, halted = [], False
    for n, packet in enumerate(waiting):
        said("columns", n / len(waiting))
        halted = halted or stopped()
        if halted:
            missed.append(Unplanned(packet.id, "not-tried"))
        elif found := beside(columns, packet, protected[packet.class_]):
            columns.add(packet, found)
        else:
            missed.append(unplanned(columns, packet))
    said("evacuees", 0.0)
    done = evacuate(evacuation, columns.register.held)
    schedules = tuple(columns.schedules[it.id] for it in problem.packets if it.id in columns.schedules)
    there = {schedule.packet: under_way(packets[schedule.packet], schedule)[1] for schedule in schedules}
    flows, departures, arrivals = rows(roads, done)
    return Plan(
        problem,
        policy,
        schedules,
        tuple(missed),
        tuple(questions(problem, schedules)),
        flows,
        departures,
        arrivals,
        figures(problem, policy, done, there),
        alone.bounds,
    )


def in_turn(packets: Iterable[Packet]) -> list[Packet]:
    """By class, then who must be there first, then who may leave first."""
    return sorted(packets, key=turn)


def evacuate(evacuation: Evacuation, held: dict[int, list[Held]]) -> list[Evacuated]:
    """Each class of evacuees, the highest first, over the lanes that no column holds."""
    places = {it.id: it.vehicles for it in evacuation.problem.receptions}
    return drive_in_turn(evacuation, evacuation.capacity(held), places)


def drive_in_turn(evacuation: Evacuation, left: Int64s, places: dict[str, int], from_class: int = 1) -> list[Evacuated]:
    """The classes from this one on, over what is left of lanes (arcs, T) and receptions, which they use up."""
    done = []
    for class_ in sorted({zone.class_ for zone in evacuation.problem.zones if zone.class_ >= from_class}):
        done.append(evacuation.drive(class_, left, places))
        left = left - done[-1].cars
        for name, row in done[-1].arrived.items():
            places[name] -= int(row.sum())
    return done


def protected_for(evacuation: Evacuation, done: Sequence[Evacuated], class_: int) -> Protected:
    """The slots of each arc in which evacuees of a higher class need more than a column of this one would leave."""
    cars = sum((it.cars for it in done if it.class_ < class_), np.zeros(1, np.int64))
    if cars.ndim < 2:
        return lambda arc: ()
    lanes = np.repeat([link.lanes for link in evacuation.problem.links], 2)[:, None]
    others = np.zeros(cars.shape)
    for arc, number in evacuation.taken().items():
        others[arc] = number
    needed = cars > np.floor(np.maximum((lanes - 1) * evacuation.per_lane - others, 0) + 1e-9)
    slot = evacuation.policy.slot
    made: dict[int, list[Window]] = {}
    return lambda arc: made.setdefault(arc, runs(needed[arc], slot))


def runs(needed: Bools, slot: int) -> list[Window]:
    """Half-open intervals of minutes from slots (T) that are needed."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], needed, [False]]).astype(np.int8)))
    return [(int(start) * slot, int(until) * slot) for start, until in edges.reshape(-1, 2)]


def beside(columns: Columns, packet: Packet, protected: Protected) -> Schedule | None:
    """The earliest schedule beside evacuees, or through them when it would lose more than the dial allows."""
    through = columns.earliest(packet)
    if through is None:
        return None
    latest = under_way(packet, through)[1] + columns.policy.wait
    return columns.earliest(packet, protected, due=min(packet.due, latest)) or through


def figures(problem: Problem, policy: Policy, done: Sequence[Evacuated], there: dict[str, int]) -> dict[str, float]:
    """The objective of a plan. there: when the tail of each planned packet arrives."""
    return of_cars(policy, done) | of_columns(problem, there)


def of_cars(policy: Policy, done: Sequence[Evacuated]) -> dict[str, float]:
    """The part of it that evacuees make."""
    found: dict[str, float] = {}
    for it in done:
        found |= {f"unsafe {it.class_}": float(it.unsafe), f"hours {it.class_}": it.hours(policy.slot)}
    return found


def of_columns(problem: Problem, there: dict[str, int]) -> dict[str, float]:
    """The part of it that columns make."""
    found: dict[str, float] = {}
    for class_ in sorted({packet.class_ for packet in problem.packets}):
        its = [packet for packet in problem.packets if packet.class_ == class_]
        found[f"unplanned {class_}"] = float(sum(it.vehicles for it in its if it.id not in there))
        hours = sum(it.vehicles * (there[it.id] - it.release) for it in its if it.id in there) / 60
        found[f"column-hours {class_}"] = hours
    return found


def bounds(evacuation: Evacuation) -> dict[str, float]:
    """No plan has less: each class of evacuees alone on the roads, each packet alone, credits or not.

    Column-hours have a bound only together with "unplanned": who does not go takes no hours. So it counts only packets
    that could arrive in time alone, and is one for plans that leave none of them out.
    """
    problem, policy, roads = evacuation.problem, evacuation.policy, evacuation.roads
    places = {it.id: it.vehicles for it in problem.receptions}
    empty = evacuation.capacity({})
    alone = [
        evacuation.drive(class_, empty, places, firm=False)
        for class_ in sorted({zone.class_ for zone in problem.zones})
    ]
    roads_alone = Columns(problem, policy, roads)  # nothing is added, so each is alone
    found = {packet.id: (packet, roads_alone.earliest(packet)) for packet in problem.packets}
    there = {name: under_way(packet, its)[1] for name, (packet, its) in found.items() if its}
    return figures(problem, policy, alone, there)


def trade_off(problem: Problem, waits: Sequence[int], policy: Policy | None = None) -> Iterator[Plan]:
    """A plan for each position of the dial, minutes, in the order given, each as it is asked for. Raises
    `InvalidProblem` with every fault."""
    policy = policy or Policy()
    alone = Alone.of(sound_problem(problem), policy)
    for wait in waits:
        yield plan_beside(alone, replace(policy, wait=wait), lambda stage, share: None)
