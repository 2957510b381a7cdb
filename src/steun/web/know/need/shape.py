"""What is said of a need, from a form or through the API."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from steun.web.kernel.input.shape import ActIn, Code, Count, Letters, Shape

Minutes = Annotated[int, Field(strict=True, ge=1, le=525_600)]
Hours = Annotated[int, Field(strict=True, ge=1, le=17_520)]
Line = Annotated[str, Letters(200, least=1)]


class NeedIn(Shape):
    """For which capability, or for which effect when one does not know the capability; how many pieces, within how many
    minutes, for how many hours, where, in which scenario; of whom ("" = of whoever can)."""

    capability: Code = ""
    effect: Code = ""
    addressee: Code = ""
    quantity: Count
    reaction_minutes: Minutes
    sustained_hours: Hours
    place: Line
    scenario: Line


class DraftIn(ActIn, NeedIn):
    """Write it down, for one's own organisation."""


class ReviseIn(ActIn, NeedIn):
    """Say it anew."""
