"""What orders and reports take, from a form or through the API."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from steun.web.kernel.input.shape import ActIn, Happened, KnowinglyIn, Moment, Text


class OrderIn(ActIn):
    orders: Text = ""


class ReportIn(KnowinglyIn):
    """A report may be given later; a number that hardly fits the promise only *knowingly*."""

    quantity: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] | None = None
    remark: Text = ""
    happened_at: Happened | None = None


class CorrectionIn(ActIn):
    """When a report really happened. What was reported first stays in the journal."""

    step: Literal["depart", "arrive", "release", "return"]
    at: Moment
    reason: Text
