"""What is said of a flow on a road, from a form or through the API."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from steun.web.kernel.input.shape import ActIn, Happened, Letters, Moment, Shape

NodeCode = Annotated[str, Letters(60, least=1)]
Cars = Annotated[int, Field(strict=True, ge=1, le=50_000)]
Why = Annotated[str, Letters(200, least=1)]


class SeenIn(Shape):
    """What was seen: cars in an hour, towards which end of the link; `ends_at`: until when it is counted with, left
    out: until somebody says that it is over."""

    link: NodeCode
    towards: NodeCode
    cars_per_hour: Cars
    why: Why
    seen_at: Happened
    ends_at: Moment | None = None


class ReportIn(ActIn, SeenIn):
    """Say what was seen."""


class CountIn(ActIn, SeenIn):
    """Count again."""
