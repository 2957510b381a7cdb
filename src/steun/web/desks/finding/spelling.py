"""What was probably meant when nothing has the words that were typed.

Only words that the reader may read are proposed: those of the catalogue, organisations, places and roles, which are
for everybody, and those of cases that this reader finds by half of the word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.cache import caches

from steun.core.kernel.text.folding import words_of
from steun.core.kernel.text.likeness import corrected, slips_forgiven
from steun.core.kernel.text.terms import Term
from steun.rules.load import law
from steun.rules.policy.lexicon import lexicon
from steun.web.ask.request.lists import sides
from steun.web.ask.request.model import Request
from steun.web.ask.request.search import index
from steun.web.desks.finding.hit import MOST, in_both
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability, Effect

KEPT = 60
"""Seconds."""


def better(typed: Sequence[str], actor: Actor) -> dict[str, str]:
    """By each word that nothing has, what was probably meant."""
    known = for_everybody()
    found = {}
    for word in typed:
        term = lexicon().term((word,))
        if not slips_forgiven(word) or any(term.is_met_by(other) for other in known):
            continue
        stem = min(lexicon().forms(word), key=len)
        meant = corrected(word, known) or corrected(stem, known) or corrected(word, of_cases(word, actor))
        if meant:
            found[word] = meant
    return found


def for_everybody() -> tuple[str, ...]:
    """Words that everybody may read, most likely ones first."""
    kept = caches["names"].get("words")
    if kept is None:
        texts = [*Effect.objects.values_list("search", flat=True), *Capability.objects.values_list("search", flat=True)]
        for pair in Organisation.objects.values_list("name_nl", "name_en"):
            texts += pair
        texts += [in_both("role", role) for role in law().authorities]
        texts += [text for basis in law().bases for text in basis.title.values()]
        texts += [" ".join(way) for way in lexicon().synonyms]
        kept = unlike(texts)
        caches["names"].set("words", kept, KEPT)
    return tuple(kept)


def unlike(texts: Iterable[str]) -> tuple[str, ...]:
    """The words of all texts, each once."""
    return tuple(dict.fromkeys(word for text in texts for word in words_of_all(text)))


def words_of_all(text: str) -> list[str]:
    """A text may have more words than a search."""
    parts = text.split()
    return [word for n in range(0, len(parts), 10) for word in words_of(" ".join(parts[n : n + 10]))]


def of_cases(word: str, actor: Actor) -> tuple[str, ...]:
    """Words of the last changed cases that have the first or the second half of this one: a slip spoils but one."""
    half = len(word) // 2
    if half < index.LONG:
        return ()
    halves = Term(((word[:half],), (word[half:],)))
    few = index.holding([halves])
    cases = sides.cases(actor)
    if few is not None:
        cases = cases.where(lambda rows: rows.filter(pk__in=few))
    keys = cases.where(lambda rows: rows.answering([halves], actor)).keys("begun", MOST)
    rows = Request.objects.filter(pk__in=keys)
    texts = list(rows.values_list("search", flat=True))
    texts += rows.filter(pk__in=Request.objects.visible_to(actor).values("pk")).values_list("search_parties", flat=True)
    return tuple(it for it in unlike(texts) if word[:half] in it or word[half:] in it)
