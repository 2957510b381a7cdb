"""Designations as they stand for an actor."""

from __future__ import annotations

from typing import Any

from steun.core.kernel.machine import Offer
from steun.core.know.baseline.designation import DESIGNATION
from steun.web.kernel.actor import Actor
from steun.web.know.designation.model import Designation

AS_FILLED_IN = "…"


def offers(it: Designation, actor: Actor) -> list[Offer[Any]]:
    """As if reasons were filled in, and a revision said something else."""
    return list(DESIGNATION.offers(it.state, actor, it.facts(changes=True, reason=AS_FILLED_IN)))
