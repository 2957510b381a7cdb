"""Fields of forms that share where their values and faults come from: a tag each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from steun.web.kernel import words
from steun.web.templatetags.controls import written
from steun.web.templatetags.steun import sent_moment

register = template.Library()


@register.simple_tag(takes_context=True)
def request_field(
    context: Context,
    name: str,
    kind: str = "",
    hint: str = "",
    rows: int = 0,
    optional: bool = False,
    extra: str = "",
) -> SafeString:
    """A field of the request form: labelled by its code, filled from the sheet (`f`), with its fault (`faults`)."""
    given = {
        "name": name,
        "label": capfirst(words.word("field", name)),
        "type": kind,
        "hint": hint,
        "rows": rows,
        "value": context["f"].get(name, ""),
        "error": context["faults"].get(name, ""),
        "optional": optional,
        "extra": extra,
        "empty": None,
    }
    return written(context, given)


@register.simple_tag(takes_context=True)
def typed_field(
    context: Context,
    name: str,
    label: str,
    kind: str = "",
    hint: str = "",
    required: bool = False,
    optional: bool = False,
    choices: Sequence[tuple[str, str]] = (),
    first: str | None = None,
    extra: str = "",
) -> SafeString:
    """A field of a page with one form: what was typed (`typed`) comes back with its fault (`form_error`)."""
    typed: Mapping[str, Any] = context["typed"]
    form_error = context.get("form_error")
    given = {
        "name": name,
        "label": label,
        "type": kind,
        "hint": hint,
        "value": sent_moment(typed, name) if kind == "moment" else typed.get(name, ""),
        "error": form_error.at.get(name, "") if form_error else "",
        "required": required,
        "optional": optional,
        "options": choices,
        "empty": first,
        "extra": extra,
    }
    return written(context, given)


@register.simple_tag(takes_context=True)
def account_field(
    context: Context, field: BoundField, label: str, kind: str = "text", keep: bool = False, extra: str = ""
) -> SafeString:
    """A required field of a form of allauth. Kept is what was typed, never a password or a code."""
    given = {
        "name": field.html_name,
        "id": field.auto_id,
        "label": label,
        "type": kind,
        "value": field.value() if keep else "",
        "required": True,
        "extra": extra,
        "empty": None,
    }
    return written(context, given)
