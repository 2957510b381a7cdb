"""Moments against the clock: how long until a deadline, how long ago, and whether it has passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from steun.core.kernel.units import minutes_between
from steun.web.kernel import clock
from steun.web.templatetags.controls import written
from steun.web.templatetags.steun import minutes, sent_moment

register = template.Library()


@register.filter
def due(moment: datetime | None, now: datetime | None = None) -> str:
    """A deadline in words: "in 42 min", "1 h 05 late"; nothing for nothing."""
    if not moment:
        return ""
    left = minutes_between(now or clock.now(), moment)
    if left > 0:
        return _("in %(time)s") % {"time": minutes(left)}
    return _("%(time)s late") % {"time": minutes(-left)} if left < 0 else _("now")


@register.filter
def ago(moment: datetime | None, now: datetime | None = None) -> str:
    """How long something waits already."""
    if not moment:
        return ""
    gone = max(0, -minutes_between(now or clock.now(), moment))
    return _("for %(time)s") % {"time": minutes(gone)}


@register.filter
def passed(moment: datetime | None, now: datetime | None = None) -> bool:
    """Has this moment gone by?"""
    return moment is not None and moment < (now or clock.now())


@register.filter
def apart(value: int | None) -> str:
    """Minutes between promised and real: "20 min late", "5 min early", "on time"."""
    if value is None:
        return ""
    if value > 0:
        return _("%(time)s late") % {"time": minutes(value)}
    return _("%(time)s early") % {"time": minutes(-value)} if value < 0 else _("on time")


@register.filter
def typed(form_error: Any, form: str) -> Mapping[str, Any]:
    """`{{ form_error|typed:form|pick:"reason" }}`: what was typed at this form, when that is where it went wrong."""
    return form_error.typed if form_error and form_error.form == form else {}


@register.filter
def faults(form_error: Any, form: str) -> Mapping[str, str]:
    """The text of each fault at this form, by field."""
    return form_error.at if form_error and form_error.form == form else {}


def value_of(name: str, kind: str, value: object, sent_before: Mapping[str, Any]) -> object:
    """What a field shows: what was typed there when something went wrong, else what it begins with."""
    if kind == "moment":
        return sent_moment(sent_before if name in sent_before else {name: value}, name)
    return sent_before.get(name, value)


@register.simple_tag(takes_context=True)
def field(
    context: Context,
    name: str,
    label: str,
    kind: str = "text",
    hint: str = "",
    lines: int = 0,
    value: object = "",
    required: bool = False,
    optional: bool = False,
    choices: Sequence[tuple[str, str]] = (),
    measure: str = "",
    extra: str = "",
) -> SafeString:
    """A field of a form on a page with many: `form` in the context names it; what was typed there comes back."""
    form, form_error = context["form"], context.get("form_error")
    sent_before = typed(form_error, form)
    given = {
        "id": f"{form}-{name}",
        "name": name,
        "label": label,
        "type": kind,
        "hint": hint,
        "rows": lines,
        "value": value_of(name, kind, value, sent_before),
        "error": faults(form_error, form).get(name, ""),
        "required": required,
        "optional": optional,
        "options": choices,
        "unit": measure,
        "extra": extra,
        "empty": None,
    }
    return written(context, given)
