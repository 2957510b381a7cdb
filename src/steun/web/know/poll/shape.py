"""What is said of a poll of needs, from a form or through the API."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from steun.web.kernel.input.shape import ActIn, Code, Day, Letters, Shape


class PollIn(Shape):
    """What is asked, of whom, until which day (included). `follows`: the round before it."""

    title: Annotated[str, Letters(200, least=1)]
    question: Annotated[str, Letters(2000, least=1)]
    asked: Annotated[list[Code], Field(max_length=500)] = []
    closes_on: Day
    follows: UUID | None = None


class OpenIn(ActIn, PollIn):
    """Open it: everybody who is asked gets a message."""


class AnswerIn(ActIn):
    """The needs of one's own organisation, stated before; or `none`. A later answer takes the place of an earlier."""

    needs: Annotated[list[UUID], Field(max_length=1000)] = []
    none: bool = False
