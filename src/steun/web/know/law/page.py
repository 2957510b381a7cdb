"""The law of a chosen day: bases, who asks and decides under each, GRIP, deadlines, authorities; and what changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from steun.core.kernel.errors import Fault, Malformed
from steun.core.kernel.law import LegalBasis
from steun.rules.load import law
from steun.rules.policy.powers import powers
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filters import day_in
from steun.web.know.catalogue import read as queries
from steun.web.know.catalogue.read import roles
from steun.web.know.decree.model import Decree
from steun.web.know.decree.read import awake_on, may_enter

PARTS = ("bases", "powers", "grip", "deadlines", "authorities")


MOST = 100
"""Decrees in the list of the page; the API has all."""


def chosen_day(http: HttpRequest) -> date:
    """The day of `?on=`, today without one. Raises `Malformed`."""
    day, fault = day_in(http, "on")
    if fault:
        raise Malformed([Fault("on", fault)])
    return day or clock.today()


@require_GET
def law_list(http: HttpRequest) -> HttpResponse:
    """What holds on a day."""
    actor = Actor.of(http)
    day, part = chosen_day(http), http.GET.get("part", PARTS[0])
    holding = law().on(day)
    bases = [row(b) for b in holding.values()]
    awake = awake_on(day, actor)
    context = {
        "day": day, "today": clock.today(), "part": part if part in PARTS else PARTS[0], "parts": PARTS,
        "bases": [b for b in bases if not b["basis"].dormant], "dormant": [b for b in bases if b["basis"].dormant],
        "powers": [(it, roles(it.entered_by), roles(it.used_by), awake[it.code]) for it in powers().values()],
        "decrees": Decree.objects.visible_to(actor)[:MOST],
        "may_enter": bool(may_enter(actor)),
        "grip": [(level, roles(level.alarms)) for level in law().grip if level.source.holds_on(day)],
        "deadlines": [d for d in law().deadlines.values() if d.source.holds_on(day)],
        "authorities": law().authorities.values(),
    }  # fmt: skip
    return render(http, "know/law/law.html", context)


def row(basis: LegalBasis) -> dict[str, Any]:
    """One row of the list: who asks, who decides."""
    return {"basis": basis, "asks": roles(basis.requesters), "decides": roles(basis.deciders)}


@require_GET
def basis(http: HttpRequest, code: str) -> HttpResponse:
    """One basis in the wording of a day, and all its wordings with what changed."""
    Actor.of(http)
    day = chosen_day(http)
    found = queries.wordings(code, day)
    it = next((w.basis for w in found if w.chosen), found[0].basis)
    people = {
        "Who asks": it.requesters, "Passes it on": it.via, "Addressed to": (it.addressee,) if it.addressee else (),
        "Who decides": it.deciders, "Who must agree": it.agree, "Who is consulted": it.consult,
        "Who is informed": it.inform, "Who commands": it.command,
    }  # fmt: skip
    context = {
        "it": it,
        "day": day,
        "today": clock.today(),
        "holds": it.source.holds_on(day),
        "wordings": found,
        "people": [(label, roles(codes)) for label, codes in people.items()],
        "phases": [
            (phase, [[(g, roles(g.by)) for g in group] for group in groups]) for phase, groups in queries.phases(it)
        ],
        "conditions": [(c, it.condition_sources.get(c)) for c in it.conditions],
        "duties": duties(it, day),
        "payer": roles([it.cost_payer]) if it.cost_payer else [],
        "bound": "urgent-reasons" in it.refusal_grounds,
        "others": {b.code: b for b in law().on(day).values()},
    }
    return render(http, "know/law/basis.html", context)


def duties(it: LegalBasis, day: date) -> list[object]:
    """The provisions that come with it, in the wording of the day."""
    known = {p.code: p for p in law().provisions if p.source.holds_on(day)}
    return [known[code] for code in it.duties if code in known]
