"""What an evaluation takes, from a form or through the API."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from steun.web.kernel.input.shape import ActIn, Shape, Short, Text

Answer = Literal["yes", "partly", "no", "unknown"]


class LessonIn(Shape):
    text: Text
    points_at: Short = ""


class EvaluationIn(ActIn):
    """*unknown* is an answer; what is left open is refused with the question."""

    effect_reached: Answer | Literal[""] = ""
    in_time: Answer | Literal[""] = ""
    promise_kept: Answer | Literal[""] = ""
    explanation: Text = ""
    lessons: Annotated[list[LessonIn], Field(max_length=50)] = []
