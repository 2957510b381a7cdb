"""Where help must be, for whoever computes with it: the point given when it can be right, else the places named.

A point that cannot be right is kept as it was given, shown and doubted; nothing is computed with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from steun.core.kernel.verdict import Verdict
from steun.core.know.place import doubts
from steun.rules.load import law

if TYPE_CHECKING:
    from steun.web.ask.request.model import Request

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """A point (degrees) to compute with; None = unknown. `given`: it is the request's own. `doubts`: why it is not."""

    lon: float | None
    lat: float | None
    given: bool = False
    doubts: tuple[Verdict, ...] = ()


def spot_of(request: Request) -> Spot:
    """The point of the request, else the middle of the municipalities in which help is asked, else of who asks."""
    named = named_places(request)
    wrong: tuple[Verdict, ...] = ()
    if request.lon is not None and request.lat is not None:
        wrong = point_doubts(request.lon, request.lat, named)
        if not wrong:
            return Spot(request.lon, request.lat, given=True)
    lon, lat = middle(named) or (request.requester.lon, request.requester.lat)
    return Spot(lon, lat, doubts=wrong)


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


def named_places(request: Request) -> list[str]:
    """The municipalities in which help is asked; without any, that of the requester."""
    named = sorted(m.pk for m in request.municipalities.all())
    return named or ([request.requester_id] if request.requester.kind == "municipality" else [])
