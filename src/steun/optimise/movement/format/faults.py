"""What does not go together in a problem of movements, all of it at once, each with the place where it stands.

A column that cannot get there, a network in two parts, a zone without reception: no nonsense, and the plan says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from steun.optimise.format.faults import InvalidProblem, validated
from steun.optimise.movement.format.problem import Packet, Problem, Schedule

LISTS = ("nodes", "links", "packets", "zones", "receptions")


def sound_problem(data: Any) -> Problem:
    """A problem from what JSON gave, or from one made in Python. Raises `InvalidProblem` with every fault."""
    problem = validated(Problem, data, "problem")
    if found := tuple(_between(problem)):
        raise InvalidProblem(found)
    return problem


def _between(problem: Problem) -> Iterator[str]:
    for name in LISTS:
        seen: dict[str, int] = {}
        for i, row in enumerate(getattr(problem, name)):
            if seen.setdefault(row.id, i) != i:
                yield f"{name}[{i}].id: {row.id!r} stands at {name}[{seen[row.id]}] too"
    nodes, links = {node.id for node in problem.nodes}, {link.id for link in problem.links}
    for i, link in enumerate(problem.links):
        yield from _known(nodes, f"links[{i}]", a=link.a, b=link.b)
        if link.a == link.b:
            yield f"links[{i}].b: leads back to {link.a!r}"
    for i, packet in enumerate(problem.packets):
        yield from _packet(nodes, f"packets[{i}]", packet, problem.horizon)
        for j, name in enumerate(packet.barred):
            if name not in links:
                yield f"packets[{i}].barred[{j}]: no link {name!r}"
    for name in ("zones", "receptions"):
        for i, row in enumerate(getattr(problem, name)):
            yield from _known(nodes, f"{name}[{i}]", node=row.node)
    for i, zone in enumerate(problem.zones):
        if zone.order >= problem.horizon:
            yield f"zones[{i}].order: {zone.order} is not before the horizon {problem.horizon}"
    yield from _granted(problem)
    ends = {link.id: (link.a, link.b) for link in problem.links}
    for i, flow in enumerate(problem.taken):
        if flow.link not in ends:
            yield f"taken[{i}].link: no link {flow.link!r}"
        elif flow.start not in ends[flow.link]:
            yield f"taken[{i}].from: {flow.start!r} is no end of {flow.link!r}"


def _known(nodes: set[str], at: str, **named: str) -> Iterator[str]:
    for name, node in named.items():
        if node not in nodes:
            yield f"{at}.{name}: no node {node!r}"


def _packet(nodes: set[str], at: str, packet: Packet, horizon: int) -> Iterator[str]:
    yield from _known(nodes, at, origin=packet.origin)
    for j, node in enumerate(packet.destinations):
        yield from _known(nodes, at, **{f"destinations[{j}]": node})
        if node == packet.origin:
            yield f"{at}.destinations[{j}]: {node!r} is the origin"
    if packet.due <= packet.release:
        yield f"{at}.due: {packet.due} is not after release {packet.release}"
    if packet.release >= horizon:
        yield f"{at}.release: {packet.release} is not before the horizon {horizon}"


def _granted(problem: Problem) -> Iterator[str]:
    packets = {packet.id for packet in problem.packets}
    links = {link.id: link for link in problem.links}
    seen: set[str] = set()
    for i, schedule in enumerate(problem.granted):
        at = f"granted[{i}]"
        if schedule.packet not in packets:
            yield f"{at}.packet: no packet {schedule.packet!r}"
        if schedule.packet in seen:
            yield f"{at}: {schedule.packet!r} has a schedule twice"
        seen.add(schedule.packet)
        yield from _legs(at, schedule, {name: {link.a, link.b} for name, link in links.items()})


def _legs(at: str, schedule: Schedule, ends: dict[str, set[str]]) -> Iterator[str]:
    for j, leg in enumerate(schedule.legs):
        if leg.link not in ends:
            yield f"{at}.legs[{j}].link: no link {leg.link!r}"
        elif leg.start not in ends[leg.link]:
            yield f"{at}.legs[{j}].from: {leg.start!r} is no end of {leg.link!r}"
        if leg.leave <= leg.enter:
            yield f"{at}.legs[{j}].leave: {leg.leave} is not after enter {leg.enter}"
