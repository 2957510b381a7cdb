"""The result of a poll: what is needed by region and effect, what agreements cover of it, and what is left."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from steun.core.kernel.machine import Offer
from steun.core.know.need import SHARED
from steun.core.know.poll import POLL
from steun.rules.load import law, roles
from steun.web.kernel import clock, moments, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.pages import Waiting
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.merge.model import Merge, Merged
from steun.web.know.need.model import Need
from steun.web.know.need.read import grouped
from steun.web.know.poll.model import Asked, Poll

Key = tuple[str, str | None, str | None]
"""A region, and a capability or an effect."""
GROUP = ("of", "capability", "effect")
AS_FILLED_IN = "…"
MOST = 50
REMIND = "poll-reminded"
"""How long before the last day who did not answer is reminded: `rules/nl/deadlines.toml`."""


@dataclass(slots=True)
class Row:
    """What is needed of one thing in one region. `needs`: how many needs count; `merged`: how many more count with one
    of another organisation, by agreement of all; `together`: whose needs these are, by name."""

    region: str
    means: str
    counted: str
    needs: int = 0
    quantity: int = 0
    covered: int = 0
    merged: int = 0
    together: list[str] = field(default_factory=list)

    @property
    def uncovered(self) -> int:
        return self.quantity - self.covered


def result(poll: Poll, actor: Actor) -> list[Row]:
    """By region and means, of the needs in its answers that this actor may see: what is uncovered most comes first in
    its region. What agreements hold ready beyond one need covers no other."""
    named_in = Asked.needs.through.objects.filter(asked__poll=poll).values("need")
    needs = Need.objects.visible_to(actor).filter(pk__in=named_in, state__in=SHARED)
    one_need = merged(poll, needs, actor)
    apart = [it.pk for counts, others in one_need for it in others]
    found = {key_of(row): row for row in grouped(needs.exclude(pk__in=apart) if apart else needs)}
    together: dict[Key, list[tuple[int, set[str]]]] = defaultdict(list)
    for counts, others in one_need:
        all_of = [counts, *others]
        whose, held = {words.named(need.organisation) for need in all_of}, max(need.covered for need in all_of)
        found[key_of_need(counts)]["held"] += min(counts.quantity, held) - min(counts.quantity, counts.covered)
        for need in all_of:
            key = key_of_need(need)
            found.setdefault(key, dict(zip(GROUP, key, strict=True)) | {"many": 0, "pieces": 0, "held": 0})
            together[key].append((int(need is not counts), whose))
    regions = Organisation.objects.in_bulk({row["of"] for row in found.values()})
    means: dict[str, dict[str, Any]] = {
        "capability": Capability.objects.in_bulk({row["capability"] for row in found.values()} - {None}),
        "effect": Effect.objects.in_bulk({row["effect"] for row in found.values()} - {None}),
    }
    rows = []
    for key, row in found.items():
        it = means["capability"].get(row["capability"]) or means["effect"].get(row["effect"])
        shared = together.get(key, [])
        rows.append(Row(
            words.named(regions[row["of"]]), named(it), counted(it), row["many"], row["pieces"], row["held"],
            sum(n for n, _ in shared), sorted(set().union(*(whose for _, whose in shared))),
        ))  # fmt: skip
    return sorted(rows, key=lambda it: (it.region, -it.uncovered, it.means))


def merged(poll: Poll, needs: QuerySet[Need], actor: Actor) -> list[tuple[Need, list[Need]]]:
    """Of each merge that was agreed: the need that counts, and those that count with it. Of these needs alone: what is
    no answer any more, or not seen by this actor, is left out; then the first that is left counts."""
    agreed = Merge.objects.visible_to(actor).filter(poll=poll, state="agreed")
    parts = Merged.objects.filter(merge__in=agreed, need__in=needs).select_related(
        "merge", "need__organisation__region"
    )
    by_merge: dict[Any, list[Need]] = defaultdict(list)
    for part in parts.order_by("merge", "need"):
        first = part.need_id == part.merge.counts_id
        by_merge[part.merge_id].insert(0 if first else len(by_merge[part.merge_id]), part.need)
    return [(counts, others) for counts, *others in by_merge.values() if others]


def key_of(row: Any) -> Key:
    return (row["of"], row["capability"], row["effect"])


def key_of_need(it: Need) -> Key:
    return (it.region.pk, it.capability_id, it.effect_id)


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
        row.merged, row.together = row.merged + it.merged, sorted({*row.together, *it.together})
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
