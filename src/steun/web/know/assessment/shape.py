"""What is said in a self-assessment, from a form or through the API."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from steun.web.kernel.input.shape import ActIn, Code, Day, Letters, Shape

Line = Annotated[str, Letters(300, least=1)]
Words = Annotated[str, Letters(2000)]


class AssessmentIn(Shape):
    """`requirement`: a code of the baseline; `criterion` in own words; `grade`: met, mostly, partly, not-met, unknown.
    `evidence`: what shows it; `gap`: what is missing. `capability`, `need`: what it is tied to, when there is one."""

    requirement: Code
    criterion: Line
    grade: Code
    evidence: Words = ""
    gap: Words = ""
    assessed_on: Day
    again_by: Day
    capability: Code = ""
    need: UUID | None = None


class DraftIn(ActIn, AssessmentIn):
    """Write it down, for one's own organisation."""


class ReviseIn(ActIn, AssessmentIn):
    """Say it anew."""
