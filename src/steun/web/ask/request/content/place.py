"""Where help must be, for whoever computes with it: the point given when it can be right, else the places named.

A point that cannot be right is kept as it was given, shown and doubted; nothing is computed with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from steun.core.kernel.verdict import Verdict
from steun.web.know.place import middle, point_doubts

if TYPE_CHECKING:
    from steun.web.ask.request.model import Request


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


def named_places(request: Request) -> list[str]:
    """The municipalities in which help is asked; without any, that of the requester."""
    named = sorted(m.pk for m in request.municipalities.all())
    return named or ([request.requester_id] if request.requester.kind == "municipality" else [])
