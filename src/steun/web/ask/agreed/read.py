"""On which readiness agreements a request draws, and how much of it is best effort. Read each time, never kept: what an
agreement says is true for as long as it says so."""

from __future__ import annotations

from dataclasses import dataclass

from steun.web.agree.agreement.model import Agreement
from steun.web.agree.agreement.read import covering
from steun.web.ask.request.model import Request
from steun.web.kernel import clock, moments
from steun.web.kernel.actor import Actor
from steun.web.know.catalogue.model import Capability


@dataclass(frozen=True, slots=True)
class Ground:
    """One requirement: how many were agreed beforehand, and how many are asked beyond that."""

    capability: Capability
    quantity: int
    agreements: tuple[Agreement, ...]

    @property
    def agreed(self) -> int:
        return min(self.quantity, sum(it.quantity for it in self.agreements))

    @property
    def best_effort(self) -> int:
        """Pieces that nobody promised to hold ready: whoever gives them does so to the best of their ability."""
        return self.quantity - self.agreed


def may_know(request: Request, actor: Actor) -> bool:
    """Who asks, who is asked, and who divides: the rest of a case is not told what others agreed."""
    return actor.sees_all_cases or actor.organisation in {request.requester_id, request.addressee_id}


def grounds(request: Request, actor: Actor) -> list[Ground]:
    """Per requirement the agreements that count on the day it begins: between the requester and who is asked; where
    Defence as a whole is asked, whoever it made one with. Nothing for who may not know."""
    if not may_know(request, actor):
        return []
    lines = list(request.lines.all())
    day = moments.day_of(request.starts_at or clock.now())
    wanted = {line.capability_id for line in lines}
    found = covering(request.requester_id, day, wanted, request.addressee_id or "") if wanted else {}
    return [Ground(it.capability, it.quantity, tuple(found.get(it.capability_id, ()))) for it in lines]
