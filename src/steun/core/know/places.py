"""Places that are known by name and have a point: what is suggested while somebody types one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from steun.core.kernel.text.folding import folded, words_of

KINDS = ("municipality", "site", "junction")
"""The likeliest first."""


@dataclass(frozen=True, slots=True)
class Known:
    """A place with its point in degrees. code: within its kind. lies_in: its region or town."""

    kind: str
    code: str
    name: str
    lon: float
    lat: float
    lies_in: str = ""


def suggested(typed: str, places: Iterable[Known], most: int) -> list[Known]:
    """Places in whose name every typed word begins a word, in any spelling: whole names first, then by their beginning.

    >>> there = [Known("site", "s", "Kazerne Oirschot", 5.3, 51.5), Known("municipality", "g", "Oirschot", 5.3, 51.5)]
    >>> [place.kind for place in suggested("oirsch", there, 5)]
    ['municipality', 'site']
    >>> suggested("schot", there, 5)
    []
    """
    words, whole = words_of(typed), folded(typed).strip()
    if not words:
        return []
    found = [place for place in places if all(begins(word, words_of(place.name)) for word in words)]
    return sorted(found, key=lambda place: rank(whole, place))[:most]


def begins(word: str, names: Iterable[str]) -> bool:
    return any(name.startswith(word) for name in names)


def rank(whole: str, place: Known) -> tuple[bool, bool, int, str, str]:
    name = folded(place.name)
    return name != whole, not name.startswith(whole), KINDS.index(place.kind), name, place.code
