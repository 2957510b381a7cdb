"""Searching in a table: one folded text per row."""

from __future__ import annotations

from django.db import models

from steun.core.kernel.text.folding import words_of


class SearchQuerySet(models.QuerySet[models.Model]):
    def search(self, text: str) -> SearchQuerySet:
        """Rows in which every word of the text occurs, also inside a compound: *stroom* finds *noodstroom*."""
        found = self
        for word in words_of(text):
            found = found.filter(search__contains=word)
        return found
