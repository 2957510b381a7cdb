"""What is said of a decree or a special power, from a form or through the API."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from steun.web.kernel.input.shape import ActIn, Code, Day, Happened, Letters, Shape, Text


class DecreeIn(Shape):
    """Which power, by which decree or order, where (nothing = the whole country), from and until which day."""

    power: Code
    reference: Annotated[str, Letters(200, least=1)]
    area: Annotated[list[Code], Field(max_length=400)] = []
    starts_on: Day
    ends_on: Day | None = None


class EnterIn(ActIn, DecreeIn):
    """Say that it is in force."""


class UseIn(ActIn):
    """Say how the power was used."""

    how: Text = ""
    happened_at: Happened | None = None
