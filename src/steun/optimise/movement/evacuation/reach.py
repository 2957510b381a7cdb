"""How far cars of a zone come: no farther than a reception with room for everybody."""

from __future__ import annotations

from collections.abc import Iterable

from steun.optimise.movement.format.problem import Problem, Zone


def reached(problem: Problem, home: str) -> set[str]:
    """The nodes that its cars may come to: they drive no farther than a reception with room for everybody."""
    ends, beside = everybodys(problem), neighbours(problem)
    found, ahead = {home}, [home]
    while ahead:
        node = ahead.pop()
        if node in ends:
            continue
        new = beside.get(node, set()) - found
        found |= new
        ahead += new
    return found


def driven(problem: Problem, zones: Iterable[Zone]) -> set[str]:
    """The nodes from which a car of one of these zones may drive on: who would go farther is safe already."""
    ends = everybodys(problem)
    return {node for home in {zone.node for zone in zones} for node in reached(problem, home)} - ends


def everybodys(problem: Problem) -> set[str]:
    """Nodes with a reception that has room for all cars there are."""
    many = sum(zone.vehicles for zone in problem.zones)
    return {it.node for it in problem.receptions if it.vehicles >= many}


def neighbours(problem: Problem) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for link in problem.links:
        found.setdefault(link.a, set()).add(link.b)
        found.setdefault(link.b, set()).add(link.a)
    return found
