"""What an incident looks like when it comes in, from a form or through the API: one shape for both."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from steun.web.kernel.input.shape import (
    ActIn,
    Code,
    Happened,
    KnowinglyIn,
    Lat,
    Letters,
    Lon,
    Past,
    Position,
    Shape,
    Text,
)


class IncidentIn(Shape):
    name: Annotated[str, Letters(160, least=1)]
    kind: Literal["flood", "fire", "explosion", "disorder", "search", "power", "health", "transit", "other"] = "other"
    description: Text = ""
    place: Annotated[str, Letters(160, least=1)]
    lon: Lon | None = None
    lat: Lat | None = None
    started_at: Past | None = None
    regions: Annotated[list[Code], Field(max_length=25)] = []
    grip: Annotated[str, Letters(4)] = "0"


class OpenIn(IncidentIn, KnowinglyIn):
    """Open it; *knowingly* although one like it is open already."""


class ScaleIn(KnowinglyIn):
    """Set the GRIP level; down only *knowingly*.

    `seen`: the `last_act` of the incident when you read it; then a level that was set since is not set aside unseen.
    """

    seen: Position | None = None
    grip: Annotated[str, Letters(4)] = ""
    reason: Text = ""
    happened_at: Happened | None = None


class NoteIn(ActIn):
    text: Annotated[Text, Field(min_length=1)]
    happened_at: Happened | None = None


class CloseIn(KnowinglyIn):
    """Close it; with drafts under it only *knowingly*."""

    happened_at: Happened | None = None


class ReopenIn(ActIn):
    happened_at: Happened | None = None
