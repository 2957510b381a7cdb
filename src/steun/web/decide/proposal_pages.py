"""One proposal: how far it is, what it says, and what a person makes of it: adopt, lock and plan again, overrule."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from steun.core.decide.proposal import MAKERS, MAKING, PROPOSAL
from steun.core.errors import SteunError, Unknown
from steun.web import clock, words
from steun.web.actor import Actor
from steun.web.ask.models import Request
from steun.web.ask.show import FAULTS
from steun.web.decide import adopting, advice, proposals, why
from steun.web.decide.models import Proposal
from steun.web.posted import Posted, Trouble, trouble

SEE_OTHER = 303
AGREED = "agreed-"
"""Prefix of the fields in which one writes down who agreed that a promise gives way."""


def find(pk: UUID, actor: Actor) -> Proposal:
    rows = Proposal.objects.visible_to(actor).select_related("based_on", "entry").defer("problem", "plan")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Unknown("proposal", pk)
    return found


@require_GET
def page(http: HttpRequest, pk: UUID) -> HttpResponse:
    return show(http, pk)


@require_GET
def progress(http: HttpRequest, pk: UUID) -> HttpResponse:
    """The part of the page that shows how far it is; when it is there, the page is asked for anew."""
    it = find(pk, Actor.of(http))
    if it.stage in MAKING:
        return render(http, "decide/_progress.html", making(it, Actor.of(http)))
    answer = HttpResponse(status=200)
    answer.headers["HX-Refresh"] = "true"
    return answer


def making(it: Proposal, actor: Actor) -> dict[str, Any]:
    step = it.best.get("step", "")
    return {"it": it, "step": words.word("proposal-step", step) if step else "", "may_stop": bool(actor.seats & MAKERS)}


def show(http: HttpRequest, pk: UUID, wrong: Trouble | None = None) -> HttpResponse:
    actor = Actor.of(http)
    it = find(pk, actor)
    if it.stage != "ready":
        return render(http, "decide/proposal.html", making(it, actor))
    lines = why.lines_of(it)
    rows = why.rows_of(lines, why.names_of(lines, actor))
    for row in rows:
        row.typed = http.POST.get(f"{AGREED}{row.line.key}", "") if wrong else ""
        row.chosen = bool(wrong) and row.line.key in http.POST.getlist("key")
    facts = proposals.facts_of(it, [], {})
    offers = {o.move.name: o for o in PROPOSAL.offers("ready", actor.seats, facts)}
    context = {
        "it": it,
        "dials": advice.dials_of(it),
        "in_force": facts.dials_in_force,
        "minutes": facts.minutes,
        "rows": [row for row in rows if row.line.commitment_id is None],
        "displaced": [row for row in rows if row.line.commitment_id and adopting.changes(row.line)],
        "sums": sums(rows),
        "classes": it.summary["classes"],
        "proven": {"L1", "L2", "L3", "L4", "L5"} <= set(it.summary["proven"]),
        "gap": f"{it.summary['gap'].get('G_5', 0) / 100:.1f}",
        "source": source(it.summary["reserve_from"]),
        "unplanned": unplanned(it),
        "may_adopt": offers["adopt"].permitted,
        "adopters": sorted(offers["adopt"].needed),
        "may_overrule": offers["overrule"].permitted,
        "may_make": bool(actor.seats & MAKERS),
        "asked": any(row.choosable and row.line.request.stage == "asked" for row in rows),
        "hold_until": clock.now() + proposals.HOLD_FOR,
        "others": others(it, actor),
        "form": "decide",
        "trouble": wrong,
    }
    return render(http, "decide/proposal.html", context, status=wrong.status if wrong else 200)


def sums(rows: list[why.Row]) -> dict[str, int]:
    """What the first sentences say."""
    wishes = [row for row in rows if row.line.commitment_id is None]
    return {
        "wishes": len(wishes),
        "whole": sum(row.missing == 0 for row in wishes),
        "part": sum(row.missing > 0 and row.line.given > row.line.stands for row in wishes),
        "nothing": sum(row.missing > 0 and row.line.given == row.line.stands for row in wishes),
        "losing": len({row.line.request_id for row in rows if row.lost}),
        "open": sum(row.choosable for row in rows),
        "first_come": sum(row.line.first_come >= row.line.asked for row in wishes),
    }


def source(code: str) -> str:
    """Where the reserve prices come from, in words."""
    kind, _sep, name = code.partition(" ")
    if kind == "herijking":
        return _("the herijking “%(name)s”") % {"name": name}
    return words.word("reserve-from", code)


def unplanned(it: Proposal) -> list[tuple[Request, str]]:
    found = Request.objects.select_related("requester").in_bulk([row["request"] for row in it.summary["unplanned"]])
    pairs = ((found.get(UUID(row["request"])), row["why"]) for row in it.summary["unplanned"])
    return [(request, words.word("unplanned", code)) for request, code in pairs if request]


def others(it: Proposal, actor: Actor) -> list[Proposal]:
    """Ready proposals to lay this one beside, the latest first."""
    rows = Proposal.objects.visible_to(actor).filter(stage="ready").exclude(pk=it.pk).defer("problem", "plan")
    return list(rows[:6])


@require_POST
def move(http: HttpRequest, pk: UUID, move: str) -> HttpResponse:
    """Stop, adopt, overrule, or plan again around what is locked or left out. What goes wrong is told on the page."""
    actor = Actor.of(http)
    find(pk, actor)
    if move not in MOVES:
        raise Unknown("move", move)
    try:
        it = MOVES[move](http, pk, actor)
    except FAULTS as error:
        return refused(http, pk, error)
    return HttpResponseRedirect(reverse("decide:proposal", args=[it.pk]), status=SEE_OTHER)


def refused(http: HttpRequest, pk: UUID, error: SteunError) -> HttpResponse:
    return show(http, pk, trouble(http, "decide", error))


def stop(http: HttpRequest, pk: UUID, actor: Actor) -> Proposal:
    return proposals.stop(pk, by=actor, id=Posted(http.POST.dict()).id)


def adopt(http: HttpRequest, pk: UUID, actor: Actor) -> Proposal:
    form = Posted(http.POST.dict())
    hold_until = form.moment("hold_until")
    reason = form.text("reason")
    agreed = {name.removeprefix(AGREED): form.text(name, 300) for name in http.POST if name.startswith(AGREED)}
    form.check()
    keys = None if http.POST.get("all") == "1" else http.POST.getlist("key")
    said = {key: text for key, text in agreed.items() if text}
    return proposals.adopt(pk, keys, by=actor, agreed=said, hold_until=hold_until, reason=reason, id=form.id)


def overrule(http: HttpRequest, pk: UUID, actor: Actor) -> Proposal:
    form = Posted(http.POST.dict())
    reason = form.text("reason")
    form.check()
    return proposals.overrule(pk, http.POST.getlist("key"), by=actor, reason=reason, id=form.id)


def again(http: HttpRequest, pk: UUID, actor: Actor) -> Proposal:
    """Plan anew with the same dials: `keep` locks the chosen lines as proposed, else they are left out this time."""
    before = find(pk, actor)
    keys, keep = http.POST.getlist("key"), http.POST.get("keep") == "1"
    trial = advice.dials_of(before) if before.dials_number is None else None
    return proposals.make(
        by=actor,
        trial=trial,
        based_on=pk,
        locked=[*before.locked, *keys] if keep else before.locked,
        left_out=before.left_out if keep else [*before.left_out, *keys],
        seconds=before.seconds,
        id=Posted(http.POST.dict()).id,
    )


MOVES = {"stop": stop, "adopt": adopt, "overrule": overrule, "again": again}

urlpatterns = [
    path("proposals/<uuid:pk>", page, name="proposal"),
    path("proposals/<uuid:pk>/progress", progress, name="progress"),
    path("proposals/<uuid:pk>/<slug:move>", move, name="proposal_move"),
]
