"""What a person makes of a proposal: stop it, adopt it, decide otherwise, or plan again around what is settled."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from steun.core.kernel.errors import Unknown
from steun.web.decide.explanation.displaced import AGREED
from steun.web.decide.planning import advice
from steun.web.decide.proposal import acts as proposals
from steun.web.decide.proposal.model import Proposal, ProposalLine
from steun.web.desks.proposal.page import FORM, find, show
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FAULTS, Posted, form_error, see_other

TURN = "turn"
"""To another page of a long proposal, with all that was ticked and typed: nothing is decided."""


@require_POST
def move(http: HttpRequest, pk: UUID, move: str) -> HttpResponse:
    """What goes wrong is shown on the page of the proposal, with everything that was ticked and typed."""
    actor = Actor.of(http)
    find(pk, actor)
    if move == TURN:
        return show(http, pk)
    if move not in MOVES:
        raise Unknown("move", move)
    try:
        it = MOVES[move](http, pk, actor)
    except FAULTS as error:
        return show(http, pk, form_error(http, FORM, error))
    return see_other(reverse("decide:proposal", args=[it.pk]))


def stop(http: HttpRequest, pk: UUID, actor: Actor) -> Proposal:
    return proposals.stop(pk, by=actor, id=Posted(http.POST.dict()).id)


def adopt(http: HttpRequest, pk: UUID, actor: Actor) -> Proposal:
    form = Posted(http.POST.dict())
    hold_until = form.moment("hold_until")
    reason = form.text("reason")
    agreed = {name.removeprefix(AGREED): form.text(name, 300) for name in http.POST if name.startswith(AGREED)}
    form.check()
    keys = None if http.POST.get("all") == "1" else keys_of(http, "key")
    said = spread(pk, {key: text for key, text in agreed.items() if text})
    return proposals.adopt(pk, keys, by=actor, agreed=said, hold_until=hold_until, reason=reason, id=form.id)


def spread(pk: UUID, said: Mapping[str, str]) -> dict[str, str]:
    """Who agreed for a request agreed for all its promises: one field on the page, one answer per line."""
    promises = ProposalLine.objects.filter(proposal=pk, commitment__isnull=False)
    rows = list(promises.values_list("key", "request_id")) if said else []
    by_request = {request: said[key] for key, request in rows if key in said}
    return {key: said.get(key, by_request[request]) for key, request in rows if request in by_request}


def overrule(http: HttpRequest, pk: UUID, actor: Actor) -> Proposal:
    form = Posted(http.POST.dict())
    reason = form.text("reason")
    form.check()
    return proposals.overrule(pk, keys_of(http, "key"), by=actor, reason=reason, id=form.id)


def again(http: HttpRequest, pk: UUID, actor: Actor) -> Proposal:
    """Plan anew: what is chosen, or was kept before, stays as proposed; what is ticked to wait is left out this time.

    A trial is tried again with its own policy; else the policy in force counts.
    """
    before = find(pk, actor)
    form = Posted(http.POST.dict())
    seconds = form.number("seconds", 1)
    form.check()
    out = keys_of(http, "out")
    keys = [key for key in (*keys_of(http, "key"), *keys_of(http, "keep")) if key not in out]
    return proposals.make(
        by=actor,
        trial=advice.policy_of(before) if before.policy_number is None else None,
        based_on=pk,
        locked=keys,
        left_out=out,
        seconds=seconds or before.seconds,
        id=form.id,
    )


def keys_of(http: HttpRequest, name: str) -> list[str]:
    """Keys of lines; a box may stand for all promises of a request."""
    return [key for value in http.POST.getlist(name) for key in value.split()]


MOVES = {"stop": stop, "adopt": adopt, "overrule": overrule, "again": again}

urlpatterns = [path("proposals/<uuid:pk>/<slug:move>", move, name="proposal_move")]
