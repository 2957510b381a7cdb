"""How people see movements: the list, the form to state one, and the page of one: whole, or one's own stretch."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from steun.core.deliver.movement.life import HOLDS
from steun.core.deliver.movement.permissions import GOODS
from steun.rules.load import roles
from steun.web.ask.request.model import Request
from steun.web.deliver.movement.model import Movement
from steun.web.deliver.movement.read import (
    asked_of,
    conflict,
    march_table,
    node_name,
    offers,
    open_for,
    seen_by,
    sees_whole,
    supports_left,
    waiting_for,
)
from steun.web.deliver.support.sites import halts
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.life.pages import Context, Pages
from steun.web.kernel.moments import parsed
from steun.web.kernel.people.models import Organisation
from steun.web.know.road.read import register

HOW = ("on-time", "late", "halted", "accident")
BEGUN = {
    "packet_size": 20, "length_m": 12, "gap_m": 50, "speed_kmh": 60, "goods": "none", "people": 0, "weight_kg": 0,
    "width_cm": 0, "height_cm": 0, "load_class": 0,
}  # fmt: skip
"""With what the form begins. Length, gap and speed: doctrine defaults that are general knowledge (evidence K)."""
FIRST = ("port", "border_de", "border_be", "base")
"""Kinds of node that stand first among those to choose from."""


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    return {"typed": wrong.typed if wrong else BEGUN, "starts_at": clock.now(), **choices()}


def choices() -> Context:
    nodes = sorted(
        register().nodes.values(),
        key=lambda it: (FIRST.index(it.kind) if it.kind in FIRST else len(FIRST), it.name),
    )
    return {
        "nodes": [("", _("Choose")), *((it.code, it.name) for it in nodes)],
        "goods": [(code, words.word("goods", code)) for code in GOODS],
    }


def shown(it: Movement, actor: Actor) -> Context:
    whole = sees_whole(actor)
    mine = open_for(it, actor)
    context: Context = {
        "whole": whole,
        "stretch": () if whole else seen_by(it, actor),
        "asked": [one for one in asked_of(it) if whole or one.row.organisation_id == actor.organisation],
        "holds": it.state in HOLDS,
        "open_permissions": [(one.row.key, label(one)) for one in asked_of(it) if one.row in mine],
    }
    if not whole:
        return context
    rows = march_table(it)
    return {
        **context, **choices(), "rows": rows, "marches": march_ends(it),
        "supports": [(one.code, words.named(one.title)) for one in supports_left(it)],
        "requests": Request.objects.visible_to(actor).filter(pk__in=it.supports.values("request")).order_by("pk"),
        "from_name": node_name(it.origin), "to_name": node_name(it.destination),
        "conflict": conflict(it), "packets": [(str(one.number), str(one.number)) for one in it.packets],
        "points": list(dict.fromkeys((row.node, row.name) for row in rows)),
        "hows": [(code, words.word("march-report", code)) for code in HOW],
        "reports": [
            (one, node_name(one["point"]), parsed(one["goes_on_at"]) if "goes_on_at" in one else None)
            for one in it.reports
        ],
        "halts": halts(it),
        "along": sorted(Organisation.objects.filter(pk__in=it.along.values("organisation")), key=words.named),
    }  # fmt: skip


def march_ends(it: Movement) -> list[dict[str, Any]]:
    """Each packet from its first point to its last."""
    return [
        {"packet": one.number, "vehicles": one.vehicles, "first": it.moment(one.first), "last": it.moment(one.last)}
        for one in it.packets
    ]


def label(one: Any) -> str:
    return f"{one.title}: {words.named(one.row.organisation) if one.row.organisation else one.authority}"


PAGES = Pages(
    begin="state-requirements", beginners=lambda: roles().movers, form=form, shown=shown, offers=offers,
    name=lambda it: it.name, menu="Movements", order=("earliest", "pk"),
    states={
        "moving": ("stated", "bid", "credited", "under-way"),
        "moved": ("passed", "closed", "refused", "withdrawn", "cancelled"),
    },
    tasks=("answer-permission", "credit-movement", "close-movement"), main=("permit",), waiting=waiting_for,
)  # fmt: skip
