"""What an incident looks like when it comes in, from a form or through the API: one shape for both."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from steun.web.kernel.shape import Code, Lat, Letters, Lon, Moment, Shape, Text


class IncidentIn(Shape):
    name: Annotated[str, Letters(160, least=1)]
    kind: Literal["flood", "fire", "explosion", "disorder", "search", "power", "health", "transit", "other"] = "other"
    description: Text = ""
    place: Annotated[str, Letters(160, least=1)]
    lon: Lon | None = None
    lat: Lat | None = None
    started_at: Moment | None = None
    regions: Annotated[list[Code], Field(max_length=25)] = []
    grip: Annotated[str, Letters(4)] = "0"
