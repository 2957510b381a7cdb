"""The API: everything that a page can do, from the same actions. OpenAPI 3.1 at `/api/v1/openapi.json`."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder
from ninja.security import HttpBearer, django_auth
from pydantic import BaseModel

from steun import __version__
from steun.core.kernel.errors import Fault, Malformed, NotYours, SteunError
from steun.web.ask.addition.api import router as additions
from steun.web.ask.agreed.api import router as agreed
from steun.web.ask.attachment.api import router as files
from steun.web.ask.form.api import router as routes
from steun.web.ask.gate.api import router as gates
from steun.web.ask.incident.api import router as incidents
from steun.web.ask.request.api import router as ask
from steun.web.decide.commitment.api import router as commitments
from steun.web.decide.policy.api import router as policy
from steun.web.decide.promise.api import router as promises
from steun.web.decide.proposal.api import router as proposals
from steun.web.decide.stock.api import router as stock
from steun.web.deliver.deployment.api import router as deliver
from steun.web.desks.audit.api import router as journal
from steun.web.desks.finding.api import router as finding
from steun.web.desks.picture.api import router as picture
from steun.web.desks.places.api import router as places
from steun.web.desks.report.api import router as reports
from steun.web.desks.roads.at.api import router as roads_at
from steun.web.kernel import moments
from steun.web.kernel.actor import HEADER, remember
from steun.web.kernel.api.operations import mount
from steun.web.kernel.failure import problems, responses
from steun.web.kernel.keys import parse_key
from steun.web.kernel.life.pages import room_of
from steun.web.kernel.people import pace
from steun.web.know.answersheet.api import router as answers
from steun.web.know.api import router as know
from steun.web.know.intake.api import router as intake
from steun.web.know.road.api import router as roads
from steun.web.learn.evaluation.api import router as learn
from steun.web.learn.indicator.api import router as indicators
from steun.web.lives import LIVES
from steun.web.people.account.api import router as accounts
from steun.web.people.filter.api import router as filters
from steun.web.people.mandate.api import router as mandates
from steun.web.people.organisation.api import router as organisations
from steun.web.people.person.api import router as persons
from steun.web.people.person.key import actor_of_key


class Key(HttpBearer):
    """A key of one's own mandate: `Authorization: Bearer steun_...`. Who names another mandate beside it is refused."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        actor = actor_of_key(token)
        if actor is not None:
            named = request.headers.get(HEADER)
            if named and parse_key(named) != parse_key(actor.mandate):
                raise NotYours(limit="mandate")
            remember(request, actor)
            pace.keep(actor.person)
        return actor


class Encoder(NinjaJSONEncoder):
    """Moments as they are, to the microsecond: who sends back what was read has changed nothing."""

    def default(self, o: Any) -> Any:
        return moments.machine(o) if isinstance(o, datetime) else super().default(o)


class Renderer(JSONRenderer):
    """JSON with letters as they are."""

    encoder_class = Encoder

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        return json.dumps(data, cls=self.encoder_class, ensure_ascii=False)


class Reason(BaseModel):
    code: str
    text: str
    source: str = ""
    met: bool = False
    binding: bool = True
    facts: dict[str, Any] = {}


class FaultOut(BaseModel):
    field: str
    code: str
    text: str
    facts: dict[str, Any] = {}


class Problem(BaseModel):
    """RFC 9457 problem details: one shape for every no."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    reasons: list[Reason] = []
    faults: list[FaultOut] = []


PROBLEMS = {
    "401": "Nobody is logged in",
    "403": "The role or mandate does not reach this far",
    "404": "Not there, or not visible to you",
    "409": "The domain says no, with every reason; or somebody changed it first",
    "422": "What was sent cannot be used; every fault at its field",
    "429": "More calls of one person than anybody needs; `Retry-After` says when it goes on",
}


class SteunAPI(NinjaAPI):
    def validation_error_from_error_contexts(self, error_contexts: Any) -> ValidationError:
        """Keeps the facts of what cannot be taken (how long it is, and may be): without them no sentence is whole."""
        facts = [
            getattr(found.get("ctx", {}).get("error"), "facts", {})
            for context in error_contexts
            for found in context.pydantic_validation_error.errors(include_url=False, include_input=False)
        ]
        error = super().validation_error_from_error_contexts(error_contexts)
        for found, known in zip(error.errors, facts, strict=True):
            found["ctx"] = {**found.get("ctx", {}), **known}
        return error

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        """Adds the problems that every call can answer with, and the header that names the mandate."""
        schema = super().get_openapi_schema(*args, **kwargs)
        schema["components"].setdefault("schemas", {}).update(
            {m.__name__: m.model_json_schema(ref_template="#/components/schemas/{model}") for m in (Reason, FaultOut)}
        )
        details = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        details.pop("$defs", None)
        schema["components"]["schemas"]["Problem"] = details
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, text in PROBLEMS.items():
                    operation["responses"].setdefault(status, {"description": text, "content": content})
        return schema


api = SteunAPI(
    title="Steun",
    version=__version__,
    description="Civil-military crisis cooperation: ask, decide, deliver, learn. Every act is an entry in the journal.",
    auth=[Key(), django_auth],
    renderer=Renderer(),
    docs_url=None,  # its pages load from other hosts; the description itself is openapi.json
    urls_namespace="api",
)
mount(LIVES)
for name, router in (
    ("ask", ask),
    ("ask", routes),
    ("ask", additions),
    ("ask", incidents),
    ("ask", files),
    ("ask", agreed),
    ("decide", gates),
    ("decide", commitments),
    ("decide", promises),
    ("decide", proposals),
    ("decide", policy),
    ("decide", stock),
    ("deliver", deliver),
    ("learn", learn),
    ("learn", indicators),
    ("know", know),
    ("know", intake),
    ("know", answers),
    ("know", roads),
    ("deliver", roads_at),
    ("deliver", picture),
    ("learn", reports),
    ("know", finding),
    ("know", places),
    ("journal", journal),
    ("people", organisations),
    ("people", mandates),
    ("people", persons),
    ("people", accounts),
    ("people", filters),
    *((room_of(life), life.router) for life in LIVES.values() if life.pages and life.router),
):
    api.add_router("", router, tags=[name])


@api.exception_handler(SteunError)
def on_no(http: HttpRequest, error: SteunError) -> HttpResponse:
    return responses.as_json(error)


@api.exception_handler(ValidationError)
def on_malformed(http: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = []
    for found in error.errors:
        place = [str(p) for p in found["loc"]]
        code = str(found.get("ctx", {}).get("error", "")) if found["type"] == "value_error" else found["type"]
        if place[0] == "body":
            place = [place[0], *place[2:]]  # without the name that our own code has for the body
        faults.append(Fault(".".join(place[1:]) or place[0], code.replace("_", "-"), facts_of(found.get("ctx", {}))))
    return responses.as_json(Malformed(faults))


def facts_of(facts: dict[str, Any]) -> dict[str, Any]:
    return {k: problems.fact(v) for k, v in facts.items() if k != "error" and isinstance(v, str | int | float)}


@api.exception_handler(AuthenticationError)
def on_stranger(http: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = responses.as_json(NotYours(limit="log-in"))
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def on_unreadable(http: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja's own refusals: a body that is no JSON, and a cookie without its proof against forgery."""
    if error.status_code == 403:
        return responses.as_json(NotYours(limit="forged"))
    return responses.as_json(Malformed([Fault("body", "unreadable")]))
