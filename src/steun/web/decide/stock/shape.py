"""What is said of stock, from a form or through the API."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from steun.web.kernel.input.shape import ActIn, Count, Moment, Short, Text


class RecountIn(ActIn):
    """A new count of a unit's pieces. What no longer fits is marked short, never hidden."""

    capacity: Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
    reason: Text


class AwayIn(ActIn):
    quantity: Count
    starts_at: Moment
    ends_at: Moment
    reason: Short
