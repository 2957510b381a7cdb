"""What is said in a lesson, from a form or through the API."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from steun.web.kernel.input.shape import ActIn, Code, Day, Letters, ReasonIn, Shape

Said = Annotated[str, Letters(2000, least=1)]
Words = Annotated[str, Letters(2000)]


class TermsIn(Shape):
    """`finding`: what was seen; `action`: what is done differently; `owner`: who does it, by which day (`due_on`).
    What it changes, one of these or more: a readiness agreement, a legal basis, a capability of the catalogue, or
    something else in words, as a plan (`plan`)."""

    finding: Said
    action: Said
    owner: Code
    due_on: Day
    agreement: UUID | None = None
    basis: Code = ""
    capability: Code = ""
    plan: Annotated[str, Letters(300)] = ""


class LessonIn(TermsIn):
    """`request` or `incident`: where it was learned; `repeats`: the lesson that has to be learned again."""

    request: UUID | None = None
    incident: UUID | None = None
    repeats: UUID | None = None


class DrawUpIn(ActIn, LessonIn):
    """Draw it up; its owner is told."""


class ReviseIn(ActIn, TermsIn):
    """Say it anew, before it is accepted, or after a refusal."""


class CarryOutIn(ActIn):
    """`done`: what was changed, and where it can be looked up."""

    done: Words = ""


class AgainIn(ReasonIn):
    """Another day by which it is done, and why."""

    due_on: Day


class VerifyIn(ActIn):
    """By what it was put to the test after it was carried out: a request that was evaluated, or an exercise with its
    day."""

    request: UUID | None = None
    exercise: Annotated[str, Letters(200)] = ""
    exercised_on: Day | None = None
