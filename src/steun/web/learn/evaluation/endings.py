"""How a request ends: with the last unit home, or because nobody is needed any more.

From then on its evaluation is due.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec, cast
from uuid import UUID

from steun.core.ask.request import REQUEST
from steun.web.ask.addition import acts as additions
from steun.web.ask.request import acts as ask
from steun.web.ask.request.facts import request_facts
from steun.web.ask.request.model import Request
from steun.web.decide.commitment.acts import release_all
from steun.web.decide.locks import lock_promises_of
from steun.web.deliver.deployment import acts as deliver
from steun.web.deliver.deployment.model import Deployment
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.record import apply_move
from steun.web.kernel.life.once import once
from steun.web.learn.evaluation.acts import await_evaluation

P = ParamSpec("P")


def then_finish(report: Callable[P, Deployment]) -> Callable[P, Deployment]:
    """A unit is home, or is called off: when it was the last, the request ends by this very act."""

    @wraps(report)
    def done(*args: P.args, **words: P.kwargs) -> Deployment:
        deployment = report(*args, **words)
        finish(deployment.request, cast(Actor, words["by"]), cast(datetime | None, words.get("happened_at")))
        return deployment

    return done


report = once("deployment.end")(then_finish(deliver.reported))


def finish(request: Request, by: Actor, happened_at: datetime | None) -> None:
    """End the request when nobody is under way and no committed unit still waits for its order."""
    facts = request_facts(request)
    waiting = any(c.state == "committed" for c in request.commitments.all())
    if waiting or facts.deployments_open or request.state not in {"ordered", "deployed"}:
        return
    apply_move(request, REQUEST, "end", by=by.following, facts=facts, happened_at=happened_at)
    request.saved_at = clock.now()
    request.version += 1
    request.save()
    additions.let_go(request, by, additions.UNJUDGED, "request-ended")
    await_evaluation(request, by, happened_at)


@once("request.end")
def end(
    pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None, happened_at: datetime | None = None
) -> Request:
    """End a request whose units are all back, or that needed none after all; what was still kept is released."""
    lock_promises_of(ask.see(pk, by, words=False).pk)
    request, _ = ask.step(pk, "end", by=by, id=id, reason=reason, happened_at=happened_at)
    release_all(request, by, "request-ended", happened_at)
    request.save()
    additions.let_go(request, by, additions.UNJUDGED, "request-ended")
    await_evaluation(request, by, happened_at)
    return request
