"""One rule by which words are found however a hurried hand or a telephone writes them: page, API and picker alike.

`folded` is what a search column holds and what a query is compared with. The picker in the browser does the same with
the same table (`static/steun/folding.js`, held equal by a test).
"""

from __future__ import annotations

import re
import unicodedata

LOOKALIKES = {
    "'": "‘’‚‛′ʹʻʼʽˈ`´＇",  # look-alikes are what this is about
    '"': "“”„‟″«»",
    "-": "‐‑‒–—―−﹣－",
    "ae": "æÆǽ",
    "oe": "œŒ",
    "o": "øØ",
    "d": "đĐðÐ",
    "l": "łŁ",
    "i": "ı",
    "th": "þÞ",
    "ss": "ßẞ",
}
"""What is meant, and the characters that are typed for it."""
TABLE = {ord(typed): meant for meant, all_typed in LOOKALIKES.items() for typed in all_typed}
MOST_WORDS = 40
EDGES = ".,;:!?()[]{}<>'\"/\\|*#"
"""What stands around a word and is no part of it."""
CASE_WORDS = re.compile(r"\b(?:aanvraag|aanvraagnummer|zaak|nummer|nr|no|request|case|number)\b[.:]?")
"""What people write before a number, and that is no word of the case."""
PREFIXED = re.compile(r"(?<![\w-])([bscp])[-\s./]*(20\d\d)[-\s./]*(\d{1,6})(?![\w-])")
FROM_ABROAD = re.compile(r"(?<![0-9A-Za-z])(?:\+|00)31[ ./-]*(?:\(0\)[ ./-]*)?(?=[1-9])")
BARE = re.compile(r"(?<![\w-])(20\d\d)[-/](\d{1,6})(?![\w-])")


def folded(text: str) -> str:
    """Lower case, without accents, look-alikes as what they look like, without what cannot be seen.

    >>> folded("Fryslân"), folded("’s‑Hertogenbosch"), folded("Bjørn\\u200b"), folded("ĳs")
    ('fryslan', "'s-hertogenbosch", 'bjorn', 'ijs')
    """
    plain = unicodedata.normalize("NFKD", text.translate(TABLE)).translate(TABLE)
    seen = "".join(c for c in plain if unicodedata.category(c) not in {"Mn", "Cf"})
    return " ".join(seen.casefold().split())


def words_of(text: str) -> list[str]:
    """The words that somebody looks for, without what stands around them; a compound with a dash is its words.

    None is left out: of more than any row is found by, the whole text is looked for as it stands.

    >>> words_of("Zuid–Limburg, (brug).")
    ['zuid', 'limburg', 'brug']
    """
    found = [word.strip(EDGES) for word in folded(text).replace("-", " ").split()]
    return all_of([word for word in found if word])


def all_of(found: list[str]) -> list[str]:
    return found if len(found) <= MOST_WORDS else [" ".join(found)]


def national(text: str) -> str:
    """The text with Dutch telephone numbers as one dials them here, whatever they were copied from.

    >>> national("Piket +31 45 5550123, 0031-6-12345678, +31 (0)45 5550124; B-2026-0031")
    'Piket 045 5550123, 06-12345678, 045 5550124; B-2026-0031'
    """
    return FROM_ABROAD.sub("0", text)


def numbered(text: str) -> list[str]:
    """The words that somebody looks for among cases: a number of a case, in any spelling, is one word.

    >>> [numbered(n) for n in ("B-2026-7", "B2026-0007", "b-2026-0007.", "B–2026–0007", "b2026 7", "2026-7")]
    [['b-2026-0007'], ['b-2026-0007'], ['b-2026-0007'], ['b-2026-0007'], ['b-2026-0007'], ['2026-0007']]
    >>> numbered("brug B-2026-0012 Meerssen"), numbered("juli 2026")
    (['b-2026-0012', 'brug', 'meerssen'], ['juli', '2026'])
    >>> numbered("Aanvraag nr. #B-2026-12"), numbered("aanvraag pompen")
    (['b-2026-0012'], ['aanvraag', 'pompen'])
    """
    numbers: list[str] = []

    def take(match: re.Match[str]) -> str:
        numbers.append(f"{match[1]}-{match[2]}-{int(match[3]):04d}")
        return " "

    def take_bare(match: re.Match[str]) -> str:
        numbers.append(f"{match[1]}-{int(match[2]):04d}")
        return " "

    rest = BARE.sub(take_bare, PREFIXED.sub(take, folded(national(text))))
    rest = CASE_WORDS.sub(" ", rest) if numbers else rest
    return all_of([*numbers, *words_of(rest)])
