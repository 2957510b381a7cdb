"""A moment in the field of a form: as it was typed, as it was shown, and the moment that is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from steun.core.kernel.text.wall import ahead, wall_time
from steun.web.kernel import clock
from steun.web.kernel.moments import FIRST, LAST, TURNS, parsed, possible, text_of, turn_of, utc, wall

WITH_ZONE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})")


@dataclass(frozen=True, slots=True)
class Typed:
    """A moment in a form: the text of its field, what the field showed before (`was`), and which of a double hour.

    A text to the minute says less than the moment it was made from. So a form carries that moment along, and a field
    that nobody touched gives it back whole: seconds are not lost, and the double hour does not move.
    """

    text: str = ""
    was: datetime | None = None
    turn: str = ""

    @classmethod
    def of(cls, moment: datetime | None) -> Typed:
        """The field as it shows a moment."""
        return cls(text_of(moment), moment, turn_of(moment)) if moment else cls()

    @classmethod
    def sent(cls, values: Mapping[str, Any], name: str) -> Typed:
        """The field as a form sent it."""
        shown, turn = values.get(f"{name}.was", ""), values.get(f"{name}.turn", "")
        try:
            was = parsed(shown) if shown else None
        except ValueError:
            was = None
        return cls(" ".join(str(values.get(name) or "").split()), was, turn if turn in TURNS else "")

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def comes_twice(self) -> bool:
        """Must one choose between two moments?"""
        local = self.local()
        return local is not None and FIRST <= local.year <= LAST and len(possible(local)) == len(TURNS)

    def local(self) -> datetime | None:
        """The text as a wall shows it; None when it cannot be read, or says how far from now it is."""
        return wall_time(self.text, clock.today())

    def untouched(self, shown: datetime | None) -> bool:
        """Is this still what the field showed for a moment?"""
        if shown is None or self.turn not in ("", turn_of(shown)):
            return False
        return self.local() == wall(shown).replace(tzinfo=None, second=0, microsecond=0)

    def read(self, stored: datetime | None = None, until: datetime | None = None) -> datetime | None:
        """The moment in UTC; None for an empty field. Raises `ValueError` with the code of what is wrong with it.

        `stored`: what the row has, for forms that did not carry it. `until`: later cannot be meant.
        """
        if not self.text:
            return None
        for shown in (self.was, stored):
            if shown is not None and self.untouched(shown):
                return utc(shown)
        if WITH_ZONE.fullmatch(self.text):
            return parsed(self.text)
        if (away := ahead(self.text)) is not None:
            # to the minute, so that pressed twice is the same; to the end of it, so that now is not before a moment ago
            return (clock.now() + away + timedelta(minutes=1)).replace(second=0, microsecond=0)
        local = self.local()
        if local is None:
            raise ValueError("unreadable-moment")
        if not FIRST <= local.year <= LAST:
            raise ValueError("year-out-of-range")
        return self.chosen(possible(local), until)

    def chosen(self, found: list[datetime], until: datetime | None) -> datetime:
        """The one that is meant. Raises `ValueError` when there is none, or when two can be."""
        if not found:
            raise ValueError("hour-is-skipped")
        if len(found) == len(TURNS):
            if self.turn:
                return found[TURNS.index(self.turn)]
            if until is None or found[-1] <= until:
                raise ValueError("hour-comes-twice")
        return found[0]
