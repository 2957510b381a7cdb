"""Points on the map against what the rules know of municipalities and islands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from steun.core.kernel.text.folding import words_of
from steun.core.kernel.verdict import Verdict
from steun.core.know.place import doubts
from steun.core.know.question import Place
from steun.rules.load import law
from steun.rules.policy.lexicon import lexicon

Point = tuple[float, float]
SHORT = 3
"""Letters of a word that is no name by itself: *den* begins Den Haag."""


def point_doubts(lon: float, lat: float, named: Sequence[str] = ()) -> tuple[Verdict, ...]:
    """What speaks against a point, for help in these municipalities by their codes."""
    return looked_up(lon, lat, tuple(named))


@lru_cache(8_192)
def looked_up(lon: float, lat: float, named: tuple[str, ...]) -> tuple[Verdict, ...]:
    """The same, kept: pages compute with the points of the same requests again and again."""
    areas = law().areas
    here = [areas[code] for code in named if code in areas]
    return doubts(lon, lat, known=tuple(areas.values()), named=here, places=", ".join(named))


def middle(named: Sequence[str]) -> Point | None:
    """The middle of these municipalities."""
    areas = [law().areas[code] for code in named if code in law().areas]
    if not areas:
        return None
    return sum(a.lon for a in areas) / len(areas), sum(a.lat for a in areas) / len(areas)


@cache
def gazetteer() -> dict[str, Place]:
    """Where the places lie that people name, by their folded names: municipalities, islands, safety regions.

    A first word that only one of them has will do: *Valkenburg* is Valkenburg aan de Geul.
    """
    found: dict[str, Place] = {}
    first: dict[str, list[Place]] = {}
    for region in law().regions.values():
        for code, name, lon, lat in region.municipalities:
            place = Place(code, name, lon, lat)
            found[key_of(name)] = place
            first.setdefault(key_of(name).split()[0], []).append(place)
    for code, name in law().names.items():
        if code in law().areas:
            found[key_of(name)] = Place(code, name, law().areas[code].lon, law().areas[code].lat)
    for code, region in law().regions.items():
        point = middle([code for code, *_ in region.municipalities])
        if point:
            found.setdefault(key_of(region.name), Place(code, region.name, *point))
    for word, places in first.items():
        if len(places) == 1 and len(word) > SHORT:
            found.setdefault(word, places[0])
    for way, others in lexicon().synonyms.items():
        known = next((found[" ".join(other)] for other in others if " ".join(other) in found), None)
        if known:
            found.setdefault(" ".join(way), known)
    return found


def key_of(name: str) -> str:
    """The name in its shortest form, as it is looked up."""
    return " ".join(lexicon().shortest(words_of(name)))
