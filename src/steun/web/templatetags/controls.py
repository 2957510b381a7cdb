"""One field of a form: its label, hint, fault and control. Written here and not as a template, because a page of a case
has dozens, and what a field has is little but questions whether it has something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context, Engine
from django.template.base import render_value_in_context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from steun.web.kernel import moments
from steun.web.templatetags.steun import field_moment

register = template.Library()
WRITTEN = {
    "moment": ("parts/when/moment.html", field_moment),
    "day": ("parts/when/day.html", moments.day_field),
}
"""Kinds of field with a template of their own, and how their value is shown."""
NUMBER = 'type="text" class="mono" inputmode="numeric" autocomplete="off"'


@register.simple_tag(takes_context=True)
def control(context: Context) -> SafeString:
    """`{% include "parts/form/input.html" with ... %}`: see there what is given."""
    return written(context, context)


def written(context: Context, given: Mapping[str, Any] | Context) -> SafeString:
    """A field as HTML. `given`: what `parts/form/input.html` names."""

    def said(name: str, default: object = "") -> str:
        value = given.get(name, default)
        return str(render_value_in_context(default if value is None else value, context))

    has = {name: bool(given.get(name)) for name in ("hint", "error", "required", "optional", "unit", "options", "rows")}
    name, key = said("name"), said("id") or said("name")
    parts = [f'<div class="field{" wide" if given.get("wide") else ""}">\n  <label for="{key}">{said("label")}']
    if has["optional"]:
        parts.append(f' <span class="soft">({conditional_escape(_("optional"))})</span>')
    parts.append("</label>\n")
    if has["hint"]:
        parts.append(f'<p class="hint" id="{key}-hint">{said("hint")}</p>\n')
    if has["error"]:
        parts.append(f'<p class="error" id="{key}-error">{said("error")}</p>\n')
    if has["unit"]:
        parts.append('<div class="with-unit">\n')
    about = " required" if has["required"] else ""
    described = [f"{key}-{kind}" for kind in ("error", "hint") if has[kind]]
    about += f' aria-describedby="{" ".join(described)}"' if described else ""
    about += ' aria-invalid="true"' if has["error"] else ""
    about += f" {extra}" if (extra := said("extra")) else ""
    kind = given.get("type") or "text"
    if has["options"]:
        parts.append(f'<select id="{key}" name="{name}"{about}>\n{choices(context, given)}</select>\n')
    elif has["rows"]:
        parts.append(f'<textarea id="{key}" name="{name}" rows="{said("rows")}"{about}>\n{said("value")}</textarea>\n')
    elif kind in WRITTEN:
        parts.append(by_template(context, given, *WRITTEN[kind], key=given.get("id") or given.get("name")))
    else:
        what = NUMBER if kind == "number" else f'type="{said("type") or "text"}"'
        parts.append(f'<input {what} id="{key}" name="{name}" value="{said("value")}"{about}>\n')
    if has["unit"]:
        parts.append(f"<span>{said('unit')}</span></div>\n")
    return mark_safe("".join([*parts, "</div>"]))  # each value went through `said`


def choices(context: Context, given: Mapping[str, Any] | Context) -> str:
    """The options of a select, with the one that is chosen."""
    empty, chosen = given.get("empty"), str(given.get("value", ""))
    first = [] if empty is None else [("", empty, False)]
    rows = [*first, *((code, word, str(code) == chosen) for code, word in given.get("options") or ())]
    return "".join(
        f'<option value="{render_value_in_context(code, context)}"{" selected" if is_chosen else ""}>'
        f"{render_value_in_context(word, context)}</option>\n"
        for code, word, is_chosen in rows
    )


def by_template(context: Context, given: Mapping[str, Any] | Context, name: str, shown: Any, *, key: object) -> str:
    inside = context if isinstance(given, Context) else context.new(dict(given))
    with inside.push(key=key, value=shown(given.get("value"))):
        return str(Engine.get_default().get_template(name).render(inside))
