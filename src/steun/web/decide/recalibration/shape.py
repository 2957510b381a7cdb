"""What is asked of a recalibration, from a form or through the API."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from steun.web.kernel.input.shape import ActIn, Letters, Shape

Percent = Annotated[int, Field(strict=True, ge=0, le=100)]
Share = Annotated[int, Field(strict=True, ge=1, le=100)]


class StudyIn(Shape):
    """worlds: drawn per scenario; seed: the same gives the same answer. budget: person-hours a year for new agreements,
    of which each piece takes so many; ready_minutes: from call to departure of what is held ready. free: percent of
    days on which a unit is there. task_one, called_up: percent of pieces, of Defence and of civil bodies, that are gone
    when Defence is at its first main task. history: requests of the past are a scenario too."""

    title: Annotated[str, Letters(200, least=1)]
    worlds: Annotated[int, Field(strict=True, ge=20, le=2_000)]
    seed: Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
    budget: Annotated[int, Field(strict=True, ge=0, le=100_000_000)]
    hours_per_piece: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    ready_minutes: Annotated[int, Field(strict=True, ge=0, le=10_080)]
    free_defence: Share
    free_civil: Share
    task_one: Percent
    called_up: Percent
    history: bool = False


class StartIn(ActIn, StudyIn):
    """Start it; a worker makes it."""
