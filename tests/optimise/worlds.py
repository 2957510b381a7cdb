"""Tiny worlds that can be searched through by hand."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from steun.optimise.allocation.check import check
from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Assignment, Line, Problem, Supply, Unit

EXACT = Policy(tolerance=0.0)
SEARCH = Policy(tolerance=0.0, exact_lines=0)


def unit(name: str = "u1", **more: Any) -> Unit:
    """A pump crew in the middle of nowhere: indivisible, one pump, no notice."""
    base: dict[str, Any] = {"lon": 5.0, "lat": 52.0, "region": "VR1", "owner": "defence", "speed_kmh": 60}
    base |= {"offers": (Supply("pump", 1),), "capacity": 1}
    return Unit(name, **{**base, **more})


def line(name: str = "l1", **more: Any) -> Line:
    """Somebody at the same place wants one pump for four hours, within two hours."""
    base: dict[str, Any] = {"region": "VR1", "lon": 5.0, "lat": 52.0, "class_": 1, "capability": "pump", "quantity": 1}
    base |= {"earliest": 0, "latest_arrival": 120, "duration": 240}
    return Line(name, **{**base, **more})


def world(units: list[Unit], lines: list[Line], **more: Any) -> Problem:
    """A week from the first of January."""
    return Problem("2026-01-01T00:00:00Z", 10_080, tuple(units), tuple(lines), **more)


@st.composite
def worlds(draw: Any, lines: int = 4) -> Problem:
    """Up to two units and four lines at one place, on whole hours, so that enumeration is complete."""
    units = []
    for i in range(draw(st.integers(1, 2))):
        size = draw(st.integers(1, 3))
        divisible = draw(st.booleans())
        away = ((120, 180),) if draw(st.booleans()) else ()
        units.append(
            unit(f"u{i}", offers=(Supply("pump", size),), capacity=size, divisible=divisible, unavailable=away)
        )
    asked = []
    for i in range(draw(st.integers(1, lines))):
        quantity = draw(st.integers(1, 3))
        earliest = 60 * draw(st.integers(0, 2))
        asked.append(
            line(
                f"l{i}",
                class_=draw(st.sampled_from((1, 2, 5))),
                weight=draw(st.integers(1, 2)),
                quantity=quantity,
                minimum=draw(st.integers(1, quantity)),
                earliest=earliest,
                latest_arrival=earliest + 60 * draw(st.integers(0, 2)),
                duration=60 * draw(st.integers(1, 3)),
            )
        )
    return world(units, asked)


def plan_of(problem: Problem, assignments: tuple[Assignment, ...], policy: Policy = EXACT) -> Plan:
    """A plan with what it gives counted by hand."""
    met = {x.id: 0 for x in problem.lines}
    for a in assignments:
        met[a.line] += a.amount
    met = {x.id: min(x.quantity, met[x.id]) for x in problem.lines}
    return Plan(problem, policy, 0, assignments, met, {})


def value(problem: Problem, met: dict[str, int]) -> tuple[float, ...]:
    """F_1..F_5 with phi the identity."""
    return tuple(
        round(sum(x.weight * met[x.id] / x.quantity for x in problem.lines if x.class_ == k), 9) for k in range(1, 6)
    )


def every_plan(problem: Problem) -> Iterator[dict[str, int]]:
    """What the lines get in every plan on whole hours, judged by the checker."""
    choices = []
    for x in problem.lines:
        per_unit = []
        for u in problem.units:
            offer = u.offers[0]
            amounts = range(1, offer.quantity + 1) if u.divisible else (offer.quantity,)
            starts = range(x.earliest, x.latest_arrival + 1, 60)
            ways = [Assignment(x.id, u.id, "pump", n, s) for n in amounts for s in starts]
            per_unit.append([None, *ways])
        choices.append([tuple(a for a in way if a) for way in itertools.product(*per_unit)])
    alone = [[way for way in ways if not check(problem, plan_of(problem, way))] for ways in choices]

    def deeper(n: int, taken: tuple[Assignment, ...]) -> Iterator[dict[str, int]]:
        if n == len(alone):
            yield dict(plan_of(problem, taken).met)
            return
        for way in alone[n]:
            both = taken + way
            if way and check(problem, plan_of(problem, both)):
                continue
            yield from deeper(n + 1, both)

    yield from deeper(0, ())


def by_enumeration(problem: Problem) -> tuple[float, ...]:
    """The best vector of class values over every plan on whole hours."""
    return max(value(problem, met) for met in every_plan(problem))
