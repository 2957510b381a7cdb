"""Sites that support a column, with what each can take: who said it, as of when, and how it is known."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from steun.core.know.roads.site import COUNTED, OPEN, USED, SupportSite
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.know.road.read import register


@require_GET
def show(http: HttpRequest) -> HttpResponse:
    """All of them; the register is for everybody."""
    Actor.of(http)
    rows = [row(it) for it in sorted(register().sites.values(), key=lambda it: it.name)]
    return render(http, "desks/roads/sites.html", {"rows": rows, "register": register()})


def row(it: SupportSite) -> dict[str, Any]:
    """Every value that can be stated, None = nobody did; and for what it was used before."""
    node = register().nodes.get(it.node)
    values = [(what, words.word("site-value", what), it.values.get(what)) for what in (*COUNTED, OPEN)]
    return {"it": it, "node": node.name if node else it.node, "values": values, "used": it.values.get(USED)}
