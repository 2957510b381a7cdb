"""Tiny networks to plan in: a straight road with a bend around it, and ways to draw one."""

from __future__ import annotations

from hypothesis import strategies as st

from steun.optimise.movement.format.plan import Policy
from steun.optimise.movement.format.problem import Link, Node, Packet, Problem, Reception, Zone


def node(name, room=0):
    return Node(name, 5.0, 52.0, room)


def link(ends, km=10, lanes=2, **more):
    return Link(ends, ends[0], ends[1], km * 1000, lanes, **more)


def packet(name="p", origin="A", to="E", **more):
    given = {"movement": "m", "class_": 4, "vehicles": 20, "release": 0, "due": 1440} | more
    return Packet(name, given.pop("movement"), given.pop("class_"), given.pop("vehicles"), origin, (to,), **given)


def problem(links, packets=(), zones=(), receptions=(), rooms=(), **more):
    names = sorted({end for it in links for end in (it.a, it.b)})
    nodes = tuple(node(name, dict(rooms).get(name, 0)) for name in names)
    return Problem("2026-01-10T00:00Z", more.pop("horizon", 1440), nodes, tuple(links), tuple(packets), tuple(zones),
                   tuple(receptions), **more)  # fmt: skip


ROAD = (link("AB"), link("BC", 20, lanes=1), link("CD"), link("DE"), link("BD", 50))
"""From A to E: the short way over BC has one lane, the long one over BD has two."""
FLOOD = (Zone("flood", "B", 3, 3_000, 30, 120),)
DRY = (Reception("dry", "E", 5_000),)


@st.composite
def problems(draw):
    """Up to six nodes, four packets and three zones; any of it may be hopeless."""
    names = "ABCDEF"[: draw(st.integers(2, 6))]
    pairs = [a + b for a in names for b in names if a < b]
    links = [
        link(
            pair, draw(st.integers(1, 30)), draw(st.integers(1, 3)),
            load_class=draw(st.sampled_from((None, 50, 100))),
            closed=draw(st.sampled_from(((), (), ((60, 180),)))),
        )
        for pair in draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=8, unique=True))
    ]  # fmt: skip
    there = sorted({end for it in links for end in (it.a, it.b)})
    packets = []
    for n in range(draw(st.integers(0, 4))):
        origin, to = draw(st.lists(st.sampled_from(there), min_size=2, max_size=2, unique=True))
        packets.append(
            packet(
                f"p{n}", origin, to, class_=draw(st.sampled_from((2, 4))), vehicles=draw(st.integers(1, 40)),
                release=draw(st.integers(0, 120)), due=draw(st.integers(121, 600)),
                load_class=draw(st.sampled_from((0, 80))), escort=draw(st.booleans()),
            )
        )  # fmt: skip
    zones = [
        Zone(f"z{n}", draw(st.sampled_from(there)), draw(st.sampled_from((1, 3))), draw(st.integers(1, 3_000)),
             draw(st.integers(0, 300)), draw(st.integers(1, 300)))
        for n in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    receptions = [
        Reception(f"r{n}", draw(st.sampled_from(there)), draw(st.integers(1, 3_000)))
        for n in range(draw(st.integers(0, 2)))
    ]
    rooms = [(name, draw(st.sampled_from((0, 30, 100)))) for name in there]
    return problem(links, packets, zones, receptions, rooms, horizon=600, escorts=draw(st.sampled_from((None, 1, 2))))


policies = st.builds(
    Policy,
    wait=st.sampled_from((0, 60, 600)),
    headway=st.integers(0, 15),
    slot=st.sampled_from((5, 15)),
    unknown=st.sampled_from(("ask", "avoid")),
)
