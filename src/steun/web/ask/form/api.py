"""The route finder for machines: which legal bases fit a request, which do not, and why."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from steun.web.ask.request import acts as actions
from steun.web.ask.route.routing import questions_of, routes_for, situation_of
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.offers import VerdictOut, verdict_out
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape

router = Room()


class RouteOut(Shape):
    basis: str
    title: str
    fits: bool
    requester: str
    addressee: str
    deciders: list[str]
    force: str
    gates: list[str]
    verdicts: list[VerdictOut]


class QuestionOut(Shape):
    """A question of which the answer matters: `name` stands in `situation` of the request, `usually` until told."""

    name: str
    text: str
    answers: list[str]
    given: list[str]
    usually: str
    seldom: bool


class RoutesOut(Shape):
    proposed: list[str]
    routes: list[RouteOut]
    questions: list[QuestionOut]


@router.get("/requests/{uuid:pk}/routes", response=RoutesOut)
def request_routes(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """The route finder: which legal bases fit this request, which do not, and why; and what is still worth telling."""
    request = actions.see(pk, Actor.of(http), lock=False)
    routes, day = routes_for(request), situation_of(request).day
    return {
        "proposed": [r.basis.code for r in routes.proposed],
        "routes": [
            {
                "basis": r.basis.code,
                "title": words.named(r.basis.title),
                "fits": r.fits,
                "requester": r.requester,
                "addressee": r.addressee,
                "deciders": list(r.deciders),
                "force": r.force,
                "gates": [g.code for g in r.gates],
                "verdicts": [verdict_out(v, day) for v in r.verdicts],
            }
            for r in routes.all
        ],
        "questions": [
            {
                "name": asked.question.code,
                "text": words.named(asked.question.ask),
                "answers": list(asked.question.answers),
                "given": list(asked.given),
                "usually": asked.question.presumed(request.task_kind),
                "seldom": asked.seldom,
            }
            for asked in questions_of(request)
        ],
    }
