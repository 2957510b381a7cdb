"""Searching in a table: one folded text per row, in which each term occurs in one of its ways."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from steun.core.kernel.text.folding import words_of
from steun.core.kernel.text.terms import Term
from steun.rules.policy.lexicon import lexicon

Row = TypeVar("Row", bound=models.Model, covariant=True)
Holds = Callable[[str], Q]
"""Where a piece of a word may occur."""


class SearchQuerySet(models.QuerySet[Row]):
    def search(self, text: str) -> Self:
        """Rows in which every word of the text occurs, in any form, also inside a compound: *stroom* finds
        *noodstroom*, and *evacueren* finds *evacuatie*."""
        return self.answering(terms_of(text))

    def answering(self, terms: Iterable[Term]) -> Self:
        """Rows in which every term occurs."""
        found = self
        for term in terms:
            found = found.filter(occurs(term, in_search))
        return found


def terms_of(text: str) -> tuple[Term, ...]:
    """What somebody typed, as it is looked for."""
    return lexicon().terms(words_of(text))


def in_search(word: str) -> Q:
    return Q(search__contains=word)


def occurs(term: Term, holds: Holds) -> Q:
    """One of the ways of a term: all pieces of it."""
    return either([every(way, holds) for way in term.enough])


def every(way: Iterable[str], holds: Holds) -> Q:
    found = Q()
    for word in way:
        found &= holds(word)
    return found


def either(ways: Sequence[Q]) -> Q:
    found = ways[0]
    for way in ways[1:]:
        found |= way
    return found
