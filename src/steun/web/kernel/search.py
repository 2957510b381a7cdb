"""Searching in a table: one folded text per row."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    pass


def folded(text: str) -> str:
    """Lower case without accents: what a hurried hand types finds what a careful one wrote.

    >>> folded("Fryslân")
    'fryslan'
    """
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


class SearchQuerySet(models.QuerySet[models.Model]):
    def search(self, text: str) -> SearchQuerySet:
        """Rows in which every word of the text occurs, also inside a compound: *stroom* finds *noodstroom*."""
        found = self
        for word in folded(text).split()[:8]:
            found = found.filter(search__contains=word)
        return found
