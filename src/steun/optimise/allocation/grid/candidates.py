"""Candidate lists, where a world has too many pairs to table them all: the nearest units, and a sample of the others.

The nearest alone will not do: a disaster's lines would all look at the same few units. So each line also sees others,
drawn with a chance that falls with the square of the time they travel, and another draw for each line. The draw is a
function of the numbers of line and unit, so the same problem always gives the same candidates.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from steun.optimise.allocation.grid.travel import EARTH_KM
from steun.optimise.arrays import Bools, Floats, Int32s, Int64s
from steun.optimise.compiled import kernel

AT_HAND = 30.0
"""Minutes added to the travel of all in the draw: who is nearer than this is not much likelier."""


class Side(NamedTuple):
    """Units of one capability, or lines that ask for it: columns of the same length.

    units: lon, lat (radians), pace (minutes per km), ready (earliest departure), effect (quantity), bases, owner
    (columns of the tables `under` and `by`), number.  lines: lon, lat, pace (unused), ready (latest arrival), effect
    (percent), bases, owner (rows of these tables), number
    """

    lon: Floats
    lat: Floats
    pace: Floats
    ready: Int64s
    effect: Int64s
    bases: Int64s
    owner: Int64s
    number: Int64s


def candidates(units: Side, lines: Side, under: Bools, by: Bools, near: int, drawn: int) -> tuple[Int64s, Int32s]:
    """Positions (in `lines`, in `units`) of at most `near` + `drawn` units per line; under, by: see `Admission`."""
    kept = np.full((len(lines.lat), near + drawn), -1, np.int32)
    _candidates(units, lines, under, by, kept, near, np.zeros(near + drawn))
    i, m = np.nonzero(kept >= 0)
    return i, kept[i, m]


@kernel
def _candidates(us: Side, ls: Side, under: Bools, by: Bools, kept: Int32s, near: int, key: Floats) -> None:
    """key (near + drawn): minutes of the nearest, then the drawn ones' keys; the largest of each part gives way."""
    cos_unit = np.cos(us.lat)
    for i in range(len(ls.lat)):
        cos_line = np.cos(ls.lat[i])
        counts, worst = np.zeros(2, np.int64), np.array([0, near])
        for u in range(len(us.lat)):
            if not under[ls.bases[i], us.bases[u]] or not by[ls.owner[i], us.owner[u]]:
                continue
            if us.effect[u] * ls.effect[i] < 100:
                continue
            up, across = np.sin((ls.lat[i] - us.lat[u]) / 2), np.sin((ls.lon[i] - us.lon[u]) / 2)
            half = up * up + cos_line * cos_unit[u] * across * across
            travel = np.ceil(2 * EARTH_KM * np.arcsin(np.sqrt(min(1.0, half))) * us.pace[u] * (1 + 1e-12))
            if us.ready[u] + travel > ls.ready[i]:
                continue
            it, value = u, travel + _draw(ls.number[i], us.number[u])  # the draw breaks ties, line by line
            for part in range(2):
                low, size = part * near, (near if part == 0 else len(key) - near)
                if size == 0:
                    continue
                if part == 1:
                    waits = -np.log(1.0 - _draw(us.number[it], ls.number[i]))
                    value = waits * (value + AT_HAND) ** 2
                if counts[part] < size:
                    m = low + counts[part]
                    kept[i, m], key[m] = it, value
                    counts[part] += 1
                    if counts[part] == size:
                        worst[part] = low + np.argmax(key[low : low + size])
                    break
                m = worst[part]
                if value < key[m]:
                    last, was = kept[i, m], key[m]
                    kept[i, m], key[m] = it, value
                    worst[part] = low + np.argmax(key[low : low + size])
                    it, value = last, was  # who gives way among the nearest may still be drawn


@kernel
def _draw(a: int, b: int) -> float:
    """A number in 0..1 from two, the same on every machine."""
    h = (a * 73856093 + b * 19349663 + 12345) % 2147483647
    for _ in range(3):
        h = (h * 48271 + 11) % 2147483647
    return float(h / 2147483648.0)
