"""Organisations to choose from in a form: a list with a search (`parts/form/choices.html`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from steun.core.kernel.text.folding import folded
from steun.web.kernel import words
from steun.web.kernel.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the list."""

    code: str
    name: str
    kind: str
    search: str  # words by which it is found
    chosen: bool


def organisations(rows: Iterable[Organisation], chosen: Collection[str], kinds: Sequence[str] = ()) -> list[Choice]:
    """By kind in the order of `kinds`, then by name; what was chosen comes first."""
    found = []
    for it in rows:
        name, kind = words.named(it), words.word("kind", it.kind)
        rank = kinds.index(it.kind) if it.kind in kinds else len(kinds)
        choice = Choice(it.pk, name, kind, folded(f"{name} {kind} {it.pk}"), it.pk in chosen)
        found.append(((it.pk not in chosen, rank, name), choice))
    return [choice for _, choice in sorted(found, key=lambda it: it[0])]
