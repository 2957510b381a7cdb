"""What somebody asks of the search: words, and perhaps near which place and within which time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from steun.core.kernel.text.folding import folded, numbered, words_of
from steun.core.kernel.text.terms import Lexicon
from steun.core.kernel.units import Minutes

NO_FORMS = Lexicon()
LONGEST_NAME = 6
"""Words of the name of a place."""
LONGEST = Minutes(30 * 1440)


@dataclass(frozen=True, slots=True)
class Place:
    """A point in degrees with the name by which it is known. code: of the municipality or region."""

    code: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Asking:
    """How people ask: phrases before a place and before a time, and how many minutes a unit of time has."""

    near: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    minutes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """words: as they are looked for. near: the place, when one was named. within: None = whenever."""

    words: tuple[str, ...]
    near: Place | None = None
    within: Minutes | None = None


def question(text: str, asking: Asking, places: Mapping[str, Place], lexicon: Lexicon = NO_FORMS) -> Question:
    """Reads what was typed. `places`: by the words of their names in the shortest form.

    >>> asking = Asking(("near", "bij"), ("within",), {"h": 60})
    >>> there = {"valkenburg": Place("GM0994", "Valkenburg", 5.83, 50.87)}
    >>> found = question("Helicopter near Valkenburg within 6 h", asking, there)
    >>> found.words, found.near.code, found.within
    (('helicopter',), 'GM0994', 360)
    >>> question("brug bij molen", asking, there).words
    ('brug', 'bij', 'molen')
    """
    rest, within = without_time(folded(text), asking)
    words, near = without_place(rest, asking, places, lexicon)
    return Question(tuple(numbered(words)), near, within)


def without_time(text: str, asking: Asking) -> tuple[str, Minutes | None]:
    phrases, units = alternatives(asking.within), alternatives(asking.minutes)
    found = re.search(rf"(?<!\S)(?:{phrases})\s+(\d{{1,5}})\s*({units})(?![\w-])[.?!]*", text) if phrases else None
    if not found:
        return text, None
    minutes = int(found[1]) * asking.minutes[found[2]]
    return f"{text[: found.start()]} {text[found.end() :]}", Minutes(min(minutes, LONGEST))


def without_place(text: str, asking: Asking, places: Mapping[str, Place], lexicon: Lexicon) -> tuple[str, Place | None]:
    """Of several phrases the first that stands before a place."""
    for found in re.finditer(rf"(?<!\S)(?:{alternatives(asking.near)})\s+", text) if asking.near else ():
        after = text[found.end() :].split()
        for count in range(min(LONGEST_NAME, len(after)), 0, -1):
            place = places.get(" ".join(lexicon.shortest(words_of(" ".join(after[:count])))))
            if place:
                return f"{text[: found.start()]} {' '.join(after[count:])}", place
    return text, None


def alternatives(phrases: Sequence[str] | Mapping[str, int]) -> str:
    """The longest first, so that no phrase hides a longer one."""
    return "|".join(re.escape(folded(it)) for it in sorted(phrases, key=len, reverse=True))
