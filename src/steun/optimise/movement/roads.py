"""The network as its two ways: arc 2n is link n from a to b, arc 2n+1 from b to a; and what each costs a packet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from steun.optimise.movement.format.plan import Policy, Question
from steun.optimise.movement.format.problem import Leg, Link, Packet, Problem, Schedule


@dataclass(frozen=True)
class Roads:
    """Nodes and links of a problem by number."""

    problem: Problem

    @cached_property
    def node(self) -> dict[str, int]:
        return {node.id: n for n, node in enumerate(self.problem.nodes)}

    @cached_property
    def link(self) -> dict[str, int]:
        return {link.id: n for n, link in enumerate(self.problem.links)}

    @cached_property
    def ends(self) -> list[tuple[int, int]]:
        """From and to of each arc."""
        pairs = [(self.node[link.a], self.node[link.b]) for link in self.problem.links]
        return [end for a, b in pairs for end in ((a, b), (b, a))]

    @cached_property
    def out(self) -> dict[int, list[int]]:
        """The arcs that leave a node."""
        found: dict[int, list[int]] = defaultdict(list)
        for arc, (start, _) in enumerate(self.ends):
            found[start].append(arc)
        return found

    @cached_property
    def taken(self) -> dict[int, list[tuple[int, tuple[int, int]]]]:
        """By arc, the cars an hour that nobody planned and when, the fewest first."""
        found: dict[int, list[tuple[int, tuple[int, int]]]] = defaultdict(list)
        for it in sorted(self.problem.taken, key=lambda it: it.cars_per_hour):
            found[self.arc_from(it.link, it.start)].append((it.cars_per_hour, it.during))
        return dict(found)

    def full(self, lane: int) -> dict[int, list[tuple[int, int]]]:
        """By arc, when they fill every lane of it (`lane`: cars an hour of one): then no column finds one."""
        return {
            arc: [during for cars, during in rows if cars >= self.link_of(arc).lanes * lane]
            for arc, rows in self.taken.items()
        }

    def link_of(self, arc: int) -> Link:
        return self.problem.links[arc // 2]

    def arc_of(self, leg: Leg) -> int:
        return self.arc_from(leg.link, leg.start)

    def arc_from(self, link: str, start: str) -> int:
        n = self.link[link]
        return 2 * n + (start != self.problem.links[n].a)

    def leg(self, arc: int, enter: int, leave: int) -> Leg:
        return Leg(self.link_of(arc).id, self.problem.nodes[self.ends[arc][0]].id, enter, leave)


def minutes(metres: int, speed_kmh: int) -> int:
    """Whole minutes for a distance, rounded up: at least one."""
    return -(-metres * 60 // (speed_kmh * 1000))


def travel(packet: Packet, link: Link) -> int:
    """Minutes that its head is on a link."""
    return minutes(link.metres, packet.speed_kmh)


def passing(packet: Packet) -> int:
    """Minutes from its first vehicle to its last: 60 V (length + gap) / speed."""
    return minutes(packet.vehicles * (packet.length_m + packet.gap_m), packet.speed_kmh)


def bears(link: Link, packet: Packet, policy: Policy) -> bool:
    """May it drive here, as far as is known? What is not known is avoided, or asked for (`questions`)."""
    if link.id in packet.barred:
        return False
    for limit in ("load_class", "height_cm"):
        needed, allowed = getattr(packet, limit), getattr(link, limit)
        if needed and (policy.unknown == "avoid" if allowed is None else needed > allowed):
            return False
    return True


def questions(problem: Problem, schedules: tuple[Schedule, ...]) -> Iterator[Question]:
    """Each limit that nobody knows on the way of a packet that needs it."""
    links = {link.id: link for link in problem.links}
    packets = {packet.id: packet for packet in problem.packets}
    for schedule in schedules:
        packet = packets[schedule.packet]
        for leg in schedule.legs:
            if packet.load_class and links[leg.link].load_class is None:
                yield Question(packet.id, leg.link, "load_class")
            if packet.height_cm and links[leg.link].height_cm is None:
                yield Question(packet.id, leg.link, "height_cm")
