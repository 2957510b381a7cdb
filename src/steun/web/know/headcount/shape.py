"""What is said in a headcount, from a form or through the API."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from steun.web.kernel.input.shape import ActIn, Count, Day, Letters, Shape

Line = Annotated[str, Letters(200, least=1)]
Some = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]


class HeadcountIn(Shape):
    """`group`: which people, in own words. `people`: how many; of them `reservists` of Defence, `fire_volunteers`, and
    `others`, who stand in the `other_register` that is named."""

    group: Line
    people: Count
    reservists: Some = 0
    fire_volunteers: Some = 0
    others: Some = 0
    other_register: Annotated[str, Letters(200)] = ""
    counted_on: Day
    again_by: Day


class StateIn(ActIn, HeadcountIn):
    """State it, for one's own organisation."""


class ReviseIn(ActIn, HeadcountIn):
    """Count anew."""
