"""Worlds to plan in, from a seed: a coast with ports in the west, a border in the east, people in between.

Invented, and shaped like the real thing: a bent grid of roads of one to three lanes, rest areas, a few weak bridges and
some whose load class nobody knows, columns from the ports over the border, one flood in the middle.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from steun.optimise.movement.format.problem import Link, Node, Packet, Problem, Reception, Zone


class Scale(NamedTuple):
    """Nodes east-west and north-south, hours, movements, packets of each, zones, cars in all."""

    wide: int
    high: int
    hours: int
    movements: int
    packets: int
    zones: int
    cars: int


SCALES = {
    "region": Scale(6, 4, 36, 6, 4, 3, 60_000),
    "national": Scale(16, 11, 72, 40, 10, 13, 450_000),
    "corridor": Scale(40, 25, 72, 25, 1, 0, 0),
}
"""`corridor` has few columns of many vehicles on a thousand nodes: the hardest kind in the literature (Chardaire 2005
and others)."""


def generate(scale: str = "region", *, seed: int = 0) -> Problem:
    """A problem of this scale; the same seed gives the same one. Raises KeyError for a scale that there is not."""
    its, random = SCALES[scale], Random(f"{scale}/{seed}")
    nodes = tuple(_node(x, y, its, random) for x in range(its.wide) for y in range(its.high))
    pairs = [((x, y), (x + 1, y)) for x in range(its.wide - 1) for y in range(its.high)]
    pairs += [((x, y), (x, y + 1)) for x in range(its.wide) for y in range(its.high - 1)]
    links = tuple(_link(n, _name(*a), _name(*b), random) for n, (a, b) in enumerate(pairs) if random.random() > 0.05)
    horizon = its.hours * 60
    border = tuple(_name(its.wide - 1, y) for y in range(its.high))
    packets = tuple(
        packet for m in range(its.movements) for packet in _movement(m, its, border, horizon, scale, random)
    )
    middle = [_name(x, y) for x in range(its.wide // 3, 2 * its.wide // 3) for y in range(its.high)]
    towns = random.sample(middle, its.zones)
    zones = tuple(
        Zone(f"zone {n + 1}", town, 1 if n % 3 == 0 else 3, its.cars // its.zones, random.randrange(0, 360, 15))
        for n, town in enumerate(towns)
    )
    dry = [it for it in (_name(x, y) for x in range(its.wide) for y in range(its.high)) if it not in middle]
    receptions = tuple(
        Reception(f"reception {n + 1}", town, 1 + 2 * its.cars // max(1, its.zones))
        for n, town in enumerate(random.sample(dry, its.zones))
    )
    return Problem(
        "2026-01-10T00:00:00Z", horizon, nodes, links, packets, zones, receptions, escorts=max(2, its.movements // 2)
    )


def _name(x: int, y: int) -> str:
    return f"{x}-{y}"


def _node(x: int, y: int, its: Scale, random: Random) -> Node:
    room = 1_000 if x in (0, its.wide - 1) else random.choice((0, 0, 0, 60))
    return Node(_name(x, y), round(4 + 0.12 * x + random.uniform(-0.04, 0.04), 4),
                round(51 + 0.12 * y + random.uniform(-0.04, 0.04), 4), room)  # fmt: skip


def _link(number: int, a: str, b: str, random: Random) -> Link:
    load = random.choice((None, 60, 100, 100, 120, 120))
    return Link(
        f"road {number + 1}", a, b, random.randrange(4_000, 16_000), random.choice((1, 2, 2, 3)), load_class=load
    )


def _movement(
    number: int, its: Scale, border: tuple[str, ...], horizon: int, scale: str, random: Random
) -> list[Packet]:
    port, class_ = _name(0, random.randrange(its.high)), random.choice((2, 4, 4))
    release = random.randrange(0, horizon // 2, 15)
    vehicles = random.randrange(80, 200) if scale == "corridor" else random.randrange(10, 26)
    heavy, escort = random.choice((0, 0, 80)), random.random() < 0.2
    return [
        Packet(f"{number + 1}.{n + 1}", f"movement {number + 1}", class_, vehicles, port, border, release, horizon,
               random.choice((40, 60)), load_class=heavy, escort=escort)
        for n in range(its.packets)
    ]  # fmt: skip
