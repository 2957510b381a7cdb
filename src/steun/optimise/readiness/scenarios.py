"""Worlds to plan in, from a seed: `steun generate --scale region|national|europe --load L --seed S`.

The design, so that figures can be judged:
* Sites lie around towns whose sizes fall off as 1/rank (a few large, many small). A unit stands at a site, offers
  one capability (one in five offers a second), and is a divisible pool in 70 % of cases.
* Incidents come in clusters in time and place: each has a centre, an onset, and a spread of tens of kilometres and
  of hours, and asks for a profile of three or four capabilities. One in four is a disaster of four times the size.
* A line asks 1-40 pieces (mostly few), 35 % all or nothing, 40 % accept a substitute at 50-150 % efficiency; classes
  1-5 are 10, 15, 20, 25 and 30 % of the lines, in a disaster the other way round. Higher classes have less time.
* Load is demanded unit-hours (travel, duration and rest) over available unit-hours. Lines are drawn first; the units'
  pools are then scaled to the load, so that load 1.0 is as scarce at every scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steun.optimise.allocation.format.problem import Alternative, Line, Problem, Supply, Unit
from steun.optimise.arrays import Floats, Int64s

CAPABILITIES = (
    "truck-4x4",
    "truck-6x6",
    "boat",
    "pump",
    "sandbag-team",
    "engineer-team",
    "field-hospital",
    "ambulance",
    "helicopter",
    "drone-team",
    "water-purification",
    "generator",
    "bridge-layer",
    "security-team",
    "search-team",
    "medical-team",
    "cbrn-team",
    "command-post",
    "shelter",
    "kitchen",
)
SUBSTITUTE = {
    "truck-4x4": ("truck-6x6", 150),
    "truck-6x6": ("truck-4x4", 60),
    "ambulance": ("medical-team", 50),
    "search-team": ("drone-team", 70),
    "drone-team": ("helicopter", 150),
    "sandbag-team": ("engineer-team", 120),
    "engineer-team": ("sandbag-team", 60),
    "security-team": ("search-team", 50),
    "pump": ("engineer-team", 50),
    "boat": ("helicopter", 100),
    "shelter": ("field-hospital", 60),
    "kitchen": ("shelter", 50),
}
BASES = ("a", "b", "c")
OWNERS = ("defence", "rescue-fleet", "police", "water-authority")
SHARE = (0.10, 0.15, 0.20, 0.25, 0.30)
DISASTER = (0.30, 0.25, 0.20, 0.15, 0.10)


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a world is: counts, days, and the box it lies in (degrees)."""

    units: int
    lines: int
    days: int
    regions: int
    box: tuple[float, float, float, float]
    speed: tuple[int, int]


SCALES = {
    "region": Scale(50, 100, 7, 4, (5.6, 50.7, 6.2, 51.6), (50, 80)),
    "national": Scale(2_000, 5_000, 14, 25, (3.6, 50.8, 7.1, 53.4), (50, 80)),
    "europe": Scale(50_000, 100_000, 30, 240, (-9.0, 36.0, 28.0, 60.0), (50, 80)),
}


def generate(
    scale: str = "national",
    *,
    load: float = 1.0,
    seed: int = 0,
    lines: int | None = None,
    units: int | None = None,
    incidents: int | None = None,
) -> Problem:
    """A world of that scale. `lines` and `units` override its counts; `incidents` reseeds demand over the same
    units. Raises ValueError for a scale that is not in `SCALES`, a load outside 0.01..100, or a count or seed below 0.
    """
    wrong = [f"scale: {scale!r} is not one of {', '.join(SCALES)}"] if scale not in SCALES else []
    wrong += [f"load: {load} is not between 0.01 and 100"] if not 0.01 <= load <= 100 else []
    counts = {"seed": seed, "lines": lines, "units": units, "incidents": incidents}
    wrong += [f"{name}: {n} is negative" for name, n in counts.items() if n is not None and n < 0]
    if wrong:
        raise ValueError("\n".join(wrong))
    size = SCALES[scale]
    there = np.random.default_rng((seed, 1))
    then = np.random.default_rng((seed if incidents is None else incidents, 2))
    towns = _towns(there, size)
    asked = _lines(then, size, towns, lines or size.lines, seed if incidents is None else incidents)
    standing = _lines(np.random.default_rng((seed, 2)), size, towns, lines or size.lines, seed)
    pools = _units(there, size, towns, units or size.units, standing, load)
    return Problem("2026-01-01T00:00:00Z", size.days * 1440, pools, asked)


def _towns(rng: np.random.Generator, size: Scale) -> Floats:
    """(n, 3) array: longitude, latitude, share of people; region is the nearest of the first `regions` towns."""
    n = size.regions * 6
    west, south, east, north = size.box
    place = np.column_stack([rng.uniform(west, east, n), rng.uniform(south, north, n)])
    people = 1 / np.arange(3, n + 3)
    return np.column_stack([place, people / people.sum()])


