"""What is said of a road plan, from a form or through the API."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from steun.web.kernel.input.shape import ActIn, Moment, Shape

Wait = Annotated[int, Field(strict=True, ge=0, le=10_080)]
Hour = Annotated[int, Field(strict=True, ge=1, le=168)]
Movements = Annotated[list[UUID], Field(max_length=1_000)]


class QuestionIn(Shape):
    """Ask for one plan of the roads. `starts_at`, `ends_at`: empty = from now, for three days. `by_hour`: hours from
    the start after which people who are safe are counted; empty = when the first evacuation is no longer safe. `keep`:
    credits that can stay stay. `about`: only what holds its roads, because this movement cannot go as it stands."""

    starts_at: Moment | None = None
    ends_at: Moment | None = None
    by_hour: Hour | None = None
    keep: bool = False
    about: UUID | None = None


class AskIn(ActIn, QuestionIn):
    """Ask for it; a worker makes it."""


class AgreeIn(ActIn):
    """`wait`: the position of the dial, minutes, that is agreed to."""

    wait: Wait


class AdoptIn(ActIn):
    """`wait`: the position of the dial, minutes. `movements`: those that get its times; null = all that change."""

    wait: Wait
    movements: Movements | None = None
