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
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.need.model import Need
from steun.web.know.need.read import grouped
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
    named_in = Asked.needs.through.objects.filter(asked__poll=poll).values("need")
    found = grouped(Need.objects.visible_to(actor).filter(pk__in=named_in, state__in=SHARED))
    regions = Organisation.objects.in_bulk({row["of"] for row in found})
    means: dict[str, dict[str, Any]] = {
        "capability": Capability.objects.in_bulk({row["capability"] for row in found} - {None}),
        "effect": Effect.objects.in_bulk({row["effect"] for row in found} - {None}),
    }
    rows = []
    for row in found:
        it = means["capability"].get(row["capability"]) or means["effect"].get(row["effect"])
        rows.append(
            Row(words.named(regions[row["of"]]), named(it), counted(it), row["many"], row["pieces"], row["held"])
        )
    return sorted(rows, key=lambda it: (it.region, -it.uncovered, it.means))


def pressing(rows: list[Row], most: int) -> list[Row]:
    """The rows of which most is uncovered, in their order; all of them when there are not more."""
    if len(rows) <= most:
        return rows
    chosen = {id(row) for row in sorted(rows, key=lambda it: -it.uncovered)[:most]}
    return [row for row in rows if id(row) in chosen]


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
