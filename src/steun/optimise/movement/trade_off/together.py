"""Which zones want the same roads, and how long it takes until all of them are safe.

A plan says how many cars reach a reception when, not from which zone they came. Zones that can meet on some road, or at
a reception, are therefore counted together; of those that cannot meet each stands for itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from steun.optimise.movement.evacuation.reach import reached
from steun.optimise.movement.format.plan import Plan
from steun.optimise.movement.format.problem import Problem


def hours_of(made: Plan) -> Iterator[tuple[str, float]]:
    """By zone: car-hours until safe of its group, who is unsafe at the end counted to the end of the horizon."""
    slot, slots = made.policy.slot, -(-made.problem.horizon // made.policy.slot)
    cars = {zone.id: zone.vehicles for zone in made.problem.zones}
    receptions = {it.id: it.node for it in made.problem.receptions}
    for zones, nodes in groups(made.problem):
        safe = sum(
            row.vehicles * (slots - row.slot) for row in made.arrivals if receptions[row.place] in nodes
        )  # each is safe from the end of its slot on
        waited = sum(cars[zone] for zone in zones) * slots - safe
        for zone in sorted(zones):
            yield zone, waited * slot / 60


def groups(problem: Problem) -> list[tuple[set[str], set[str]]]:
    """Zones that can meet, with the nodes that they reach."""
    found: list[tuple[set[str], set[str]]] = []
    for zone in problem.zones:
        its, nodes = {zone.id}, reached(problem, zone.node)
        for other in [one for one in found if one[1] & nodes]:
            found.remove(other)
            its, nodes = its | other[0], nodes | other[1]
        found.append((its, nodes))
    return found
