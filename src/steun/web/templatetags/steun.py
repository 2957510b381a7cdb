"""Filters and tags for templates. They show; they decide nothing."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import pgettext

from steun.web.kernel import words
from steun.web.kernel.keys import new_key
from steun.web.kernel.people.sessions import SEAT

register = template.Library()

register.filter("named", words.named)
register.filter("seat", words.seat)
register.filter("verdict", words.verdict)


@register.filter
def word(code: object, context: str) -> str:
    """`{{ gate.code|word:"gate" }}`: a code in the reader's language."""
    return words.word(context, code)


@register.filter
def pick(mapping: Any, key: object) -> object:
    """`{{ texts|pick:"place" }}`: a value of a mapping, nothing when it is absent."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.filter
def moment(value: Any) -> str:
    """A moment, short: day and time in the Netherlands; nothing for nothing."""
    return date_format(localtime(value), "SHORT_DATETIME_FORMAT") if value else ""


@register.filter
def field_moment(value: Any) -> str:
    """A moment as `<input type="datetime-local">` wants it."""
    return localtime(value).strftime("%Y-%m-%dT%H:%M") if value and hasattr(value, "strftime") else (value or "")


@register.filter
def minutes(value: Any) -> str:
    """Minutes as people say them: 45 min, 2 h, 1 h 30, 2 d 4 h; in Dutch 2 u.

    >>> minutes(45)
    '45 min'
    """
    if value in (None, ""):
        return ""
    hour = pgettext("short unit", "h")
    hours, left = divmod(int(value), 60)
    if not hours:
        return f"{left} min"
    if hours < 48:
        return f"{hours} {hour} {left:02d}" if left else f"{hours} {hour}"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} {hour}" if hours else f"{days} d"


@register.simple_tag
def new_id() -> str:
    """An id for a form: sent twice, it is done once."""
    return str(new_key())


@register.simple_tag(takes_context=True)
def seat_shown(context: Any) -> str:
    """The hidden field with the seat for which a form is shown: its act is done in that seat, or refused."""
    actor = context.get("actor")
    return format_html('<input type="hidden" name="{}" value="{}">', SEAT, actor.mandate) if actor else ""


@register.simple_tag(takes_context=True)
def query(context: Any, **changes: object) -> str:
    """The page's query string with some values changed; None removes one."""
    values = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            values.pop(name, None)
        else:
            values[name] = str(value)
    return f"?{values.urlencode()}" if values else "?"
