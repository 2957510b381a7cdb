"""Every step of a need as it stands for an actor."""

from __future__ import annotations

from typing import Any

from steun.core.kernel.machine import Offer
from steun.core.know.need import NEED
from steun.web.kernel.actor import Actor
from steun.web.know.need.model import Need

AS_FILLED_IN = "…"


def offers(need: Need, actor: Actor) -> list[Offer[Any]]:
    """As if reasons were filled in, and a revision said something else."""
    found = NEED.offers(need.state, actor, need.facts(changes=True, reason=AS_FILLED_IN))
    return [it for it in found if it.move.name not in {"answer", "reopen"}]
