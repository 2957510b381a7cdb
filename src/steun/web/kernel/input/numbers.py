"""Numbers as people type them, in the reader's language: 1.000 is a thousand in Dutch, 1,000 is one in English.

The one reader of typed numbers, for every form. What has two readings is asked back in words, never guessed: a thousand
for one is a thousandfold too little help. Machines send JSON numbers and are not read here.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol, parse_decimal
from django.utils.translation import get_language

from steun.core.kernel.errors import Unreadable
from steun.core.kernel.verdict import Fact

SPACED = re.compile(r"[0-9]{1,3}(?:[\s\u202f][0-9]{3})+")
"""Thousands with spaces between them, as ISO 80000 writes them: one reading in every language."""
ONE_MARK = re.compile(r"([0-9]{1,3})[.,]([0-9]{3})")
"""One mark and three digits after it: a thousand to some, one to others."""
LONGEST = 20
"""Signs; more is no number of anything that can be asked."""


def language() -> str:
    """The language whose notation counts: the reader's."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def whole(text: str, locale: str | None = None) -> int | None:
    """A whole number as typed; None when nothing was typed. Raises `Unreadable`.

    >>> whole("1.000", "nl"), whole("12 000", "nl"), whole("1,000", "en"), whole(" 12 ", "nl")
    (1000, 12000, 1000, 12)
    >>> whole("1,000", "nl")
    Traceback (most recent call last):
    ...
    steun.core.kernel.errors.Unreadable: ambiguous-number
    """
    plain, locale = text.strip(), locale or language()
    if not plain:
        return None
    if len(plain) > LONGEST:
        raise Unreadable("unreadable-number")
    if SPACED.fullmatch(plain):
        return int(re.sub(r"\s|\u202f", "", plain))
    found = parsed(plain, locale)
    if found is None:
        raise misread(plain, locale)
    if get_decimal_symbol(locale) in plain:
        raise two_ways(plain, locale) or Unreadable("whole-number")
    return int(found)


def decimal(text: str, locale: str | None = None) -> Decimal | None:
    """A number that may have a fraction. A point or comma that can only be a decimal mark is one, in either language.

    >>> decimal("2,5", "nl"), decimal("2.5", "nl"), decimal("1.500", "nl"), decimal("", "nl")
    (Decimal('2.5'), Decimal('2.5'), Decimal('1500'), None)
    """
    plain, locale = text.strip(), locale or language()
    if not plain:
        return None
    if len(plain) > LONGEST:
        raise Unreadable("unreadable-number")
    found = parsed(plain, locale)
    if found is None and re.fullmatch(r"[0-9]+[.,][0-9]+", plain, re.ASCII) and not ONE_MARK.fullmatch(plain):
        found = Decimal(plain.replace(",", "."))
    if found is None:
        raise misread(plain, locale)
    return found


@cache
def notation(locale: str) -> re.Pattern[str]:
    """How a number is written: thousands in threes or not at all, one decimal mark; no sign, no exponent, no digits of
    other scripts. Babel's strict mode takes 1,000,000 for Dutch and refuses 1.000,50: the form is checked here.
    """
    group, mark = (re.escape(sign) for sign in (get_group_symbol(locale), get_decimal_symbol(locale)))
    return re.compile(rf"(?:[0-9]+|[1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}})+)(?:{mark}[0-9]+)?")


def parsed(plain: str, locale: str) -> Decimal | None:
    """The number in this notation; None when it is not written so."""
    return parse_decimal(plain, locale=locale) if notation(locale).fullmatch(plain) else None


def two_ways(plain: str, locale: str) -> Unreadable | None:
    """The question back, when one writer means a thousand and another one."""
    if not (found := ONE_MARK.fullmatch(plain)) or found[1].startswith("0"):
        return None
    thousands = int(found[1] + found[2])
    facts: dict[str, Fact] = {
        "typed": plain,
        "large": format_decimal(thousands, locale=locale),
        "small": format_decimal(Decimal(f"{found[1]}.{found[2]}"), locale=locale),
    }
    return Unreadable("ambiguous-number", facts)


def misread(plain: str, locale: str) -> Unreadable:
    """Why it cannot be read, with the number in the right notation when the other language's was used."""
    other = parsed(plain, "en" if locale == "nl" else "nl")
    if other is not None and other == other.to_integral_value():
        return Unreadable("foreign-number", {"typed": plain, "meant": format_decimal(int(other), locale=locale)})
    return Unreadable("whole-number" if other is not None else "unreadable-number")
