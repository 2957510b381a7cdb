"""Is a request in time: from its requirements, and from what is promised or came. What is only held is no promise, so
every reader of the case gets the same answer. Lists prefetch `PROMISED`; nothing else is read then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from steun.core.ask.request import FINISHED
from steun.core.ask.states import OPEN
from steun.core.decide import timeliness as core
from steun.core.decide.timeliness import Asked, Help, Timeliness
from steun.core.deliver.deployment import COMING
from steun.web.kernel import clock

if TYPE_CHECKING:
    from steun.web.ask.request.model import Request

PROMISED = ("lines", "commitments", "deployments")
OF_INTEREST = (*OPEN, "ended", "closed")
"""States in which somebody waits for help, or it came."""
WAITS = ("asked", "granted", "ordered")
"""States in which help is not there yet."""
STANDS = ("committed", "completed")
"""States of a commitment that count: promised, and come home."""


def of(request: Request) -> Timeliness | None:
    """As much in time as its worst served requirement; None while it is a draft, or when nobody waits for it."""
    if request.state not in OF_INTEREST:
        return None
    found = core.worst(it for _, it in by_requirement(request))
    return core.as_granted(found, request.extent)


def standing(request: Request) -> str:
    """What it is called: its state, or that less than all was granted, or that a promise was lost."""
    return core.standing(request.state, request.extent, of(request), lost=any(map(lost, request.commitments.all())))


def urgency(request: Request) -> str:
    """What puts it before others in a list."""
    due = request.starts_at if request.state in WAITS else None
    goes_on = request.state not in FINISHED
    return core.urgency(request.priority, urgent=request.urgent, goes_on=goes_on, due=due, now=clock.now())


def by_requirement(request: Request, at: datetime | None = None) -> list[tuple[str, Timeliness]]:
    """Each required capability by its code with how much in time it is; one without a code when nothing is required.
    `at`: the moment from which it is judged, with rows as they stood then; without one, now."""
    now = (at or clock.now()) if request.state in OPEN else None
    required: dict[str, tuple[int, int]] = {}
    for line in request.lines.all():
        quantity, least = required.get(line.capability_id, (0, 0))
        required[line.capability_id] = (quantity + line.quantity, least + line.minimum)
    help = promised(request, now)
    if not required:
        return [("", core.timeliness(asked(request), [it for its in help.values() for it in its], now))]
    if other := [it for code, its in help.items() if code not in required for it in its]:
        instead = core.timeliness(asked(request), other, now) if request.extent == "other-means" else None
    else:
        instead = None
    found = []
    for code, (quantity, least) in required.items():
        mine = core.timeliness(asked(request, quantity, least), help.get(code, ()), now)
        found.append((code, instead if instead and not mine.comes else mine))
    return found


def promised(request: Request, now: datetime | None) -> dict[str, list[Help]]:
    """What is promised of each capability, and from when: as it came, or else as it was promised."""
    sent = {it.commitment_id: it for it in request.deployments.all()}
    found: dict[str, list[Help]] = defaultdict(list)
    for it in request.commitments.all():
        if it.state in STANDS and (help := of_one(it, sent.get(it.pk), now)):
            found[it.capability_id].append(help)
    return found


def of_one(commitment: Any, deployment: Any | None, now: datetime | None) -> Help | None:
    """One promise as help. What has not come is not there before now; what turned back never came."""
    if deployment is None or deployment.state in COMING:
        at = max(commitment.arrives_at, now) if now else commitment.arrives_at
        return Help(at, commitment.quantity - commitment.short, max(at, commitment.leaves_at))
    if deployment.arrived_at is None:
        return None
    return Help(deployment.arrived_at, deployment.quantity, deployment.released_at or commitment.leaves_at)


def of_commitment(request: Request, commitment: Any, deployment: Any | None = None) -> Timeliness | None:
    """Is this one promise in time, however many there are of it? None when it was given back, or never came."""
    now = clock.now() if request.state in OPEN else None
    help = of_one(commitment, deployment, now) if commitment.state != "released" else None
    return core.timeliness(asked(request), [help], now) if help else None


def asked(request: Request, quantity: int = 0, minimum: int = 1) -> Asked:
    return Asked(request.starts_at, request.latest_at, request.ends_at, quantity, minimum)


def lost(commitment: Any) -> bool:
    """A promise that fell short, or that was taken back after it was made; a hold was none."""
    taken_back = commitment.state == "released" and commitment.hold_until is None
    return taken_back or (commitment.state in STANDS and commitment.short > 0)


def prefetched(requests: Iterable[Request]) -> None:
    """For lists that were read without: what the answers rest on, in three queries."""
    from django.db.models import prefetch_related_objects

    prefetch_related_objects(list(requests), *PROMISED)
