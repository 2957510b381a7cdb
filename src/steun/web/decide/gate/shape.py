"""What an act on a gate takes, from a form or through the API."""

from __future__ import annotations

from typing import Annotated, Literal

from steun.web.kernel.input.shape import ActIn, Called, Happened, Letters, Short, Text


class GateIn(ActIn):
    """`extent` and `note`: how much is granted, by whoever decides. `phoned_person`: who said it on the phone."""

    reason: Text = ""
    signatory: Short = ""
    phoned_person: Annotated[str, Letters(120), Called] = ""
    extent: Literal["", "full", "partial", "other-means"] = ""
    note: Text = ""
    happened_at: Happened | None = None
