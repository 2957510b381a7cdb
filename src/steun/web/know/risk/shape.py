"""What is said of a risk, from a form or through the API."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from steun.web.kernel.input.shape import ActIn, Code, Day, Letters, Shape

Codes = Annotated[list[Code], Field(max_length=400)]


class RiskIn(Shape):
    """`theme`, `likelihood`: codes of `GET /risk-rules`. `impacts`: of each interest that it hits its class, as
    `physical.C`. `places`: codes of safety regions and municipalities; none = the whole country. `capabilities`,
    `effects`, `needs`: what it would ask. `origin`: where it can be looked up; `evidence`: S seen in it, K general
    knowledge, I inferred. `valid_until`: the last day until which it holds without being confirmed."""

    name: Annotated[str, Letters(200, least=1)]
    theme: Code
    scenario: Annotated[str, Letters(2000, least=1)]
    scale: Literal["municipal", "regional", "interregional", "national"]
    likelihood: Code
    impacts: Annotated[list[Code], Field(max_length=30)] = []
    places: Codes = []
    capabilities: Codes = []
    effects: Codes = []
    needs: Annotated[list[UUID], Field(max_length=400)] = []
    origin: Annotated[str, Letters(300, least=1)]
    evidence: Literal["S", "K", "I"] = "I"
    valid_until: Day


class StateRiskIn(ActIn, RiskIn):
    """State it, for one's own organisation: everybody who works here can read it."""


class ReviseRiskIn(ActIn, RiskIn):
    """Say it anew."""


class ReconfirmRiskIn(ActIn):
    """It still holds, until another day."""

    valid_until: Day
