"""How alike two words are, and how well a text answers what was looked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from steun.core.kernel.text.terms import Term

LONG = 8
"""Letters from which two slips of the hand are forgiven; one before."""
SHORTEST = 4
"""Letters of a word in which a slip is forgiven: of fewer, any word is like another."""
BEGINS, INSIDE, ALIKE, ELSEWHERE, ANOTHER = 5, 4, 3, 2, 1
"""Points of a term: it begins a word of the name, lies in the name; another form of it lies in the name; it lies in the
other words; another form lies there."""


def slips_forgiven(word: str) -> int:
    return 0 if len(word) < SHORTEST or not word.isalpha() else 2 if len(word) >= LONG else 1


def slips(one: str, other: str, most: int) -> int:
    """Letters that were left out, added, changed, or changed places; one more than `most` when there are more.

    >>> slips("valkenbrug", "valkenburg", 2), slips("zandzak", "zandzakken", 2)
    (1, 3)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        before, last, row = row, before, [n, *([0] * len(other))]
        for m, wanted in enumerate(other, 1):
            row[m] = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + (letter != wanted))
            if last and m > 1 and letter == other[m - 2] and one[n - 2] == wanted:
                row[m] = min(row[m], last[m - 2] + 1)
        if min(row) > most:
            return most + 1
    return row[-1]


def corrected(word: str, known: Iterable[str]) -> str:
    """The word that was probably meant: the most alike, of equal ones the first; "" when none is alike.

    >>> corrected("helikoper", ["zandzak", "helikopter"]), corrected("xyz", ["xya"])
    ('helikopter', '')
    """
    best, most = "", slips_forgiven(word)
    for other in known if most else ():
        found = slips(word, other, most)
        if found <= most:
            if found <= 1:
                return other
            best, most = other, found - 1
    return best


def points(terms: Sequence[Term], name: str, text: str = "") -> int:
    """How well a thing with this (folded) name and these other words answers the terms; 0 when it does not.

    >>> t = Term((("pomp",), ("pump",)))
    >>> [points([t], name, text) for name, text in (("pompen", ""), ("noodpomp", ""), ("boot", "pomp"), ("pump", ""))]
    [50, 40, 20, 30]
    >>> points([t], "boot")
    0
    """
    if not terms:
        return 0
    every = f"{name} {text}"
    if not all(term.is_met_by(every) for term in terms):
        return 0
    begun = name.replace("-", " ").split()
    return sum(of_term(term, name, begun, text) for term in terms) * 10 // len(terms)


def of_term(term: Term, name: str, begun: Sequence[str], text: str) -> int:
    if all(any(word.startswith(wanted) for word in begun) for wanted in term.typed):
        return BEGINS
    if all(wanted in name for wanted in term.typed):
        return INSIDE
    if term.is_met_by(name):
        return ALIKE
    return ELSEWHERE if all(wanted in text for wanted in term.typed) else ANOTHER
