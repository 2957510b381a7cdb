"""What an act on a gate takes, from a form or through the API."""

from __future__ import annotations

from typing import Annotated, Literal

from steun.web.kernel.input.shape import ActIn, Called, Code, Count, Happened, Letters, Moment, Short, Text


class GateIn(ActIn):
    """`extent` and `note`: how much is granted, by whoever decides; in figures `quantity` (instead of those asked) and
    `from_at` (not sooner). `unit`: hold that many of it with the same act. `phoned_person`: who said it."""

    reason: Text = ""
    signatory: Short = ""
    phoned_person: Annotated[str, Letters(120), Called] = ""
    extent: Literal["", "full", "later", "partial", "other-means"] = ""
    note: Text = ""
    quantity: Count | None = None
    from_at: Moment | None = None
    unit: Code = ""
    capability: Code = ""
    happened_at: Happened | None = None


class AnswerIn(ActIn):
    """What people say: *yes*; yes, *later*: not before `from_at`; *fewer*: `quantity` instead of those asked;
    *otherwise*: what `note` says; *no*, for this `reason`. `unit`: hold that many of it with the same act."""

    answer: Literal["yes", "later", "fewer", "otherwise", "no"]
    from_at: Moment | None = None
    quantity: Count | None = None
    note: Text = ""
    reason: Text = ""
    signatory: Short = ""
    unit: Code = ""
    capability: Code = ""
    happened_at: Happened | None = None
