"""What is read of a movement: its march table, the stretch of one organisation, permissions, what waits for whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from steun.core.deliver.movement.life import HOLDS, MOVEMENT
from steun.core.deliver.movement.march import March, passages, points
from steun.core.deliver.movement.permissions import AnswerTime, Support
from steun.core.kernel.law import Source
from steun.core.kernel.machine import Offer
from steun.rules.load import roles
from steun.rules.policy.transit import transit
from steun.web.deliver.movement.model import Movement, Permission
from steun.web.deliver.movement.planning import ends_of_links, in_the_way
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.pages import Waiting
from steun.web.know.road.read import register, stretches

AS_FILLED_IN = "…"


@dataclass(frozen=True, slots=True)
class AtPoint:
    """One line of the march table. metres: from its origin."""

    packet: int
    vehicles: int
    node: str
    name: str
    metres: int
    first: datetime
    last: datetime

    @property
    def km(self) -> float:
        return self.metres / 1000


@dataclass(frozen=True, slots=True)
class OnStretch:
    """A packet on the stretch of one organisation: from the first vehicle at its beginning to the last at its end."""

    packet: int
    vehicles: int
    roads: str
    start: str
    end: str
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A permission with its words. limits: of which roads what is asked."""

    row: Permission
    title: str
    authority: str
    source: Source | None
    within: AnswerTime | None
    limits: tuple[tuple[str, str], ...]


def sees_whole(actor: Actor) -> bool:
    """The rest sees only its own stretch."""
    return actor.sees_all_cases


def seen_by(it: Movement, actor: Actor) -> tuple[OnStretch, ...]:
    """Where and when it runs over the roads of this actor's organisation."""
    return tuple(on_stretches(it, of_organisation(it, actor.organisation)))


def of_organisation(it: Movement, code: str) -> set[str]:
    """The links on its way that touch an organisation."""
    known = stretches()
    return {
        link for link in it.links if link in known
        and code in (*known[link].regions, *known[link].municipalities, *known[link].owners)
    }  # fmt: skip


def on_stretches(it: Movement, links: Collection[str]) -> Iterator[OnStretch]:
    ends = ends_of_links()
    for one in passages(known_marches(it), links):
        roads = ", ".join(dict.fromkeys(register().links[leg.link].road for leg in one.legs))
        start, end = one.legs[0].start, one.legs[-1].end(ends)
        yield OnStretch(
            one.packet, one.vehicles, roads, node_name(start), node_name(end), it.moment(one.first), it.moment(one.last)
        )


def march_table(it: Movement) -> tuple[AtPoint, ...]:
    """Every packet at every point, the first packet first."""
    ends, links, found = ends_of_links(), register().links, []
    for march in known_marches(it):
        metres = 0
        for n, point in enumerate(points(march, ends)):
            metres += links[march.legs[n - 1].link].metres if n else 0
            first, last = it.moment(point.first), it.moment(point.last)
            found.append(AtPoint(march.number, march.vehicles, point.node, node_name(point.node), metres, first, last))
    return tuple(found)


def known_marches(it: Movement) -> list[March]:
    """Those over links that the register still has."""
    links = register().links
    return [march for march in it.packets if all(leg.link in links for leg in march.legs)]


def node_name(code: str) -> str:
    node = register().nodes.get(code)
    return node.name if node else code


def asked_of(it: Movement) -> tuple[Asked, ...]:
    """Its permissions, as the rules of today name them."""
    return tuple(asked(one) for one in it.permissions.all())


def asked(one: Permission) -> Asked:
    policy = transit().permission(one.code, clock.today())
    within = transit().answer_time(policy.answer, clock.today()) if policy else None
    known = stretches()
    limits = tuple(
        (known[code].name if code in known else code, ", ".join(words.word("road-limit", name) for name in names))
        for code, names in one.links.items()
    )
    return Asked(
        one, words.named(policy) if policy else one.code, words.named(policy.authority) if policy else "",
        policy.source if policy else None, within, limits,
    )  # fmt: skip


def open_for(it: Movement, actor: Actor) -> list[Permission]:
    """The permissions without an answer that this actor may answer."""
    plans = actor.role in roles().movers and actor.organisation == it.organisation_id
    return [one for one in it.permissions.all() if not one.answer and (plans or actor.seats & one.answerers)]


def offers(it: Movement, actor: Actor) -> list[Offer[Any]]:
    """As if what a form asks were filled in."""
    mine = open_for(it, actor)
    answerers = frozenset().union(*(one.answerers for one in it.permissions.all() if not one.answer))
    facts = it.facts(
        mine[0] if mine else None, changes=True, reason=AS_FILLED_IN, reference=AS_FILLED_IN, evaluation=AS_FILLED_IN,
        supports=bool(supports_left(it)), answerers=answerers, known=True, answered=not answerers and not mine,
        in_the_way=in_the_way(it) if it.state == "bid" else "",
    )  # fmt: skip
    return list(MOVEMENT.offers(it.state, actor, facts))


def supports_left(it: Movement) -> list[Support]:
    """What it may still ask of civil partners."""
    there, today = set(it.supports.values_list("code", flat=True)), clock.today()
    return [one for one in transit().supports if one.code not in there and one.source.holds_on(today)]


def conflict(it: Movement) -> str:
    """What lies over the times of a credit now."""
    return in_the_way(it) if it.state in HOLDS else ""


def waiting_for(actor: Actor) -> Iterable[Waiting]:
    """Permissions to answer; and of who plans: bids to decide on, and marches to close."""
    rows = Permission.objects.filter(answer="", movement__state="bid", organisation=actor.organisation)
    for one in rows.select_related("movement"):
        if actor.seats & one.answerers:
            yield Waiting("answer-permission", one.movement, one.due_at or one.movement.earliest)
    if actor.role in roles().movers:
        own = Movement.objects.filter(organisation=actor.organisation)
        for it in own.filter(state="bid").exclude(permissions__answer=""):
            yield Waiting("credit-movement", it, it.earliest)
        for it in own.filter(state="passed"):
            yield Waiting("close-movement", it, it.latest)
