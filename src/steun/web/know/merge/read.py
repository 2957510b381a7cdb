"""Merges as they stand for an actor: the steps of one, what waits, which needs look like one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from steun.core.kernel.machine import Offer
from steun.core.know.merging.likeness import Said, groups
from steun.core.know.merging.merge import MERGE
from steun.core.know.need import SHARED
from steun.rules.load import law, roles
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.pages import Waiting
from steun.web.know.merge.model import Merge, Merged, answers_of, taken
from steun.web.know.need.model import Need
from steun.web.know.poll.model import Poll

AS_FILLED_IN = "…"
MOST = 50
ANSWERED = "merge-answered"
"""Within which time an organisation should say yes or no: `rules/nl/deadlines.toml`."""


def offers(it: Merge, actor: Actor) -> list[Offer[Any]]:
    """Every step as it stands for an actor, as if reasons were filled in."""
    found = MERGE.offers(it.state, actor, it.facts(reason=AS_FILLED_IN))
    return [offer for offer in found if offer.move.name not in ("conclude", "lapse")]


def waiting_for(actor: Actor) -> list[Waiting]:
    """Merges that wait for the consent of this actor's organisation."""
    if actor.role not in roles().drafters:
        return []
    within = timedelta(minutes=law().deadlines[ANSWERED].minutes)
    mine = Merged.objects.filter(organisation=actor.organisation, consented_at=None).values("merge")
    rows = Merge.objects.visible_to(actor).whole().filter(pk__in=mine, state="proposed").order_by("since", "pk")
    return [Waiting("answer-merge", it, it.since + within) for it in rows[:MOST]]


def leads(poll: Poll, actor: Actor) -> bool:
    """May this actor propose a merge in it?"""
    return actor.role in roles().pollers and actor.organisation == poll.opener_id and poll.state in ("open", "closed")


@dataclass(frozen=True)
class Alike:
    """Needs that look like one, the largest first: it is the one that would count."""

    needs: tuple[Need, ...]


def alike(poll: Poll, actor: Actor) -> list[Alike]:
    """Needs in its answers that look like one, of those that this actor may see and that are in no merge yet."""
    rows = answers_of(poll).filter(pk__in=Need.objects.visible_to(actor).values("pk"), state__in=SHARED)
    rows = rows.exclude(pk__in=taken(poll).values("need"))
    columns = ("pk", "organisation", "capability", "effect", "scenario", "place", "sustained_hours")
    said = [
        Said(str(pk), owner, capability or f"effect:{effect}", scenario, place, hours)
        for pk, owner, capability, effect, scenario, place, hours in rows.order_by("pk").values_list(*columns)
    ]
    found = [[it.key for it in group] for group in islice(groups(said), MOST)]
    needs = {str(it.pk): it for it in Need.objects.filter(pk__in=[key for keys in found for key in keys]).whole()}
    return [
        Alike(tuple(sorted((needs[key] for key in keys), key=lambda it: (-it.quantity, str(it.pk))))) for keys in found
    ]
