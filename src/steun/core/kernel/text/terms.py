"""What somebody looks for, as terms: each is met by a word as it was typed, by another form of it, or by a synonym.

Searching looks inside words, so a form is a stem: *evacu* lies in *evacuatie*, *geevacueerd* and *evacuation*. Which
endings there are and which words mean the same is data (`rules/lexicon`), for both languages at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from steun.core.kernel.text.folding import words_of

SHORTEST = 4
"""Letters of a stem: of fewer, too many words have a part."""
LONGEST_PHRASE = 4
MOST_WAYS = 24
VOWELS = "aeiou"
HARDENED = {"v": "f", "z": "s"}
"""How the last letter of a stem is written when nothing follows: *golven*, *golf*."""

Way = tuple[str, ...]
"""Pieces of words that must all occur."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is looked for. The first way is how it was typed; each of the others will do."""

    ways: tuple[Way, ...]

    @property
    def typed(self) -> Way:
        return self.ways[0]

    @property
    def enough(self) -> tuple[Way, ...]:
        """The ways without those that say more than another one does: what lies in *evacuatie* need not be asked of
        that word too."""
        return tuple(way for way in self.ways if not any(it != way and lies_in(it, way) for it in self.ways))

    def is_met_by(self, text: str) -> bool:
        """Does it occur in this (folded) text?"""
        return any(all(word in text for word in way) for way in self.ways)


def lies_in(one: Way, other: Way) -> bool:
    """Is the one found wherever the other is?"""
    return all(any(piece in word for word in other) for piece in one)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of the words of people who search.

    endings: the longest first. weak: endings that leave a longer stem. separable: what stands before *ge* in a
    participle. synonyms: by a word or phrase in its shortest form, whatever means the same. idle: words that say
    nothing by themselves.
    """

    endings: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    separable: tuple[str, ...] = ()
    synonyms: Mapping[Way, tuple[Way, ...]] = field(default_factory=lambda: MappingProxyType({}))
    idle: frozenset[str] = frozenset()

    def terms(self, words: Sequence[str]) -> tuple[Term, ...]:
        """What words ask for together. Words that say nothing count only when there is nothing else."""
        found, at = [], 0
        while at < len(words):
            phrase = self.phrase(words[at:])
            found.append(self.term(phrase))
            at += len(phrase)
        telling = [it for it in found if len(it.typed) > 1 or it.typed[0] not in self.idle]
        return tuple(telling or found)

    def phrase(self, words: Sequence[str]) -> Way:
        """The longest beginning of these words that means something together; else the first word."""
        for count in range(min(LONGEST_PHRASE, len(words)), 1, -1):
            if self.shortest(words[:count]) in self.synonyms:
                return tuple(words[:count])
        return (words[0],)

    def term(self, typed: Way) -> Term:
        forms = [(form,) for form in self.forms(typed[0])] if len(typed) == 1 else [self.shortest(typed)]
        same = [way for form in (self.shortest(typed), *forms) for way in self.synonyms.get(form, ())]
        return Term(tuple(dict.fromkeys([typed, *forms, *same]))[:MOST_WAYS])

    def shortest(self, words: Iterable[str]) -> Way:
        """Each word in its shortest form."""
        return tuple(min(self.forms(word), key=len) for word in words)

    def forms(self, word: str) -> list[str]:
        """The word, and the stems by which its other forms are found. A number is only itself."""
        if not word.isalpha():
            return [word]
        found = [word]
        for whole in (word, *self.without_ge(word)):
            found += self.stems(whole)
        return [form for form in dict.fromkeys(found) if form == word or len(form) >= SHORTEST]

    def without_ge(self, word: str) -> list[str]:
        """What a participle is made of: *geevacueerd* of *evacueerd*, *ondergelopen* of *onder* and *lopen*."""
        if not word.endswith(("d", "t", "en")):
            return []
        if word.startswith("ge"):
            return [word[2:]]
        return [
            before + word[len(before) + 2 :]
            for before in self.separable
            if word.startswith(f"{before}ge") and len(word) >= len(before) + 2 + SHORTEST
        ]

    def stems(self, word: str) -> list[str]:
        """Without its ending, the longest that leaves a stem, as it may be written elsewhere."""
        fits = (e for e in self.endings if word.endswith(e) and len(word) - len(e) >= SHORTEST - 1)
        ending = next(fits, "") or next((e for e in self.weak if word.endswith(e) and len(word) > SHORTEST + 1), "")
        stem = word.removesuffix(ending) if ending else word
        found = [stem]
        if ending.startswith("e") and len(stem) > 2 and stem[-1] not in VOWELS:
            if stem[-1] == stem[-2]:
                found = [stem[:-1]]  # dammen: dam
            elif stem[-2] in VOWELS and stem[-3] not in VOWELS:
                found.append(stem[:-1] + stem[-2:])  # lopen: loop
        return [form for it in found for form in (it, it[:-1] + HARDENED.get(it[-1], it[-1]))]


def synonyms(groups: Iterable[Iterable[str]], lexicon: Lexicon) -> dict[Way, tuple[Way, ...]]:
    """By each word or phrase of a group, the others of it; a word may stand in several groups.

    >>> plain = Lexicon(endings=("en", "s"))
    >>> synonyms([["zandzakken", "sandbags"]], plain)
    {('zandzak',): (('sandbag',),), ('sandbag',): (('zandzak',),)}
    """
    found: dict[Way, tuple[Way, ...]] = {}
    for group in groups:
        ways = [lexicon.shortest(words_of(text)) for text in group]
        for way in ways:
            others = (*found.get(way, ()), *(other for other in ways if other != way))
            found[way] = tuple(dict.fromkeys(others))
    return found
