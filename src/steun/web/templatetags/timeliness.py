"""In time, or not, as every page shows it: one badge."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join

from steun.core.decide.timeliness import LIVES, URGENT, Timeliness
from steun.web.ask.timeliness import words
from steun.web.kernel.words import word

register = template.Library()
BADGED = (LIVES, URGENT)


def badge(said: str, **marks: str) -> str:
    """As `parts/badge.html`, of which a list would need two a row."""
    marked = format_html_join("", ' data-{}="{}"', ((name, value) for name, value in marks.items() if value))
    return format_html('<span class="badge"{}>{}</span>', marked, said) if said else ""


@register.simple_tag
def timeliness(found: Timeliness | None, exact: bool = True) -> str:
    """`{% timeliness it.timeliness %}`: the badge; nothing for nothing. Not `exact`: told as the least that is sure."""
    return badge(words.text(found, exact=exact), tone=words.tone(found)) if found else ""


@register.simple_tag
def standing(request: Any) -> str:
    """`{% standing it %}`: what a request is called, less than granted where less was granted."""
    return badge(word("state", request.standing), state=request.standing)


@register.simple_tag
def urgency(code: str) -> str:
    """`{% urgency row.urgency %}`: lives at stake, or urgent. That something is overdue stands at its deadline."""
    return badge(word("urgency", code), tone="lives" if code == LIVES else "bad") if code in BADGED else ""
