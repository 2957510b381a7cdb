"""Places by name, for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from steun.web.desks.places.read import MOST, suggest
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Asked, Letters, Shape

router = Room()


class KnownPlaceOut(Shape):
    """kind: municipality, site (where units are at home that you may see), junction (of the register of roads)."""

    kind: str
    code: str
    name: str
    lon: float
    lat: float
    lies_in: str


class PlacesOut(Shape):
    items: list[KnownPlaceOut]


@router.get("/places", response=PlacesOut)
def place_list(
    http: HttpRequest,
    q: Annotated[str, Query(), Letters(200)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST), Asked] = MOST,
) -> dict[str, Any]:
    """Places that what was typed so far may mean, the likeliest first, each with its point; from two letters on."""
    return {"items": [asdict(place) for place in suggest(q, Actor.of(http), limit)]}
