"""How a row of the register is known, in the language of who reads: its phrases are translated, one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping

NUMBER = re.compile(r"(?<![\d.])(?<!VILD )\d+(?:\.\d+)?(?!\.\w)")
"""A version, such as VILD 5.6.A, is a name."""


def in_words(evidence: str, phrases: Mapping[str, str], *, point: str = ".") -> str:
    """What its reader sees. `phrases`: by phrase as the register writes it, with `{}` for each number, its translation;
    what is not among them stays as it was written. `point`: what parts the decimals.

    >>> in_words("K lanes; km = great circle x 1.07", {"km = great circle x {}": "km = hemelsbreed × {}"}, point=",")
    'K lanes; km = hemelsbreed × 1,07'
    """
    return "; ".join(_in_words(it.strip(), phrases, point) for it in evidence.split(";"))


def phrase(text: str) -> str:
    """A phrase without its numbers: what it is known by.

    >>> phrase("position 0.5 km from VILD 5.6.A (2013)")
    'position {} km from VILD 5.6.A ({})'
    """
    return NUMBER.sub("{}", text)


def _in_words(text: str, phrases: Mapping[str, str], point: str) -> str:
    known = phrases.get(phrase(text))
    return text if known is None else known.format(*(it.replace(".", point) for it in NUMBER.findall(text)))
