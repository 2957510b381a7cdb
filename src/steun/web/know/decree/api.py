"""Decrees and special powers for machines: the same acts as the pages."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from steun.core.know.decree import DECREE
from steun.rules.policy.powers import powers
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.offers import OfferOut, offers_out
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape
from steun.web.kernel.life.own import one
from steun.web.know.decree.model import Decree

router = Room()
AS_FILLED_IN = "…"


class DecreeOut(Shape):
    """`awake`: in force at this moment. `area`: none = the whole country.

    `beside`: others in force that say the same of the same place and day; one of them may be a mistake.
    """

    id: UUID
    power: str
    reference: str
    area: list[str]
    starts_on: date
    ends_on: date | None
    used: bool
    awake: bool
    state: str
    beside: list[UUID]
    moves: list[OfferOut]


class NoticeOut(Shape):
    """Whom the law has heard or told when a power is used, and when."""

    who: str
    moment: str
    source: str
    evidence: str
    read_version: date | None
    read_on: date | None


class PowerOut(Shape):
    """Law that sleeps (`decree`) or a special power (`power`); `awake`: decrees by which it is in force now."""

    code: str
    kind: str
    title: str
    says: str
    source: str
    evidence: str
    read_version: date | None
    read_on: date | None
    entered_by: list[str]
    used_by: list[str]
    local: bool
    notices: list[NoticeOut]
    awake: list[UUID]


class PowersOut(Shape):
    """All of them: they are law, and few."""

    powers: list[PowerOut]


def decree_out(it: Decree, actor: Actor) -> dict[str, Any]:
    columns = ("power", "reference", "area", "starts_on", "ends_on", "used", "state")
    return {
        "id": it.pk,
        **{name: getattr(it, name) for name in columns},
        "awake": Decree.objects.awake(clock.now()).filter(pk=it.pk).exists(),
        "beside": [other.pk for other in Decree.objects.visible_to(actor).beside(it)] if it.state == "in-force" else [],
        "moves": offers_out(DECREE, it.state, actor, it.facts(how=AS_FILLED_IN, reason=AS_FILLED_IN)),
    }


def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
    """The decree of a key. Raises `Unknown`."""
    return decree_out(one(Decree.objects.visible_to(actor), pk), actor)


@router.get("/powers", response=PowersOut)
def power_list(http: HttpRequest) -> dict[str, Any]:
    """What sleeps and what is awake: every power that can be entered, with the decrees by which it is in force now."""
    actor = Actor.of(http)
    awake = list(Decree.objects.visible_to(actor).awake(clock.now()))
    found = [
        {
            "code": it.code,
            "kind": it.kind,
            "title": words.named(it.title),
            "says": words.named(it.says) if it.says else "",
            "source": it.source.title,
            "evidence": it.source.evidence,
            "read_version": it.source.read_version,
            "read_on": it.source.read_on,
            "entered_by": list(it.entered_by),
            "used_by": list(it.used_by),
            "local": it.local,
            "notices": [
                {
                    "who": words.named(notice.who),
                    "moment": notice.moment,
                    "source": notice.source.title,
                    "evidence": notice.source.evidence,
                    "read_version": notice.source.read_version,
                    "read_on": notice.source.read_on,
                }
                for notice in it.notices
            ],
            "awake": [decree.pk for decree in awake if decree.power == it.code],
        }
        for it in powers().values()
    ]
    return {"powers": found}


@router.get("/decrees", response=Page[DecreeOut])
def decree_list(http: HttpRequest, after: After = "", limit: Limit = 25) -> dict[str, Any]:
    """Decrees and special powers that were entered, the last one first."""
    actor = Actor.of(http)
    return page(Decree.objects.visible_to(actor), lambda it: decree_out(it, actor), after, limit, newest=True)


@router.get("/decrees/{uuid:pk}", response=DecreeOut)
def decree_show(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One decree, and what you may do with it."""
    return shown(pk, Actor.of(http))
