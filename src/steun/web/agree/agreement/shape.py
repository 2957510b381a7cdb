"""What is said of a readiness agreement, from a form or through the API. Nothing in it is optional: an agreement that
leaves out a figure, or who pays, is the wish that auditors found."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from steun.web.kernel.input.shape import ActIn, Code, Count, Day, Letters, Shape

Minutes = Annotated[int, Field(strict=True, ge=1, le=525_600)]
Hours = Annotated[int, Field(strict=True, ge=1, le=17_520)]
Said = Annotated[str, Letters(2000, least=1)]


class TermsIn(Shape):
    """How many, how fast, for how long, where, when not, who pays what, for which needs, what when the first main task
    of Defence calls; from and until which day, the last one included."""

    quantity: Count
    reaction_minutes: Minutes
    sustained_hours: Hours
    place: Annotated[str, Letters(200, least=1)]
    exceptions: Said
    costs: Said
    needs: Said
    task_one: Said
    starts_on: Day
    ends_on: Day


class AgreementIn(TermsIn):
    """Of what, who holds it ready (`provider`), who count on it; `renews`: the agreement in force that it follows;
    `answers`: needs of those who count on it."""

    capability: Code
    provider: Code
    beneficiaries: Annotated[list[Code], Field(max_length=400)] = []
    renews: UUID | None = None
    answers: Annotated[list[UUID], Field(max_length=200)] = []


class ProposeIn(ActIn, AgreementIn):
    """Propose it to the other parties."""


class CounterIn(ActIn, TermsIn):
    """Say other terms. Whoever agreed to the terms before has to agree anew."""
