"""Odd worlds, from a seed: eighteen kinds that no bench was tuned on, in three sizes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from steun.optimise.allocation.format.problem import Alternative, Assignment, Earmark, Line, Problem, Supply, Unit

SIZES = {"small": (5, 12), "middle": (14, 50), "large": (60, 300)}
"""Units and lines."""
WEEK = 7 * 1440
Draw = np.random.Generator


def odd_world(kind: str, size: str, seed: int) -> Problem:
    """A world of that kind; the same for the same seed."""
    units, lines = SIZES[size]
    return KINDS[kind](np.random.default_rng((sorted(KINDS).index(kind), units, seed)), units, lines)


def _place(rng: Draw, spread: float = 0.6) -> tuple[float, float]:
    return round(5.2 + rng.normal(0, spread), 4), round(52.1 + rng.normal(0, spread / 1.6), 4)


def _unit(rng: Draw, i: int, **more: Any) -> Unit:
    lon, lat = _place(rng)
    size = int(rng.integers(1, 9))
    its: dict[str, Any] = {
        "lon": lon, "lat": lat, "region": f"R{rng.integers(3)}", "owner": str(rng.choice(["defence", "police"])),
        "speed_kmh": int(rng.integers(40, 90)), "notice": int(rng.choice([0, 15, 45, 120])),
        "rest": int(rng.choice([0, 20, 90])), "divisible": bool(rng.random() < 0.6),
        "offers": (Supply(str(rng.choice(["pump", "boat", "crew"])), size),), "capacity": size,
    }  # fmt: skip
    return Unit(f"u{i:03}", **{**its, **more})


def _line(rng: Draw, i: int, **more: Any) -> Line:
    lon, lat = _place(rng)
    quantity, earliest = int(rng.integers(1, 11)), int(rng.integers(0, 4 * 1440))
    its: dict[str, Any] = {
        "region": f"R{rng.integers(3)}", "lon": lon, "lat": lat, "class_": int(rng.integers(1, 6)),
        "capability": str(rng.choice(["pump", "boat", "crew"])), "quantity": quantity,
        "minimum": int(rng.integers(1, quantity + 1)), "earliest": earliest,
        "latest_arrival": earliest + int(rng.integers(0, 900)), "duration": int(rng.integers(60, 1500)),
        "weight": int(rng.choice([1, 1, 2, 5])), "created": max(0, earliest - int(rng.integers(0, 600))),
    }  # fmt: skip
    return Line(f"l{i:03}", **{**its, **more})


def _world(units: list[Unit], lines: list[Line], **more: Any) -> Problem:
    return Problem("2026-01-01T00:00:00Z", WEEK, tuple(units), tuple(lines), **more)


Make = Callable[[Draw, int], dict[str, Any]]


def _of(unit: Make | None = None, line: Make | None = None) -> Callable[[Draw, int, int], Problem]:
    """Worlds whose units and lines have some fields of their own."""

    def make(rng: Draw, units: int, lines: int) -> Problem:
        us = [_unit(rng, i, **(unit(rng, i) if unit else {})) for i in range(units)]
        ls = [_line(rng, i, **(line(rng, i) if line else {})) for i in range(lines)]
        return _world(us, ls)

    return make


def _window(rng: Draw, wide: int, until: int = 4 * 1440) -> dict[str, Any]:
    earliest = int(rng.integers(0, until))
    return {"earliest": earliest, "latest_arrival": earliest + int(rng.integers(0, wide)), "created": 0}


def _clustered(rng: Draw, units: int, lines: int) -> Problem:
    """Lines in a few towns far apart, on the same night; units in depots of their own."""
    towns, depots = [_place(rng, 1.0) for _ in range(3)], [_place(rng, 1.0) for _ in range(2)]

    def near(places: list[tuple[float, float]]) -> dict[str, float]:
        lon, lat = places[rng.integers(len(places))]
        return {"lon": round(lon + rng.normal(0, 0.03), 4), "lat": round(lat + rng.normal(0, 0.03), 4)}

    us = [_unit(rng, i, **near(depots)) for i in range(units)]
    ls = [_line(rng, i, **near(towns), **_window(rng, 600, 1440)) for i in range(lines)]
    return _world(us, ls)


def _shuttle(rng: Draw, units: int, lines: int) -> Problem:
    """A ferry: many trips of some minutes by a few vehicles around one place."""
    here = {"lon": 5.0, "lat": 52.0, "rest": 0, "notice": 0, "offers": (Supply("boat", 2),), "capacity": 2}
    us = [_unit(rng, i, **here, speed_kmh=40) for i in range(max(2, units // 4))]
    ls = [
        _line(rng, i, lon=round(5.0 + rng.normal(0, 0.03), 4), lat=52.0, capability="boat",
              quantity=int(q := rng.integers(1, 3)), minimum=int(rng.integers(1, q + 1)),
              duration=int(rng.integers(4, 25)), **_window(rng, 240, 480))
        for i in range(lines)
    ]  # fmt: skip
    return _world(us, ls)


def _one_pool(rng: Draw, units: int, lines: int) -> Problem:
    size = 6 * units
    pool = _unit(rng, 0, divisible=True, offers=(Supply("crew", size),), capacity=size)
    return _world([pool], [_line(rng, i, capability="crew") for i in range(lines)])


def _promised(rng: Draw, units: int, lines: int) -> Problem:
    made = _of()(rng, units, lines)
    its = tuple(replace(x, promised=int(rng.integers(1, x.quantity + 1)) if rng.random() < 0.2 else 0)
                for x in made.lines)  # fmt: skip
    return replace(made, lines=its)


def _begun(rng: Draw, units: int, lines: int) -> Problem:
    """Now is in the middle; half of the units are at work already."""
    made = _of()(rng, units, lines)
    us, ls, fixed = list(made.units), list(made.lines), []
    for i in range(0, units, 2):
        offer = us[i].offers[0]
        x = offer.quantity if not us[i].divisible else int(rng.integers(1, offer.quantity + 1))
        ls[i] = replace(ls[i], capability=offer.capability, quantity=max(x, ls[i].quantity), minimum=1,
                        lon=us[i].lon, lat=us[i].lat, earliest=0, latest_arrival=600)  # fmt: skip
        fixed.append(Assignment(ls[i].id, us[i].id, offer.capability, x, 300))
    return _world(us, ls, now=400, fixed=tuple(fixed))


def _earmarked(rng: Draw, i: int) -> dict[str, Any]:
    size = int(rng.integers(2, 9))
    marks = [
        Earmark(f"A{i}-{n}", f"R{rng.integers(3)}", 1, at, at + int(rng.integers(60, 4000)))
        for n, at in enumerate(rng.integers(0, 5000, 2).tolist())
    ]  # fmt: skip
    return {"divisible": True, "offers": (Supply("pump", size),), "capacity": size, "earmarks": tuple(marks)}


def _away(rng: Draw, i: int) -> dict[str, Any]:
    starts = rng.integers(0, 5 * 1440, 4)
    return {"unavailable": tuple((int(a), int(a + rng.integers(7, 700))) for a in starts)}


def _two_ways(rng: Draw, i: int) -> dict[str, Any]:
    size = int(rng.integers(2, 9))
    return {"offers": (Supply("pump", size), Supply("boat", max(1, size // 2))), "capacity": size}


KINDS: dict[str, Callable[[Draw, int, int], Problem]] = {
    "plain": _of(),
    "clustered": _clustered,
    "shuttle": _shuttle,
    "one pool": _one_pool,
    "promised": _promised,
    "begun": _begun,
    "earmarks": _of(_earmarked, lambda rng, i: {"capability": "pump"}),
    "absences": _of(_away),
    "two ways": _of(_two_ways, lambda rng, i: {"alternatives": (Alternative("boat", 70), Alternative("crew", 130))}),
    "short jobs": _of(None, lambda rng, i: {"duration": int(rng.integers(3, 40)), **_window(rng, 300, 600)}),
    "long jobs": _of(None, lambda rng, i: {"duration": int(rng.integers(2000, 6000))}),
    "all or nothing": _of(None, lambda rng, i: {"quantity": (q := int(rng.integers(2, 12))), "minimum": q}),
    "tight windows": _of(None, lambda rng, i: _window(rng, 1)),
    "wide windows": _of(None, lambda rng, i: _window(rng, 5 * 1440, 600)),
    "whole units": _of(lambda rng, i: {"divisible": False, "speed_kmh": 30}),
    "by air": _of(lambda rng, i: {"airborne": True, "speed_kmh": 220, "rest": 240, "divisible": False}),
    "narrow law": _of(
        lambda rng, i: {"offers": (Supply(str(rng.choice(["pump", "crew"])), 4, (str(rng.choice(["a", "b"])),)),)},
        lambda rng, i: {"basis": str(rng.choice(["a", "b"])), "owners": (str(rng.choice(["defence", "police"])),)},
    ),
    "one class": _of(None, lambda rng, i: {"class_": 1, "weight": int(rng.integers(1, 50)), **_window(rng, 200, 900)}),
}
"""Name -> how such a world is made."""
