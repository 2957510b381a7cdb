"""Cases: requests of any state, incidents, and what was decided. Each through the one way in which cases are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from steun.core.ask.incident import INCIDENT
from steun.core.ask.request import FINISHED
from steun.core.kernel.text.folding import folded
from steun.core.kernel.text.likeness import points
from steun.core.kernel.text.terms import Term
from steun.core.kernel.units import distance
from steun.core.know.question import Place, Question
from steun.rules.load import law
from steun.web.ask.gate.model import Gate
from steun.web.ask.incident.model import Incident
from steun.web.ask.request.lists import sides
from steun.web.ask.request.model import Request, RequestQuerySet
from steun.web.ask.request.search import index
from steun.web.ask.request.search.similar import NEAR, around, within
from steun.web.desks.finding.hit import MOST, Hit, in_both, names
from steun.web.desks.finding.known import joined
from steun.web.desks.own.page import OWN, case_page
from steun.web.kernel import words
from steun.web.kernel.actor import Actor

Terms = Sequence[Term]
THE_NUMBER = 100
"""Points of the case whose number was typed."""
DECIDING = ("decide", "agree", "judge", "consent", "consult", "view")
SAID = ("passed", "refused", "phoned", "attested")
DECIDED = 20
"""Cases of which is shown what was decided."""
MOST_PARTS = 3
CLOSED = MOST // 2


def matching(terms: Terms, asked: Question, actor: Actor) -> list[UUID]:
    """Keys of cases that answer: what goes on first, then what is over, the last changed first of both. Of a word that
    nearly every case has, what goes on is enough: to read all that is over for it would take long and help nobody."""
    few = index.holding(terms)

    def answers(rows: RequestQuerySet) -> RequestQuerySet:
        rows = rows if few is None else rows.filter(pk__in=few)
        rows = rows.answering(terms, actor)
        return rows.filter(there(asked.near)) if asked.near else rows

    found = sides.cases(actor, is_open=True).where(answers).keys("changed", MOST - CLOSED)
    if few is None and not asked.near and len(found) == MOST - CLOSED:
        return found
    return found + sides.cases(actor, is_open=False).where(answers).keys("changed", MOST - len(found))


def there(near: Place) -> Q:
    """With a point near that place; or without one, in a municipality there."""
    codes = {code for code, it in law().areas.items() if distance(it.lon, it.lat, near.lon, near.lat) <= NEAR}
    return around((near.lon, near.lat)) | Q(lon=None) & within(codes)


def requests(keys: Sequence[UUID], terms: Terms, asked: Question, actor: Actor) -> list[Hit]:
    """These cases, each with how well it answers."""
    rows = Request.objects.filter(pk__in=keys).select_related("requester", "effect").prefetch_related("municipalities")
    whole = set(Request.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))
    order = {key: n for n, key in enumerate(keys)}
    return [request(it, it.pk in whole, terms, asked) for it in sorted(rows, key=lambda row: order[row.pk])]


def request(it: Request, is_whole: bool, terms: Terms, asked: Question) -> Hit:
    numbers = {it.number.lower(), it.number.lower().partition("-")[2]} if it.number else set()
    if any(term.typed[0] in numbers for term in terms):
        found = THE_NUMBER
    else:
        name = folded(f"{it.title} {names(it.effect) if it.effect else ''}")
        found = points(terms, name, f"{it.search} {it.search_parties if is_whole else ''}") or 1
    return Hit(
        "requests", str(it.pk), it.title or (words.named(it.effect) if it.effect else ""),
        "ask:show", found, detail=joined(words.named(it.requester), it.place),
        number=it.number or "", state=it.state, closed=it.state in FINISHED, draft=not it.number, at=it.starts_at,
        km=km(it, asked.near), row=it if is_whole else None,
    )  # fmt: skip


def km(it: Request, near: Place | None) -> int | None:
    lon, lat = it.spot if near else (None, None)
    if near is None or lon is None or lat is None:
        return None
    return round(distance(lon, lat, near.lon, near.lat) / 1000)


def incidents(terms: Terms, asked: Question, actor: Actor) -> Iterator[Hit]:
    rows = Incident.objects.visible_to(actor).answering(terms)
    rows = rows.filter(around((asked.near.lon, asked.near.lat))) if asked.near else rows
    for it in rows.order_by("-started_at", "-pk")[:MOST]:
        yield Hit(
            "incidents", str(it.pk), it.name, "ask:incident",
            points(terms, folded(it.name), it.search) or 1, detail=it.place, state=it.state,
            closed=it.state in FINAL, at=it.started_at,
        )  # fmt: skip


FINAL = frozenset(INCIDENT.states) - {"open"}


def decisions(keys: Sequence[UUID], terms: Terms, asked: Question, actor: Actor) -> Iterator[Hit]:
    """What was decided, agreed, judged or advised, the last first: in the cases that answer, and in those that have
    some of the words while the act has the others. A reason that is not for this reader is neither looked into nor
    shown."""
    cases = list(keys[:DECIDED])
    for part in parts(terms):
        cases += matching(part, asked, actor)[:DECIDED]
    rows = Gate.objects.visible_to(actor).filter(request__in=set(cases), kind__in=DECIDING, state__in=SAID)
    for it in rows.select_related("request").order_by("-done_at"):
        about = it.request
        acting = " ".join(in_both("role", role) for role in it.holder_roles)
        own = f"{in_both('gate', it.code)} {in_both('gate-state', it.state)} {acting}"
        rest = f"{about.search} {about.search_parties} {folded(it.reason_for(actor))}"
        if found := points(terms, own, rest):
            yield Hit(
                "decisions", str(it.pk), words.word("gate", it.code), "ask:show", found, at_key=str(about.pk),
                detail=joined(about.number or "", about.title), state=it.state, context="gate-state", at=it.done_at,
            )  # fmt: skip


def parts(terms: Terms) -> list[Terms]:
    """The terms apart, when there are several, as far as each leaves few cases; of many not all, since each is a
    question to the database."""
    return [[it] for it in terms[:MOST_PARTS] if index.holding([it]) is not None] if len(terms) > 1 else []


def own(terms: Sequence[Term], asked: Question, actor: Actor) -> Iterator[Hit]:
    """By the words that each life keeps to be found by; what still matters first. No place: they are not on a map."""
    if asked.near or not terms:
        return
    for name, (life, pages) in OWN.items():
        if not any(field.name == "search" for field in life.model._meta.concrete_fields):
            continue
        going_on = set(next(iter(pages.states.values()), ()))
        rows: Any = life.model._default_manager
        for it in rows.visible_to(actor).answering(terms).whole().order_by("-pk")[:MOST]:
            yield Hit(
                "own", str(it.pk), pages.name(it), case_page(name), max(points(terms, it.search, ""), 1),
                detail=words.word("life", name), state=it.state, closed=it.state not in going_on,
            )  # fmt: skip
