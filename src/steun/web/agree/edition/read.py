"""Editions as they stand for an actor: the steps of one, and what waits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from steun.core.agree.edition import EDITION, side_of
from steun.core.kernel.machine import Offer
from steun.rules.load import law, roles
from steun.web.agree.edition.model import Edition
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.pages import Waiting

AS_FILLED_IN = "…"
MOST = 20
PUBLISH = "edition-published"
"""How long a draft waits for the other side: `rules/nl/deadlines.toml`."""


def offers(it: Edition, actor: Actor) -> list[Offer[Any]]:
    """Every step as it stands for an actor, as if reasons were filled in."""
    return list(EDITION.offers(it.state, actor, it.facts(actor, reason=AS_FILLED_IN)))


def waiting_for(actor: Actor) -> Iterable[Waiting]:
    """Drafts that the other side compiled, the earliest first."""
    if actor.role not in roles().publishers:
        return
    known, within = law().authorities, timedelta(minutes=law().deadlines[PUBLISH].minutes)
    theirs = [code for code in roles().publishers if side_of(known[code].side) != side_of(actor.side)]
    for it in Edition.objects.filter(state="compiled", role__in=theirs).whole().order_by("compiled_at")[:MOST]:
        yield Waiting("publish-edition", it, it.compiled_at + within)
