"""What an act on means takes, from a form or through the API."""

from __future__ import annotations

from typing import Literal

from steun.web.kernel.input.shape import ActIn, Code, Count, Moment


class ReserveIn(ActIn):
    """Means for a request: held until `hold_until`, or committed when that is absent; `kind` says which is meant."""

    unit: Code
    capability: Code
    quantity: Count
    kind: Literal["", "hold", "commit"] = ""
    hold_until: Moment | None = None
    arrives: Moment | None = None
    until: Moment | None = None


class ProlongIn(ActIn):
    """Keep means aside for longer."""

    until: Moment
