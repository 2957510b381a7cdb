"""What an incident looks like when it comes in, from a form or through the API: one shape for both."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from steun.web.kernel.shape import Code, Lat, Lon, Moment, Shape, Text, clean


class IncidentIn(Shape):
    name: Annotated[str, Field(min_length=1, max_length=160), AfterValidator(clean)]
    kind: Literal["flood", "fire", "explosion", "disorder", "search", "power", "health", "transit", "other"] = "other"
    description: Text = ""
    place: Annotated[str, Field(min_length=1, max_length=160), AfterValidator(clean)]
    lon: Lon | None = None
    lat: Lat | None = None
    started_at: Moment | None = None
    regions: Annotated[list[Code], Field(max_length=25)] = []
    grip: Annotated[str, Field(max_length=4)] = "0"
