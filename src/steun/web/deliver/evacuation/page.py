"""How people see evacuations: the list, the form to prepare one, and the page of one with its two curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from steun.core.deliver.evacuation.life import CAUSES, MOVING
from steun.core.deliver.evacuation.people import SLOT
from steun.rules.load import law, roles
from steun.rules.movement.evacuation import evacuations
from steun.web.ask.request.model import Request
from steun.web.deliver.course.chart import Line, line_of
from steun.web.deliver.evacuation.model import Evacuation
from steun.web.deliver.evacuation.read import (
    Outlook,
    bases_for,
    figures_of,
    in_force,
    minutes_later,
    node_of,
    offers,
    outlook,
    supports_left,
    waiting_for,
)
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.life.pages import Context, Pages
from steun.web.kernel.people.choices import Choice, organisations
from steun.web.kernel.people.models import Organisation
from steun.web.know.road.read import register

BEFORE, AFTER = timedelta(hours=2), timedelta(hours=48)
"""With which hours the form begins: the decision from now, the threat after it."""


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    return {
        "typed": wrong.typed if wrong else {"cause": "flood"},
        "decides": now + BEFORE, "threatens": now + AFTER, **choices(),
        "towns": towns(actor, http.POST.getlist("municipalities") if wrong else own_towns(actor)),
        "shown_figures": shown_figures({}),
    }  # fmt: skip


def own_towns(actor: Actor) -> list[str]:
    return [actor.organisation] if actor.organisation in evacuations().inhabitants else []


def towns(actor: Actor, chosen: Sequence[str]) -> list[Choice]:
    """The municipalities that may become a zone: one's own, or those of one's region."""
    region = law().regions.get(actor.organisation)
    codes = [row[0] for row in region.municipalities] if region else own_towns(actor)
    return organisations(Organisation.objects.filter(pk__in=codes, kind="municipality"), chosen)


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure of the rules as a field of a form."""

    code: str
    label: str
    hint: str
    measure: str


def shown_figures(entered: Mapping[str, Any]) -> list[tuple[Shown, Any]]:
    """Each figure with the value that somebody entered here."""
    found = []
    for row in evacuations().on(clock.today()).figures:
        hint = _("By the rules %(value)s; usually %(least)s to %(most)s.") % {
            "value": row.value, "least": row.usual[0], "most": row.usual[1],
        }  # fmt: skip
        field = Shown(row.code, words.named(row), hint, words.word("figure-unit", row.unit))
        found.append((field, entered.get(row.code)))
    return found


def choices() -> Context:
    return {"causes": [(code, words.word("evacuation-cause", code)) for code in CAUSES]}


def shown(it: Evacuation, actor: Actor) -> Context:
    receptions = list(it.receptions.all())
    found = outlook(it)
    mine = {actor.organisation}
    nodes = register().nodes
    return {
        "zones": [
            {
                "zone": zone, "parts": part, "action": evacuations().on(clock.today()).action(zone.action),
                "at": zone.ordered_at(it.decision_at), "node": nodes.get(node_of(zone)),
                "mine": bool(mine & {zone.municipality_id, zone.municipality.region_id}),
                "reported": reported(it, zone.key),
            }
            for zone, part in found.zones
        ],
        "receptions": [{"row": row, "mine": bool(mine & {row.host_id, row.host.region_id})} for row in receptions],
        "outlook": found, "over_time": over_time(it, found), "by_hour": by_hour(it, found),
        "rows": rows_of(it, found), "used": figures_of(it), "counted": evacuations(), "rule": it.rule,
        "requests": Request.objects.visible_to(actor).filter(pk__in=it.supports.values("request")).order_by("pk"),
        "notified": len(it.concerned.all()), "moving": it.state in MOVING, **choices(), **form_choices(it, actor),
    }  # fmt: skip


def form_choices(it: Evacuation, actor: Actor) -> Context:
    """What the forms of its acts offer."""
    policy = evacuations().on(clock.today())
    regions = dict.fromkeys(zone.municipality.region_id for zone in it.zones.all())
    here = [*regions] or [it.organisation.region_id or it.organisation_id]
    inside = Organisation.objects.filter(kind="municipality", region__in=[code for code in here if code])
    hosts = Organisation.objects.filter(kind__in=("municipality", "safety-region"))
    everywhere, _somewhere = in_force(it, list(it.zones.all()))
    bases = bases_for(it, actor)
    return {
        "municipalities": [("", _("Choose")), *sorted(((row.pk, words.named(row)) for row in inside), key=second)],
        "hosts": [("", _("Choose")), *sorted(((row.pk, words.named(row)) for row in hosts), key=second)],
        "actions": [(row.code, words.named(row)) for row in policy.actions],
        "nodes": [("", _("The nearest")), *sorted(((n.code, n.name) for n in register().nodes.values()), key=second)],
        "bases": [(row.code, words.named(row)) for row in bases],
        "may_force": any(set(row.forcing) & everywhere for row in bases),
        "zone_keys": [(zone.key, zone.label) for zone in it.zones.all()],
        "reception_names": [(row.name, row.name) for row in it.receptions.all()],
        "supports": [(one.code, words.named(one.title)) for one in supports_left(it)],
        "shown_figures": shown_figures(it.figures),
    }  # fmt: skip


def second(pair: tuple[str, str]) -> str:
    return pair[1]


def reported(it: Evacuation, key: str) -> dict[str, Any] | None:
    """The last count of a zone."""
    return next((one for one in reversed(it.reports) if one["zone"] == key), None)


def over_time(it: Evacuation, found: Outlook) -> Line | None:
    """People safe against time."""
    points = [(it.decision_at, 0)]
    points += [(minutes_later(it, n * SLOT), people) for n, people in enumerate(found.course.safe, 1)]
    if points[-1][0] < it.threat_at:
        points.append((it.threat_at, points[-1][1]))
    return line_of(points, found.goal, it.threat_at)


def by_hour(it: Evacuation, found: Outlook) -> Line | None:
    """People safe by the threat, against the hour of the decision."""
    return line_of(found.decisions, found.goal, None)


def rows_of(it: Evacuation, found: Outlook) -> list[dict[str, Any]]:
    """The first curve as a table, some twelve rows: each hour, or each few."""
    safe = found.course.safe
    step = max(4, -(-len(safe) // 12 // 4) * 4)
    return [
        {"at": minutes_later(it, n * SLOT), "people": safe[n - 1], "pct": safe[n - 1] * 100 // max(1, found.goal)}
        for n in [*range(step, len(safe), step), len(safe)] if n
    ]  # fmt: skip


PAGES = Pages(
    begin="prepare", beginners=lambda: roles().level_places if evacuations().figures else (), form=form, shown=shown,
    offers=offers, name=lambda it: it.name, menu="Evacuations", order=("decision_at", "pk"),
    states={
        "evacuating": ("prepared", "ordered", "under-way", "complete", "return-ordered"),
        "evacuated": ("ended", "withdrawn"),
    },
    tasks=("order-evacuation", "end-evacuation"), main=("order-evacuation",), waiting=waiting_for,
)  # fmt: skip
