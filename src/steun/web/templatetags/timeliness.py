"""In time, or not, as every page shows it: one badge."""

from __future__ import annotations

from typing import Any

from django import template

from steun.core.decide.timeliness import LIVES, URGENT, Timeliness
from steun.web.ask.timeliness import words
from steun.web.kernel.words import word

register = template.Library()
BADGED = (LIVES, URGENT)


@register.inclusion_tag("ask/timeliness/_badge.html", name="timeliness")
def badge(found: Timeliness | None, exact: bool = True) -> dict[str, Any]:
    """`{% timeliness it.timeliness %}`: the badge; nothing for nothing. Not `exact`: told as the least that is sure."""
    return {"tone": words.tone(found), "word": words.text(found, exact=exact)} if found else {}


@register.inclusion_tag("ask/timeliness/_badge.html")
def standing(request: Any) -> dict[str, Any]:
    """`{% standing it %}`: what a request is called, less than granted where less was granted."""
    return {"state": request.standing, "word": word("state", request.standing)}


@register.inclusion_tag("ask/timeliness/_badge.html")
def urgency(code: str) -> dict[str, Any]:
    """`{% urgency row.urgency %}`: lives at stake, or urgent. That something is overdue stands at its deadline."""
    return {"tone": "lives" if code == LIVES else "bad", "word": word("urgency", code)} if code in BADGED else {}
