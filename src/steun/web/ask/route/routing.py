"""The route finder for a request: from its rows to a situation of the core, and the law of its day."""

from __future__ import annotations

from functools import lru_cache

from steun.core.ask.route.finder import Routes, find_routes
from steun.core.ask.route.situation import Situation
from steun.rules.load import law
from steun.web.ask.request.model import Request

SUPPLY = {"public-order": "", "criminal-law": "", "special-units": "", "allied-transit": "", "direct-alarm": ""}
"""Tasks for which help may come from elsewhere than the armed forces until somebody says from whom."""


def situation_of(request: Request) -> Situation:
    """What the rules of the route look at. A question that nobody answered stays unknown.

    It is asked, and blocks nothing.
    """
    told = request.situation
    kind = request.requester.kind
    municipalities = 0 if request._state.adding else len(request.municipalities.all())
    incident = request.incident
    return Situation(
        day=request.law_day,
        task=request.task_kind,
        requester_role="toc" if kind == "toc" else "",
        requester_kind=kind,
        supply=told.get("supply") or SUPPLY.get(request.task_kind, "armed-forces"),
        receiver=told.get("receiver", ""),
        municipalities=max(1, municipalities),
        scale=scale_of(told),
        island=kind == "island",
        urgent=request.urgent,
        needs_powers=bool(told.get("needs_powers")),
        crisis=bool(incident and incident.grip in {"4", "5", "rijk"}),
        vital_interest=told.get("vital_interest") or None,
        special_case=True if request.special_case.strip() else None,
        last_resort_reasons=True if answered(request, "own", "neighbours") else None,
        market_reasons=True if answered(request, "market") else None,
        trade_statement=True if answered(request, "trade") else None,
        standard_scenario=told.get("standard_scenario", True),
        linked_incidents=bool(told.get("linked_incidents")),
        large_national_interest=bool(told.get("large_national_interest")),
        designated_person=bool(told.get("designated_person")),
        adjacent=adjacent(request),
        both_crisis_plans=told.get("crisis_plans_agree"),
        alarm=told.get("alarm", ""),
        state_cannot_provide=told.get("state_cannot_provide"),
    )


def adjacent(request: Request) -> bool | None:
    """Whether the region that is asked lies next door: the map knows once it is named, before that who asks says it."""
    asking = request.requester.region_id or request.requester_id
    if request.addressee and request.addressee.kind == "safety-region":
        return law().adjacent(asking, request.addressee_id or "")
    return request.situation.get("adjacent_region")


def scale_of(told: dict[str, object]) -> str:
    """As judged by the requester; nothing when the number of municipalities may say it."""
    if told.get("more_than_regional"):
        return "more-than-regional"
    return "more-than-local" if told.get("more_than_local") else ""


def answered(request: Request, *kinds: str) -> bool:
    return all(str(request.last_resort.get(kind, {}).get("answer", "")).strip() for kind in kinds)


def routes_for(request: Request) -> Routes:
    """Every legal basis weighed for this request, on the day whose law applies."""
    return weighed(situation_of(request))


@lru_cache(maxsize=256)
def weighed(situation: Situation) -> Routes:
    """Pure, and asked several times for one act: by the signatures, the facts and the page."""
    return find_routes(situation, law())
