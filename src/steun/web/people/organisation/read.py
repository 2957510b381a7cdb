"""Organisations by name, for the page and the API alike."""

from __future__ import annotations

from steun.core.kernel.folding import folded, words_of
from steun.web.kernel.people.models import Organisation


def named_like(text: str) -> list[str]:
    """Codes of organisations in whose names, code or region every word occurs, accents or not. There are hundreds."""
    wanted = words_of(text)
    rows = Organisation.objects.values_list("code", "name_nl", "name_en", "region__name_nl")
    return [r[0] for r in rows if all(word in folded(" ".join(t or "" for t in r)) for word in wanted)]
