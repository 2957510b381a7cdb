"""The nearest units that may serve a line, where there are too many to look at all.

Units of one capability stand in order of latitude. From a line's own latitude the search goes north and south at once
and ends when even a unit straight ahead, at the best speed there is, would travel longer than the last one kept.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .compiled import kernel
from .travel import EARTH_KM


class Side(NamedTuple):
    """Units of one capability in order of latitude, or lines that ask for it: columns of the same length.

    units: lon, lat (radians), pace (minutes per km), ready (earliest departure), effect (quantity), bases (mask),
    owner, number.  lines: lon, lat, pace (unused), ready (latest arrival), effect (percent), bases, owner (masks),
    number
    """

    lon: Any
    lat: Any
    pace: Any
    ready: Any
    effect: Any
    bases: Any
    owner: Any
    number: Any


def nearest(units: Side, lines: Side, n: int) -> tuple[Any, Any]:
    """Positions (in `lines`, in `units`) of at most `n` units per line, by minutes of travel and then by number."""
    order = np.lexsort((units.number, units.lat))
    sorted_ = Side(*(np.ascontiguousarray(column[order]) for column in units))
    kept = np.full((len(lines.lat), n), -1, np.int32)
    _nearest(sorted_, lines, float(units.pace.min(initial=np.inf)), kept, np.zeros(n, np.int64))
    i, m = np.nonzero(kept >= 0)
    return i, order[kept[i, m]]


@kernel
def _nearest(us: Side, ls: Side, fastest: float, kept: Any, minutes: Any) -> None:
    n = len(minutes)
    cos_unit = np.cos(us.lat)
    for i in range(len(ls.lat)):
        south = np.searchsorted(us.lat, ls.lat[i]) - 1
        north = south + 1
        count, worst, furthest, cos_line = 0, 0, 1.0, np.cos(ls.lat[i])
        while south >= 0 or north < len(us.lat):
            if north >= len(us.lat) or (south >= 0 and ls.lat[i] - us.lat[south] < us.lat[north] - ls.lat[i]):
                u = south
                south -= 1
            else:
                u = north
                north += 1
            apart = abs(us.lat[u] - ls.lat[i])
            if count == n and apart * EARTH_KM * fastest > minutes[worst]:
                break
            if (ls.bases[i] & us.bases[u]) == 0 or ((ls.owner[i] >> us.owner[u]) & 1) == 0:
                continue
            if us.effect[u] * ls.effect[i] < 100:
                continue
            across = np.sin((ls.lon[i] - us.lon[u]) / 2)
            half = np.sin(apart / 2) ** 2 + cos_line * cos_unit[u] * across * across
            if count == n and half > furthest:
                continue
            km = 2 * EARTH_KM * np.arcsin(np.sqrt(min(1.0, half)))
            travel = int(np.ceil(km * us.pace[u] * (1 + 1e-12)))
            if us.ready[u] + travel > ls.ready[i]:
                continue
            if count < n:
                kept[i, count], minutes[count] = u, travel
                count += 1
            elif (travel, us.number[u]) < (minutes[worst], us.number[kept[i, worst]]):
                kept[i, worst], minutes[worst] = u, travel
            else:
                continue
            if count == n:
                worst = 0
                for m in range(1, n):
                    if (minutes[m], us.number[kept[i, m]]) > (minutes[worst], us.number[kept[i, worst]]):
                        worst = m
                # half is the haversine of the angle: beyond this one even the fastest would be later than the last kept
                angle = min(np.pi, minutes[worst] / (fastest * EARTH_KM))
                furthest = np.sin(angle / 2) ** 2 + 1e-12
