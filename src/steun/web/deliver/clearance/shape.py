"""What is said of a standing permission, from a form or through the API."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from steun.web.deliver.movement.shape import whole
from steun.web.kernel.input.shape import ActIn, Day, Letters, Shape

RoadNumber = Annotated[str, Letters(10, least=1)]


class ClearanceIn(Shape):
    """A standing permission: whose word (`permission`: a code of the rules), where it can be read, and within which
    limits: `nation` "" = any; `roads` by number, none = any; `goods`: the most dangerous covered; 0 = not bounded.
    """

    permission: Annotated[str, Letters(40)]
    reference: Annotated[str, Letters(200, least=1)]
    nation: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    goods: Literal["none", "dangerous", "ammunition"] = "none"
    roads: Annotated[list[RoadNumber], Field(max_length=200)] = []
    vehicles: Annotated[int, whole(0, 1_000)] = 0
    weight_kg: Annotated[int, whole(0, 500_000)] = 0
    width_cm: Annotated[int, whole(0, 1_000)] = 0
    height_cm: Annotated[int, whole(0, 1_000)] = 0
    load_class: Annotated[int, whole(0, 500)] = 0
    first_day: Day
    last_day: Day


class EnterIn(ActIn, ClearanceIn):
    """Enter a standing permission."""
