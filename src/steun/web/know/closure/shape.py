"""What is said of a closure, from a form or through the API."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from steun.web.kernel.input.shape import ActIn, Letters, Moment, Shape

LinkCode = Annotated[str, Letters(60, least=1)]
Why = Annotated[str, Letters(200, least=1)]


class ClosureIn(Shape):
    """Which links of the road register, why, from when to when; no end = until it is opened."""

    links: Annotated[list[LinkCode], Field(max_length=60)] = []
    cause: Literal["works", "incident", "flood", "damage", "event"]
    why: Why
    starts_at: Moment
    ends_at: Moment | None = None


class CloseIn(ActIn, ClosureIn):
    """Close a road."""


class ChangeIn(ActIn, ClosureIn):
    """Say it anew: other links, another period."""
