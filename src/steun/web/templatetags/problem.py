"""Filters for the pages that say what went wrong: fields in words, both versions side by side, a way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.translation import gettext as _

from steun.web.kernel import moments, words
from steun.web.kernel.input.typed import WITH_ZONE
from steun.web.kernel.keys import parse_key
from steun.web.kernel.server.return_page import came_from

register = template.Library()
MACHINE_FIELDS = frozenset({
    "csrfmiddlewaretoken", "next", "version", "page", "codes", "kind", "seat", "knowingly", "seen", "compared",
})  # fmt: skip
"""What a form sends along and nobody typed."""


@register.filter
def field_word(field: object) -> str:
    """A field in words, also deep inside a form: `lines.0.quantity` is the word for *quantity*."""
    names = [part for part in str(field).split(".") if not part.isdigit()]
    for name in (".".join(names), *reversed(names)):
        if (found := words.word("field", name)) and found != name:
            return found
    return names[-1].replace("_", " ").replace("-", " ") if names else ""


@register.filter
def by_hand(sent: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of what a form sent, the part that a person typed."""
    return [
        (name, value)
        for name, value in sent
        if value and name not in MACHINE_FIELDS and not name.endswith(".was") and parse_key(value) is None
    ]


@register.filter
def versions(problem: Mapping[str, Any]) -> list[dict[str, str]]:
    """The fields in which two versions differ, each in words."""
    theirs, yours = problem.get("theirs", {}), problem.get("yours", {})
    return [
        {"field": name, "theirs": shown(theirs.get(name)), "yours": shown(value)}
        for name, value in yours.items()
        if theirs.get(name) != value
    ]


def shown(value: object) -> str:
    """A value as people read it."""
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case Mapping():
            return "; ".join(f"{field_word(k)}: {shown(v)}" for k, v in value.items() if shown(v))
        case list() | tuple():
            return ", ".join(shown(v) for v in value)
        case str() if WITH_ZONE.fullmatch(value):
            return moments.formatted(moments.parsed(value), "YEAR_DATETIME_FORMAT")
        case _:
            return str(value)


@register.filter
def own_page(address: str, http: HttpRequest) -> str:
    """The page somebody came from when it is one of ours, without its host; else the first page."""
    return came_from(http) or "/"
