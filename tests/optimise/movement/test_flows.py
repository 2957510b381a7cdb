"""The flow of evacuees is the largest there is by every moment: compared with another solver on drawn networks."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.graph.python import max_flow

from steun.optimise.movement.evacuation.classes import Evacuation, Layout
from steun.optimise.movement.evacuation.flows import ENDLESS, enlarge, net_of
from steun.optimise.movement.format.plan import Policy
from steun.optimise.movement.planner import plan
from steun.optimise.movement.roads import Roads
from tests.optimise.movement.small import DRY, FLOOD, ROAD, problem, problems


@given(st.data())
@settings(max_examples=60)
def test_a_largest_flow_is_as_large_as_another_solver_finds(data):
    nodes = data.draw(st.integers(2, 8))
    arcs = data.draw(
        st.lists(st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1), st.integers(0, 20)), max_size=30)
    )
    starts, ends, room = (np.array([arc[k] for arc in arcs], np.int64) for k in range(3))
    net = net_of(starts, ends, room, nodes)
    other = max_flow.SimpleMaxFlow()
    other.add_arc_with_capacity(0, nodes - 1, 0)
    for arc in arcs:
        other.add_arc_with_capacity(*arc)
    other.solve(0, nodes - 1)

    work = np.full((5, nodes), -1, np.int64)
    assert enlarge(net.to, net.room, net.first, net.following, 0, nodes - 1, *work) == other.optimal_flow()
    flow = room - net.room[0::2]
    assert ((flow >= 0) & (flow <= room)).all()


@given(problems())
@settings(max_examples=25)
def test_by_each_slot_as_many_are_safe_as_a_flow_of_its_own_to_that_slot_brings(asked):
    classes = sorted({zone.class_ for zone in asked.zones})
    if not classes:
        return
    evacuation = Evacuation(asked, Policy(slot=60), Roads(asked))
    empty = evacuation.capacity({})
    places = {it.id: it.vehicles for it in asked.receptions}

    safe = np.cumsum(evacuation.drive(classes[0], empty, places, firm=False).safe)

    for slot in range(evacuation.slots):
        zones = [zone for zone in asked.zones if zone.class_ == classes[0]]
        layout = Layout(evacuation, zones, empty, places)
        starts, ends, room = layout.arcs()
        begin, doors = layout.doors()
        room[doors[: begin[slot + 1]] // 2] = ENDLESS
        other = max_flow.SimpleMaxFlow()
        other.add_arcs_with_capacity(starts, ends, room)
        other.solve(layout.source, layout.sink)
        assert safe[slot] == other.optimal_flow()


def test_an_evacuation_that_is_alone_and_has_places_enough_meets_its_bound():
    made = plan(problem(ROAD, zones=FLOOD, receptions=DRY))

    assert made.objective == made.bounds
    assert made.objective["unsafe 3"] == 0


def test_who_finds_no_place_is_not_safe():
    full = (DRY[0].__class__("dry", "E", 1_000),)

    assert plan(problem(ROAD, zones=FLOOD, receptions=full)).objective["unsafe 3"] == 2_000
    assert plan(problem(ROAD, zones=FLOOD)).objective["unsafe 3"] == 3_000
