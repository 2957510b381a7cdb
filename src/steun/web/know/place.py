"""Points on the map against what the rules know of municipalities and islands."""

from __future__ import annotations

from collections.abc import Sequence

from steun.core.kernel.verdict import Verdict
from steun.core.know.place import doubts
from steun.rules.load import law

Point = tuple[float, float]


def point_doubts(lon: float, lat: float, named: Sequence[str] = ()) -> tuple[Verdict, ...]:
    """What speaks against a point, for help in these municipalities by their codes."""
    areas = law().areas
    here = [areas[code] for code in named if code in areas]
    return doubts(lon, lat, known=tuple(areas.values()), named=here, places=", ".join(named))


def middle(named: Sequence[str]) -> Point | None:
    """The middle of these municipalities."""
    areas = [law().areas[code] for code in named if code in law().areas]
    if not areas:
        return None
    return sum(a.lon for a in areas) / len(areas), sum(a.lat for a in areas) / len(areas)
