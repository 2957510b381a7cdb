"""The result of a poll: what is needed by region and effect, what agreements cover of it, and what is left."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from steun.core.kernel.machine import Offer
from steun.core.know.need import SHARED
from steun.core.know.poll import POLL
from steun.rules.load import law, roles
from steun.web.kernel import clock, moments, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.pages import Waiting
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.need.model import Need
from steun.web.know.poll.model import Asked, Poll

AS_FILLED_IN = "…"
MOST = 50
REMIND = "poll-reminded"
"""How long before the last day who did not answer is reminded: `rules/nl/deadlines.toml`."""


@dataclass(slots=True)
class Row:
    """What is needed of one thing in one region. `needs`: how many needs say so."""

    region: str
    means: str
    counted: str
    needs: int = 0
    quantity: int = 0
    covered: int = 0

    @property
    def uncovered(self) -> int:
        return self.quantity - self.covered


def result(poll: Poll, actor: Actor) -> list[Row]:
    """By region and means, of the needs in its answers that this actor may see: what is uncovered most comes first in
    its region. What agreements hold ready beyond one need covers no other."""
    keys = [key for it in poll.asked.all() for key in it.needs.values_list("pk", flat=True)]
    rows: dict[tuple[str, str], Row] = {}
    for need in Need.objects.visible_to(actor).whole().filter(pk__in=keys, state__in=SHARED):
        key = (need.region.pk, f"{need.capability_id or ''}:{need.effect_id or ''}")
        if key not in rows:
            rows[key] = Row(words.named(need.region), named(need.means), counted(need.means))
        row = rows[key]
        row.needs += 1
        row.quantity += need.quantity
        row.covered += min(need.quantity, need.covered)
    return sorted(rows.values(), key=lambda it: (it.region, -it.uncovered, it.means))


def named(means: Capability | Effect | None) -> str:
    return words.named(means) if means else ""


def counted(means: Capability | Effect | None) -> str:
    return words.counted(means) if isinstance(means, Capability) else ""


def totals(rows: list[Row]) -> list[Row]:
    """The same over all regions, by means."""
    found: dict[str, Row] = defaultdict(lambda: Row("", "", ""))
    for it in rows:
        row = found[it.means]
        row.means, row.counted = it.means, it.counted
        row.needs, row.quantity, row.covered = (
            row.needs + it.needs, row.quantity + it.quantity, row.covered + it.covered,
        )  # fmt: skip
    return sorted(found.values(), key=lambda it: (-it.uncovered, it.means))


def stated(organisation: str) -> list[Need]:
    """What an organisation can answer with: the needs that it stated."""
    return list(Need.objects.filter(organisation=organisation, state__in=SHARED).whole().order_by("-since"))


def within() -> timedelta:
    return timedelta(minutes=law().deadlines[REMIND].minutes)


def closing(poll: Poll) -> datetime:
    """The end of its last day."""
    return moments.midnight(poll.closes_on + timedelta(days=1))


def waiting_for(actor: Actor) -> list[Waiting]:
    """Polls that wait for the answer of this actor's organisation."""
    if actor.role not in roles().drafters:
        return []
    mine = Asked.objects.filter(organisation=actor.organisation, answered_at=None).values("poll")
    rows = Poll.objects.visible_to(actor).whole().filter(pk__in=mine, state="open", closes_on__gte=clock.today())
    return [Waiting("answer-poll", it, closing(it)) for it in rows.order_by("closes_on")[:MOST]]


def offers(poll: Poll, actor: Actor) -> list[Offer[Any]]:
    """Every step as it stands for an actor, as if an answer and reasons were filled in."""
    return list(POLL.offers(poll.state, actor, poll.facts(needs=1, reason=AS_FILLED_IN)))
