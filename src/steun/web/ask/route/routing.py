"""The route finder for a request: from its rows to a situation of the core, and the law of its day."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from steun.core.ask.route.answers import Answers, with_answers
from steun.core.ask.route.finder import Routes, find_routes
from steun.core.ask.route.questions import Asked, questions
from steun.core.ask.route.situation import Situation
from steun.rules.load import law, roles
from steun.web.ask.gate.seats import kinds_of
from steun.web.ask.request.model import Request
from steun.web.ask.route.answers import answers_of
from steun.web.kernel import clock
from steun.web.know.decree.model import Decree
from steun.web.know.decree.read import in_place


def situation_of(request: Request) -> Situation:
    """What the rules of the route look at. A question that nobody answered stays unknown.

    It is asked, and blocks nothing.
    """
    return with_answers(known_of(request), answered_in(request), law().questions)


def known_of(request: Request) -> Situation:
    """What is known of a case without asking: who asks, when, where, and which reasons stand on the form."""
    kind = request.requester.kind
    municipalities = 0 if request._state.adding else len(request.municipalities.all())
    incident = request.incident
    return Situation(
        day=request.law_day,
        task=request.task_kind,
        requester_role=orderer_of(kind),
        requester_kind=kind,
        supply="",
        receiver="",
        municipalities=max(1, municipalities),
        island=kind == "island",
        urgent=request.urgent,
        crisis=bool(incident and any(level.above_local for level in law().grip if level.code == incident.grip)),
        special_case=True if request.special_case.strip() else None,
        last_resort_reasons=True if answered(request, "own", "neighbours") else None,
        market_reasons=True if answered(request, "market") else None,
        trade_statement=True if answered(request, "trade") else None,
        adjacent=is_adjacent(request),
        **awake(request),
    )


def orderer_of(kind: str) -> str:
    """The role of Defence that asks for an organisation of this kind, "" for any other organisation."""
    return next((role for role in roles().orderers if kind in kinds_of(role)), "")


def awake(request: Request) -> dict[str, Any]:
    """The decrees and special powers that are in force on the day and in the place of this request."""
    if "awake" not in request.__dict__:  # looked up once for all that is asked of one row
        request.__dict__["awake"] = list(Decree.objects.awake(request.sent_at or clock.now()))
    found = in_place(request.__dict__["awake"], places(request))
    if not found:
        return {}
    return {
        "decrees": frozenset(decree.power for decree in found),
        "used": frozenset(decree.power for decree in found if decree.used),
        "state_of_emergency": any(decree.rule.emergency for decree in found),
    }


def places(request: Request) -> Iterator[str]:
    """The organisations in whose place help is asked: towns, their regions, provinces and police units."""
    asker = request.requester
    towns = [] if request._state.adding else list(request.municipalities.all())
    for town in towns or [asker]:
        region = town if town.kind == "safety-region" else town.region
        yield town.pk
        if region:
            known = law().regions.get(region.pk)
            yield from (region.pk, *((known.province, known.police_unit) if known else ()))


def is_adjacent(request: Request) -> bool | None:
    """Whether the region that is asked lies next door: the map knows once it is named."""
    if request.addressee and request.addressee.kind == "safety-region":
        asking = request.requester.region_id or request.requester_id
        return law().adjacent(asking, request.addressee_id or "")
    return None


def answered_in(request: Request) -> Answers:
    """The answers, without those that the map gives."""
    found, known = answers_of(request.situation), settled(request)
    return {q.code: found[q.code] for q in law().questions if q.code in found and not q.facts <= known}


def settled(request: Request) -> frozenset[str]:
    """Facts that nobody need be asked for."""
    return frozenset({"adjacent"} if is_adjacent(request) is not None else ())


def answered(request: Request, *kinds: str) -> bool:
    return all(str(request.last_resort.get(kind, {}).get("answer", "")).strip() for kind in kinds)


def routes_for(request: Request) -> Routes:
    """Every legal basis weighed for this request, on the day whose law applies."""
    return weighed(situation_of(request))


def questions_of(request: Request) -> tuple[Asked, ...]:
    """What is worth asking of this request, with the answers given."""
    return asked(known_of(request), frozenset(answered_in(request).items()), settled(request))


@lru_cache(maxsize=256)
def asked(
    known: Situation, answers: frozenset[tuple[str, tuple[str, ...]]], settled: frozenset[str]
) -> tuple[Asked, ...]:
    """Pure, and asked again at every change of the form."""
    return questions(known, dict(answers), law(), settled)


@lru_cache(maxsize=256)
def weighed(situation: Situation) -> Routes:
    """Pure, and asked several times for one act: by the signatures, the facts and the page."""
    return find_routes(situation, law())
