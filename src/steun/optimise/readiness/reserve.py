"""Reserve prices: what an hour of a unit is worth to those who have not asked yet, and who waits because of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Line, Problem, Unit
from steun.optimise.allocation.grid.occupancy import capacity
from steun.optimise.allocation.search.prices import find_prices
from steun.optimise.allocation.search.workspace import Workspace, open_workspace
from steun.optimise.readiness.scenarios import SHARE

SCENARIOS, DAYS = 3, 14
MOST_LINES = 2_000
SPREAD_DEGREES = 0.25
"""Some 25 km: the lines of one incident lie about so far apart."""


def demand(units: tuple[Unit, ...], *, seed: int, load: float = 1.0) -> tuple[Line, ...]:
    """Two weeks of made-up need for what these units offer, in clusters around where units are, until pieces and
    hours asked reach `load` times what there is. Illustrative: no past is known to this function."""
    rng = np.random.default_rng((seed, 3))
    offers = [(offer.capability, offer.quantity) for unit in units for offer in unit.offers]
    if not offers:
        return ()
    weights = np.array([quantity for _, quantity in offers], float)
    left = load * sum(unit.capacity for unit in units) * DAYS * 1440
    lines: list[Line] = []
    while left > 0 and len(lines) < MOST_LINES:
        near = units[int(rng.integers(len(units)))]
        onset = int(rng.integers(DAYS * 1440))
        for _ in range(int(rng.integers(2, 7))):
            capability, size = offers[int(rng.choice(len(offers), p=weights / weights.sum()))]
            quantity = 1 + int(rng.integers(size))
            earliest = onset + int(rng.exponential(360))
            duration = 60 * int(rng.integers(6, 48))
            lon, lat = rng.normal((near.lon, near.lat), SPREAD_DEGREES).tolist()
            lines.append(
                Line(
                    f"s{len(lines)}",
                    near.region,
                    max(-180.0, min(180.0, lon)),
                    max(-90.0, min(90.0, lat)),
                    1 + int(rng.choice(5, p=SHARE)),
                    capability,
                    quantity,
                    earliest,
                    earliest + 60 * int(rng.integers(2, 24)),
                    duration,
                    minimum=quantity if rng.random() < 0.35 else 1,
                )
            )
            left -= quantity * (duration + 300)
    return tuple(lines)


def generated_prices(problem: Problem, *, scenarios: int = SCENARIOS) -> dict[str, int]:
    """Reserve prices (see `Policy.reserve`) of the problem's units over so many generated scenarios: millionths by
    unit id, the same every time. Raises nothing for a sound problem."""
    units = tuple(replace(unit, unavailable=(), earmarks=()) for unit in problem.units)
    empty = replace(problem, units=units, lines=(), fixed=(), now=0, horizon=DAYS * 1440)
    worlds = [replace(empty, lines=demand(units, seed=seed)) for seed in range(scenarios)]
    return learned_reserve(empty, worlds, share=1.0) if units else {}


def held_back(problem: Problem, policy: Policy) -> tuple[str, ...]:
    """The lines that wait: of a class in `policy.hold`, while the hours they ask are worth more to others.
    Raises nothing."""
    if not policy.hold or not policy.reserve:
        return ()
    workspace = open_workspace(problem, policy)
    return tuple(
        line.id
        for number, line in enumerate(problem.lines)
        if line.class_ in policy.hold and line.promised == 0 and too_dear(workspace, number)
    )


def too_dear(workspace: Workspace, line: int) -> bool:
    """Is half of its units, at the reserve price, dearer than what the line is worth?"""
    t = workspace.table
    span = slice(int(t.ptr[line]), int(t.ptr[line + 1]))
    if span.start == span.stop:
        return False
    hour = workspace.units.reserve[t.unit[span]] / 1e6
    price = hour * t.occ[span] / 60 / np.maximum(1, t.lot[span] * t.percent[span] / 100)
    return bool(np.median(price) > workspace.worth[line])


def learned_reserve(
    problem: Problem, scenarios: list[Problem], *, share: float, iterations: int = 25
) -> dict[str, int]:
    """Reserve prices: the mean price of each unit's hour over scenarios of the same units, times `share`.

    Millionths of a class-5 line of weight 1 per unit of capacity and hour; see `Policy.reserve`.
    """
    total = np.zeros(len(problem.units))
    for scenario in scenarios:
        workspace = open_workspace(replace(scenario, units=problem.units), Policy())
        s = workspace.state
        have = capacity(workspace.problem, s.free.shape[1], s.slot)
        prices = find_prices(workspace.table, s, have, workspace.worth, iterations=iterations)
        hours = (have > 0).sum(1) * s.slot / 60
        total += np.where(have > 0, prices, 0.0).sum(1) / np.maximum(1, hours)
    mean = share * 1e6 * total / max(1, len(scenarios))
    return {unit.id: round(price) for unit, price in zip(problem.units, mean.tolist(), strict=True) if round(price) > 0}
