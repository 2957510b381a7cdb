"""Filters and tags for templates. They show; they decide nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import pgettext

from steun.web.kernel import clock, moments, words
from steun.web.kernel.actor import SEAT, Actor
from steun.web.kernel.input.typed import Typed
from steun.web.kernel.keys import new_key
from steun.web.people.filter.acts import LISTS, filters_of
from steun.web.people.filter.model import SavedFilter

register = template.Library()

register.filter("named", words.named)
register.filter("in_pieces", words.in_pieces)
register.filter("seat", words.seat)
register.filter("verdict", words.verdict)
register.filter("field_day", moments.day_field)


@register.filter
def word(code: object, context: str) -> str:
    """`{{ gate.code|word:"gate" }}`: a code in the reader's language."""
    return words.word(context, code)


@register.filter
def counted(thing: Any) -> str:
    """`{{ unit|counted }}`: what its pieces are, to stand beside a number."""
    return words.counted(thing) if thing else ""


@register.filter
def pick(mapping: Any, key: object) -> object:
    """`{{ texts|pick:"place" }}`: a value of a mapping, nothing when it is absent."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.filter
def moment(value: datetime | None) -> str:
    """A moment, short: day and time in the Netherlands, the year when it is not this one; nothing for nothing."""
    return moments.short(value, clock.this_year()) if value else ""


@register.filter
def whole_moment(value: datetime | None) -> str:
    """A moment as it stands on paper: the month in full, and always the year."""
    return moments.formatted(value, "LONG_DATETIME_FORMAT") if value else ""


@register.filter
def written_moment(value: str | None) -> str:
    """A moment as the journal or a row of JSON keeps it."""
    return moment(moments.parsed(value)) if value else ""


@register.filter
def day(value: datetime | None) -> str:
    """The day of a moment, short, for an axis."""
    return moments.short_day(value, clock.this_year()) if value else ""


@register.filter
def hour(value: datetime) -> str:
    """The time of day, for an axis that names the day elsewhere."""
    return moments.formatted(value, "TIME_FORMAT", turn=False)


@register.filter
def field_moment(value: datetime | Typed | None) -> Typed:
    """A moment as a field of a form has it."""
    return value if isinstance(value, Typed) else Typed.of(value)


@register.filter
def sent_moment(values: Mapping[str, Any], name: str) -> Typed:
    """The field as somebody sent it; or as it first stands, when there is a moment under that name."""
    given = values.get(name)
    return Typed.of(given) if isinstance(given, datetime) else Typed.sent(values, name)


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
    actor = context.get("frame", {}).get("actor")
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


@register.inclusion_tag("parts/saved.html", takes_context=True)
def saved_filters(context: template.Context) -> dict[str, Any]:
    """`{% saved_filters %}`: within the part of the page that changes with the filters."""
    http = context["request"]
    if http.path not in LISTS:
        return {}
    try:
        query = filters_of(http.META.get("QUERY_STRING", ""))
    except ValueError:
        query = ""
    rows = SavedFilter.objects.visible_to(Actor.of(http)).filter(path=http.path)
    return {
        "request": http, "csrf_token": context.get("csrf_token"), "path": http.path, "query": query,
        "saved": [(row, row.query == query) for row in rows],
    }  # fmt: skip
