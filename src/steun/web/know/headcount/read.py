"""Headcounts as they stand for an actor: the steps of one, what is due again, and people counted once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from steun.core.kernel.machine import Offer
from steun.core.know.baseline.headcount import HEADCOUNT, Counted, called_up_percent, together
from steun.rules.load import roles
from steun.web.kernel import clock, moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.pages import Waiting
from steun.web.know.headcount.model import Headcount

AS_FILLED_IN = "…"


def offers(it: Headcount, actor: Actor) -> list[Offer[Any]]:
    """As if reasons were filled in, and a revision said something else."""
    return list(HEADCOUNT.offers(it.state, actor, it.facts(changes=True, reason=AS_FILLED_IN)))


def waiting_for(actor: Actor) -> Iterator[Waiting]:
    """What one's own organisation should have counted anew."""
    if actor.role not in roles().drafters:
        return
    old = Headcount.objects.filter(organisation=actor.organisation, state="stated", again_by__lt=clock.today())
    for it in old.order_by("again_by", "pk"):
        yield Waiting("count-again", it, moments.midnight(it.again_by))


@dataclass(frozen=True)
class Row:
    """The people of one organisation. called_up: of a hundred, so many are gone when reservists are called up."""

    organisation: Any
    once: Counted
    reservists: int
    fire_volunteers: int
    others: int
    called_up: int
    old: int


def counted_once(actor: Actor) -> tuple[list[Row], Counted]:
    """Every organisation whose headcounts this actor may read, and all of them together."""
    by: dict[str, list[Headcount]] = {}
    for it in Headcount.objects.visible_to(actor).filter(state="stated").whole().order_by("organisation", "pk"):
        by.setdefault(it.organisation_id, []).append(it)
    rows = [row_of(found) for found in by.values()]
    return rows, together(row.once for row in rows)


def row_of(found: list[Headcount]) -> Row:
    sums = {name: sum(getattr(it, name) for it in found) for name in ("reservists", "fire_volunteers", "others")}
    return Row(
        found[0].organisation, together(it.once for it in found), **sums, old=sum(it.is_old for it in found),
        called_up=called_up_percent(it.facts() for it in found) or 0,
    )  # fmt: skip


def called_up(organisations: Iterable[str]) -> dict[str, int]:
    """By organisation that stated its people: of a hundred, so many are gone when reservists are called up."""
    by: dict[str, list[Headcount]] = {}
    for it in Headcount.objects.filter(state="stated", organisation__in=set(organisations)):
        by.setdefault(it.organisation_id, []).append(it)
    found = {code: called_up_percent(it.facts() for it in rows) for code, rows in by.items()}
    return {code: percent for code, percent in found.items() if percent is not None}
