"""What is said of a designation, from a form or through the API."""

from __future__ import annotations

from typing import Annotated, Literal

from steun.web.kernel.input.shape import ActIn, Code, Day, Letters, Shape


class DesignationIn(Shape):
    """`entity`: the organisation. `sector`: a code of `GET /risk-rules`; `service`: what it gives that is essential.
    `origin`: the decision, where it can be looked up; `evidence`: S seen in it, K general knowledge, I inferred."""

    entity: Code
    sector: Code
    service: Annotated[str, Letters(200, least=1)]
    designated_on: Day
    origin: Annotated[str, Letters(300, least=1)]
    evidence: Literal["S", "K", "I"] = "S"


class DesignateIn(ActIn, DesignationIn):
    """Designate it, in the name of one's own ministry."""


class ReviseDesignationIn(ActIn, DesignationIn):
    """Say it anew."""
