"""What is said of stock, from a form or through the API."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from steun.web.kernel.shape import Count, Moment, Shape, Short, Text


class RecountIn(Shape):
    """A new count of a unit's pieces. What no longer fits is marked short, never hidden."""

    id: UUID | None = None
    capacity: Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
    reason: Text


class AwayIn(Shape):
    id: UUID | None = None
    quantity: Count
    starts_at: Moment
    ends_at: Moment
    reason: Short


class BackIn(Shape):
    id: UUID | None = None
    reason: Text = ""
