"""Nobody overtakes inside a movement: of two of its packets one is first wherever both come by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from steun.optimise.movement.format.problem import Packet, Schedule

NEVER = 1 << 40
Mate = tuple[Packet, Schedule]


@dataclass(frozen=True, slots=True)
class Order:
    """Where a packet comes among those of its movement that have a schedule.

    ahead, behind: packets that are first everywhere, and that it is itself before. leaves: the minutes between which
    its head leaves. soonest, latest: by node where others arrive, the minutes between which its head does.
    """

    ahead: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()
    leaves: tuple[int, int] = (0, NEVER)
    soonest: dict[str, int] = field(default_factory=dict)
    latest: dict[str, int] = field(default_factory=dict)


FREE = Order()


def turn(packet: Packet) -> tuple[int, int, int, str]:
    """By class, then who must be there first, then who may leave first."""
    return packet.class_, packet.due, packet.release, packet.id


def orders(packet: Packet, mates: Iterable[Mate]) -> Iterator[Order]:
    """First in its own turn, then behind all others: who broke down lets them pass."""
    its = [mate for mate in mates if mate[0].id != packet.id]
    if not its:
        yield FREE
        return
    after = [mate for mate in its if turn(mate[0]) < turn(packet)]
    if len(after) < len(its):
        yield between(packet, after, [mate for mate in its if mate not in after])
    yield between(packet, its, [])


def between(packet: Packet, ahead: list[Mate], behind: list[Mate]) -> Order:
    from_here = [[its.legs[0].enter for one, its in mates if one.origin == packet.origin] for mates in (ahead, behind)]
    soonest: dict[str, int] = {}
    latest: dict[str, int] = {}
    for node in packet.destinations:
        there = [[its.legs[-1].leave for one, its in mates if node in one.destinations] for mates in (ahead, behind)]
        soonest |= {node: max(there[0])} if there[0] else {}
        latest |= {node: min(there[1])} if there[1] else {}
    return Order(
        frozenset(one.id for one, _ in ahead),
        frozenset(one.id for one, _ in behind),
        (max(from_here[0], default=0), min(from_here[1], default=NEVER)),
        soonest,
        latest,
    )