def _region(size: Scale, towns: Floats, place: Floats) -> Int64s:
    """Which region each place (n, 2) lies in: the nearest seat, in blocks so that memory stays small."""
    seats = towns[: size.regions, :2]
    found = [
        ((block[:, None] - seats[None]) ** 2).sum(2).argmin(1)
        for block in np.array_split(place, len(place) // 5000 + 1)
    ]
    return np.concatenate(found)


def _around(rng: np.random.Generator, towns: Floats, n: int, spread: float) -> Floats:
    town = rng.choice(len(towns), n, p=towns[:, 2])
    return towns[town, :2] + rng.normal(0, spread, (n, 2))


def _lines(rng: np.random.Generator, size: Scale, towns: Floats, n: int, seed: int) -> tuple[Line, ...]:
    count = max(3, n // 25)
    disaster = rng.random(count) < 0.25
    weight = np.where(disaster, 4.0, 1.0) * rng.gamma(1.0, 1.0, count)
    incident = rng.choice(count, n, p=weight / weight.sum())
    centre = _around(rng, towns, count, 0.05)
    onset = rng.uniform(0, size.days * 1440 * 0.85, count)
    profile = rng.integers(0, len(CAPABILITIES), (count, 4))
    place = centre[incident] + rng.normal(0, 0.12, (n, 2))
    region = _region(size, towns, place)
    created = np.minimum(onset[incident] + rng.exponential(720, n), size.days * 1440 - 1).astype(int)
    k = np.where(disaster[incident], rng.choice(5, n, p=DISASTER), rng.choice(5, n, p=SHARE))
    kind = np.where(
        rng.random(n) < 0.85, profile[incident, rng.integers(0, 4, n)], rng.integers(0, len(CAPABILITIES), n)
    )
    quantity = 1 + np.minimum(rng.geometric(0.13, n) - 1, 39)
    whole = rng.random(n) < 0.35
    minimum = np.where(whole, quantity, np.maximum(1, (quantity * rng.uniform(0.1, 0.6, n)).astype(int)))
    lead = (150 + rng.exponential(150 + 90 * k, n)).astype(int)
    window = (420 + rng.exponential(480 + 240 * k, n)).astype(int)
    duration = 60 * rng.integers(4, 49, n)
    substitute = rng.random(n) < 0.4
    lawful = rng.choice(len(BASES), n, p=(0.6, 0.25, 0.15))
    loose = rng.random(n)
    out = []
    for i in range(n):
        capability = CAPABILITIES[kind[i]]
        others = (Alternative(*SUBSTITUTE[capability]),) if substitute[i] and capability in SUBSTITUTE else ()
        owners = OWNERS[:2] if loose[i] < 0.1 else None
        out.append(
            Line(
                f"l{i:06d}",
                f"R{region[i]:03d}",
                round(float(place[i, 0]), 5),
                round(float(place[i, 1]), 5),
                int(k[i]) + 1,
                capability,
                int(quantity[i]),
                int(created[i] + lead[i]),
                int(created[i] + lead[i] + window[i]),
                int(duration[i]),
                minimum=int(minimum[i]),
                weight=1,
                request=f"B-{seed}-{incident[i]:05d}",
                basis=BASES[lawful[i]],
                owners=owners,
                alternatives=others,
                created=int(created[i]),
            )
        )
    return tuple(out)


def _units(
    rng: np.random.Generator, size: Scale, towns: Floats, n: int, lines: tuple[Line, ...], load: float
) -> tuple[Unit, ...]:
    need = np.zeros(len(CAPABILITIES))
    for line in lines:
        need[CAPABILITIES.index(line.capability)] += line.quantity * (line.duration + 240 + 60)
    share = need + need.sum() / 200
    kind = rng.choice(len(CAPABILITIES), n, p=share / share.sum())
    place = _around(rng, towns, n, 0.1)
    region = _region(size, towns, place)
    divisible = rng.random(n) < 0.7
    rough = np.where(divisible, rng.integers(2, 13, n), rng.integers(1, 4, n)).astype(float)
    minutes = size.days * 1440 * 0.93
    for c in range(len(CAPABILITIES)):  # scale the pools of this capability to the load
        mine = np.flatnonzero(kind == c)
        if len(mine) and need[c] > 0:
            rough[mine] *= need[c] / load / (rough[mine].sum() * minutes)
    size_of = np.maximum(1, np.floor(rough + rng.random(n))).astype(int)
    out = []
    for i in range(n):
        capability = CAPABILITIES[kind[i]]
        flying = capability in ("helicopter", "drone-team")
        bases = None if rng.random() < 0.6 else tuple(b for b in BASES if rng.random() < 0.75) or (BASES[0],)
        supplies = [Supply(capability, int(size_of[i]), bases)]
        if rng.random() < 0.2:
            second = CAPABILITIES[int(rng.integers(len(CAPABILITIES)))]
            if second != capability:
                supplies.append(Supply(second, max(1, int(size_of[i]) // 2), bases))
        away = []
        for _ in range(int(rng.poisson(size.days / 14))):
            begin = int(rng.uniform(0, size.days * 1440))
            away.append((begin, begin + 60 * int(rng.integers(8, 48))))
        out.append(
            Unit(
                f"u{i:05d}",
                round(float(place[i, 0]), 5),
                round(float(place[i, 1]), 5),
                f"R{region[i]:03d}",
                OWNERS[int(rng.choice(4, p=(0.55, 0.15, 0.15, 0.15)))],
                int(rng.integers(*size.speed)) * (3 if flying else 1),
                tuple(supplies),
                airborne=flying,
                notice=int(rng.choice((30, 60, 120, 240))),
                rest=int(rng.choice((0, 60, 120, 360), p=(0.4, 0.3, 0.2, 0.1))),
                divisible=bool(divisible[i]),
                capacity=int(size_of[i]),
                unavailable=tuple(away),
            )
        )
    return tuple(out)
