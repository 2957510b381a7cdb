"""What an address asks of a list: text, choice, day, number. Odd questions get a calm answer, never a fault."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from steun.core.kernel.text.incoming import CONTROL, without_unseen
from steun.web.kernel.moments import FIRST, LAST, typed_day


def text_in(http: HttpRequest, name: str) -> str:
    """A text without control characters. Never cut: what is too long for anything finds nothing."""
    return without_unseen(CONTROL.sub(" ", http.GET.get(name, ""))).strip()


def choice_in(http: HttpRequest, name: str, allowed: tuple[str, ...]) -> str:
    """A choice of a filter; what is not on the list counts as no choice."""
    given = http.GET.get(name, "")
    return given if given in allowed else ""


def number_in(http: HttpRequest, name: str) -> int | None:
    """A number of an entry; None without one, or when it cannot be one."""
    given = http.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def page_in(http: HttpRequest, deepest: int, name: str = "page") -> int:
    """Which page of a list: the first when the address names none that makes sense, and none past the deepest."""
    return min(max(1, number_in(http, name) or 1), deepest)


SHEET = "sheet"
"""The question of an address for a table as a file: `sheet=units.csv`."""
MOST_IN_A_SHEET = 1000
"""Rows of one file: what lies beyond is found with a filter."""


def rows_in(http: HttpRequest, usual: int) -> int:
    """How many rows a page of a list has: as usual, or as many as a file may have."""
    return MOST_IN_A_SHEET if SHEET in http.GET else usual


def day_in(http: HttpRequest, name: str) -> tuple[date | None, str]:
    """A day and the code of what is wrong with it; (None, "") without one."""
    given = http.GET.get(name, "").strip()
    if not given:
        return None, ""
    try:
        day = date.fromisoformat(typed_day(given))
    except ValueError:
        return None, "unreadable-day"
    return (day, "") if FIRST <= day.year <= LAST else (None, "year-out-of-range")
