"""Searching in a table: one folded text per row."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from steun.core.kernel.text.folding import words_of

Row = TypeVar("Row", bound=models.Model, covariant=True)


class SearchQuerySet(models.QuerySet[Row]):
    def search(self, text: str) -> Self:
        """Rows in which every word of the text occurs, also inside a compound: *stroom* finds *noodstroom*."""
        found = self
        for word in words_of(text):
            found = found.filter(search__contains=word)
        return found
