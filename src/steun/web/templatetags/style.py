"""The house style of whoever runs this installation, on every page."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from steun.web.desks.style.page import house_file

register = template.Library()


@register.simple_tag
def house_style() -> SafeString | str:
    """The sheet, under an address that changes when the file does; nothing when there is none."""
    found = house_file()
    if found is None:
        return ""
    changed = int(found.stat().st_mtime)
    return format_html('<link rel="stylesheet" href="{}?{}">', reverse("house-style"), changed)
