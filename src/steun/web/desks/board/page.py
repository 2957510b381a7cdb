"""What waits for me, the board of all requests, and the page for handing over a shift."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steun.core.ask import states
from steun.core.ask.addition import STANDING
from steun.core.ask.request import FINISHED, REQUEST, orderers
from steun.core.ask.rules import RequestFacts
from steun.core.deliver.deployment import UNDER_WAY
from steun.rules.load import law, roles
from steun.web.ask.addition.model import Addition
from steun.web.ask.gate import turn
from steun.web.ask.gate.gates import said
from steun.web.ask.gate.model import Gate, said_of
from steun.web.ask.gate.words import holder_in_words
from steun.web.ask.request import read as lists
from steun.web.ask.request.lists import sides
from steun.web.ask.request.lists.sides import CaseList
from steun.web.ask.request.model import Request, RequestQuerySet
from steun.web.ask.timeliness.read import prefetched
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.proposal import read as proposals
from steun.web.deliver.deployment.model import Deployment
from steun.web.desks.board import search
from steun.web.desks.case.read import count_up_to
from steun.web.desks.own import work as own
from steun.web.desks.work.tasks import Task, desk, tasks
from steun.web.desks.work.waiting import Turn, turns, units
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filters import page_in
from steun.web.kernel.input.forms import asked as filters
from steun.web.kernel.input.typed import Typed
from steun.web.kernel.people.models import Notice, Organisation
from steun.web.learn.evaluation.model import Evaluation

COUNTED = 1000
DEEPEST = 40
"""Pages: who looks further than a thousand requests needs a filter."""
DAY = timedelta(hours=24)
SORTS = ("priority", "needed", "changed")
"""What presses most comes first, unless somebody chooses otherwise."""
WHOSE = ("mine", "waiting")
HEAVY = ("reason", "task", "special_case", "last_resort", "situation", "granted_note", "search", "search_parties")
"""Columns that a list does not show."""


@require_GET
def my_work(http: HttpRequest) -> HttpResponse:
    """Everything that waits for me, most urgent first."""
    actor = Actor.of(http)
    now = clock.now()
    waiting = tasks(actor)
    context = {"tasks": [(t, t.late(now)) for t in waiting], "figures": figures(actor, waiting), "now": now}
    context["proposal"] = proposals.waiting_for(actor)
    context["waiting"] = own.waiting_for(actor)
    return render(
        http, "desks/work/_tasks.html" if http.headers.get("HX-Request") else "desks/work/my_work.html", context
    )


def figures(actor: Actor, waiting: list[Task]) -> list[dict[str, Any]]:
    """The key figures on top of my work."""
    now = clock.now()
    late = sum(t.late(now) for t in waiting)
    ahead = min((t.until for t in waiting if t.until and t.until >= now), default=None)
    going_on = sides.cases(actor, is_open=True).count(COUNTED)
    under_way = Deployment.objects.visible_to(actor).filter(state__in=UNDER_WAY)
    due = Evaluation.objects.visible_to(actor).filter(state="due")
    board = reverse("ask:board")
    reports = actor.role in roles().commanders or bool(orderers(RequestFacts(roles=roles())) & actor.seats)
    return [
        {"value": len(waiting), "label": _("waiting for you"), "tone": "wait" if waiting else "good"},
        {"value": late, "label": _("too late"), "tone": "bad" if late else ""},
        {"moment": ahead, "value": "–", "label": _("until the next deadline"), "tone": ""},
        {"value": in_words(going_on), "label": _("open requests"), "url": board},
        {
            "value": counted(under_way),
            "label": _("units under way"),
            "url": reverse("deliver:mine") if reports else board,
        },
        {"value": counted(due), "label": _("to be evaluated"), "url": reverse("learn:due")},
    ]


def counted(rows: Any) -> str:
    return in_words(count_up_to(rows, COUNTED))


def in_words(number: int) -> str:
    return f"{COUNTED}+" if number > COUNTED else str(number)


@require_GET
def board(http: HttpRequest) -> HttpResponse:
    """All requests that I may see: filtered, sorted, 25 a page. htmx gets only the table."""
    actor = Actor.of(http)
    cases, asked = chosen(http, actor)
    number = page_in(http, DEEPEST)
    found = cases.page(rows_of_table(), asked["sort"], lists.PAGE + 1, (number - 1) * lists.PAGE)
    more, found = len(found) > lists.PAGE, found[: lists.PAGE]
    total = cases.count(COUNTED) if more or number > 1 else len(found)
    context = {
        "rows": table(found, actor),
        "asked": asked,
        "total": total,
        "counted": COUNTED,
        "number": number,
        "previous": number - 1,
        "next": number + 1 if more and number < DEEPEST else 0,
        "since": Typed.sent(asked, "since"),
        "since_wrong": since_asked(asked)[1],
        "sheet": address_of(asked),
        "first": (number - 1) * lists.PAGE + 1,
        "last": (number - 1) * lists.PAGE + len(found),
        "now": clock.now(),
    }
    if asked["q"] and asked["state"] != "all":
        context["hidden"] = search.hidden(wanted(actor, {**asked, "state": "all"}), asked["state"])
        context["unfiltered"] = address_of({**asked, "state": "all"})
    if asked["q"]:
        context["elsewhere"] = search.elsewhere(asked["q"], actor)
    if http.headers.get("HX-Request"):
        return render(http, "desks/board/_board.html", context)
    return render(http, "desks/board/board.html", {**context, **choices()})


def chosen(http: HttpRequest, actor: Actor) -> tuple[CaseList, dict[str, str]]:
    """What the filters of the address leave, and these filters."""
    asked = filters(http, "q", "state", "region", "basis", "priority", "whose", "sort", "since")
    asked["state"] = asked["state"] or ("all" if asked["q"] else "open")
    asked["sort"] = asked["sort"] if asked["sort"] in SORTS else SORTS[0]
    return wanted(actor, asked), asked


def since_asked(asked: dict[str, str]) -> tuple[datetime | None, str]:
    """From when on something must have changed, and what is wrong with what was typed: then nothing is left out."""
    try:
        return Typed.sent(asked, "since").read(until=clock.now()), ""
    except ValueError as error:
        return None, words.sentence("fault", str(error))


def address_of(asked: dict[str, str]) -> str:
    """The filters as they stand in an address."""
    return urlencode({name: value for name, value in asked.items() if value})


def rows_of_table() -> RequestQuerySet:
    return Request.objects.select_related("requester__region", "addressee", "effect").defer(*HEAVY)


def wanted(actor: Actor, asked: dict[str, str]) -> CaseList:
    """The requests that the filters leave."""
    since = since_asked(asked)[0]
    found = of_any_time(actor, asked)
    return found.where(lambda rows: rows.filter(saved_at__gte=since)) if since else found


def of_any_time(actor: Actor, asked: dict[str, str]) -> CaseList:
    """What the other filters leave."""
    states = (asked["state"],) if asked["state"] in REQUEST.states else ()
    priority = int(asked["priority"]) if asked["priority"] in {"1", "2", "3", "4", "5"} else None
    mine = asked["whose"] == "mine"  # in what is mine I take part
    if states or asked["state"] == "open":
        cases = sides.cases(actor, is_open=asked["state"] not in FINISHED, partaking=mine)
    else:
        cases = sides.in_any_state(actor, partaking=mine)
    fits = lists.Filter(states, asked["region"], basis=asked["basis"], priority=priority, search=asked["q"])
    cases = lists.matching(cases, actor, fits)
    if asked["whose"] == "waiting":
        mine_to_do = turn.with_a_turn(actor)
        return cases.where(lambda rows: rows.filter(mine_to_do))
    if mine:
        own = Q(requester=actor.organisation) | Q(addressee=actor.organisation)
        return cases.where(lambda rows: rows.filter(own | (desk(actor) or own)))
    return cases


def choices() -> dict[str, Any]:
    """What the filters offer."""
    return {
        "states": [s for s in REQUEST.states if s != "joined"],
        "regions": Organisation.objects.filter(kind="safety-region").only("code", "name_nl", "name_en"),
        "bases": law().on(clock.today()).values(),
        "priorities": range(1, 6),
        "whose": WHOSE,
        "sorts": SORTS,
    }


def table(found: list[Request], actor: Actor) -> list[dict[str, Any]]:
    """Rows of the board: each request, whose turn it is, and the units on it. Of an outline, only what it is."""
    prefetched(found)
    whole = set(Request.objects.visible_to(actor).filter(pk__in=[r.pk for r in found]).values_list("pk", flat=True))
    turn: dict[UUID, list[Turn]] = {r.pk: [] for r in found} | turns([r for r in found if r.pk in whole])
    seen = Commitment.objects.visible_to(actor).filter(request__in=[r.pk for r in found]).select_related("unit")
    sent = units(found, seen)
    joined: dict[UUID, list[Addition]] = defaultdict(list)
    for it in Addition.objects.visible_to(actor).filter(request__in=turn, state__in=STANDING).shown():
        joined[it.request_id].append(it)
    unconfirmed = said([r.pk for r in found if r.state in states.OPEN])
    return [
        {
            "it": r,
            "outlined": r.pk not in whole,
            "urgency": r.urgency,
            "turn": turn[r.pk][:1],
            "more": len(turn[r.pk]) - 1,
            "units": sent.get(r.pk, []),
            "said": r.pk in unconfirmed,
            "added": joined[r.pk],
        }
        for r in found
    ]


@require_GET
def handover(http: HttpRequest) -> HttpResponse:
    """A shift on one page: what is open, who was phoned, what must happen by when, who could not be reached."""
    actor = Actor.of(http)
    now = clock.now()
    found = sides.cases(actor, outlines=False, is_open=True).page(rows_of_table(), "priority", 100)
    phoned = said_of(Gate.objects.visible_to(actor)).select_related("request__requester", "organisation", "done_by")
    lost = Notice.objects.filter(organisation=actor.organisation, given_up_at__gte=now - DAY).select_related("person")
    context = {
        "rows": table(found, actor),
        "phoned": [{"gate": g, "who": holder_in_words(g)} for g in phoned.order_by("confirm_by")[:100]],
        "tasks": [(t, t.late(now)) for t in tasks(actor)],
        "lost": lost.order_by("-given_up_at")[:50],
        "now": now,
        "most": 100,
    }
    return render(http, "desks/board/handover.html", context)


urlpatterns = [
    path("requests", board, name="board"),
    path("handover", handover, name="handover"),
]
