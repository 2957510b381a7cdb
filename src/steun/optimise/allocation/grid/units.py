"""The units as columns, kept beside the table of pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from steun.optimise.allocation.format.problem import Problem
from steun.optimise.arrays import Bools, Floats, Int64s


class Offers(NamedTuple):
    """Who offers one capability: numbers of units, quantities, and numbers in `Units.sets`, in step."""

    unit: Int64s
    quantity: Int64s
    bases: Int64s


class Units(NamedTuple):
    """The units' columns (R), kept so that one more line can be tabled in a millisecond.

    lon, lat: degrees; factor: of the road, 1 when airborne; speed: km/h; notice, rest: minutes; owner: number of it;
    reserve: price, see `Policy.reserve`; offers: by capability; sets: the sets of legal bases that offers name, None =
    every one; owners: number of each owner; bases: all that are named.
    """

    lon: Floats
    lat: Floats
    factor: Floats
    speed: Floats
    notice: Int64s
    rest: Int64s
    divisible: Bools
    owner: Int64s
    reserve: Int64s
    offers: dict[str, Offers]
    sets: tuple[frozenset[str] | None, ...]
    owners: dict[str, int]
    bases: frozenset[str]


def columns(problem: Problem, reserve: Mapping[str, int]) -> Units:
    """The units as columns."""
    us = problem.units
    sets: dict[frozenset[str] | None, int] = {}
    owners = {o: i for i, o in enumerate(sorted({u.owner for u in us}))}
    rows: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for r, u in enumerate(us):
        for s in u.offers:
            named = None if s.bases is None else frozenset(s.bases)
            rows[s.capability].append((r, s.quantity, sets.setdefault(named, len(sets))))
    return Units(
        lon=np.array([u.lon for u in us], float),
        lat=np.array([u.lat for u in us], float),
        factor=np.array([1.0 if u.airborne else problem.road_factor for u in us], float),
        speed=np.array([u.speed_kmh for u in us], float),
        notice=np.array([u.notice for u in us], np.int64),
        rest=np.array([u.rest for u in us], np.int64),
        divisible=np.array([u.divisible for u in us], bool),
        owner=np.array([owners[u.owner] for u in us], np.int64),
        reserve=np.array([reserve.get(u.id, 0) for u in us], np.int64),
        offers={c: Offers(*np.array(its, np.int64).T.copy()) for c, its in rows.items()},
        sets=tuple(sets),
        owners=owners,
        bases=frozenset().union(*(named for named in sets if named is not None)),
    )
