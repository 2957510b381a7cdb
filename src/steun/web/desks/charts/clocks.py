"""The acts that must precede, against the clock: when the turn of each came, by when its answer was asked, when it was
given, and the moment at which help is needed. Where everything stands on the picture, and the same in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from steun.core.ask.gate import SAID, WAITING
from steun.core.kernel.units import minutes_between
from steun.web.ask.gate.rows import Chain, GateRow
from steun.web.decide.promise.chart import marks
from steun.web.kernel import clock, moments, words

SHORTEST = timedelta(minutes=30)
"""Of the whole picture."""
FAR = 3
"""So many times the length of the acts: a need that lies further away is named at the edge: the acts would be dots."""
THINNEST = 0.8
"""Percent: an act that took no time can still be seen."""

Place = Callable[[datetime], float]


@dataclass(frozen=True, slots=True)
class Clock:
    """One act. `x`, `width`, `due`: percent of the picture; None = it has no bar, or nobody asked for an hour.

    tone: how its bar is drawn; late: minutes after what was asked for, also of one that still waits.
    """

    row: GateRow
    begun: datetime | None
    asked: datetime | None
    over: datetime | None
    tone: str
    late: int
    x: float | None
    width: float
    due: float | None

    @property
    def waits(self) -> bool:
        return self.row.state in WAITING

    @property
    def name(self) -> str:
        return words.word("gate", self.row.gate.code)

    @property
    def stands(self) -> str:
        informed = self.row.gate.kind == "inform" and self.row.state == "passed"
        return _("informed") if informed else words.word("gate-state", self.row.state)

    @property
    def said(self) -> str:
        """The bar in words, for who does not see it."""
        year, parts = clock.this_year(), [self.stands]
        for text, at in (
            (_("its turn since %(time)s"), self.begun), (_("answer asked by %(time)s"), self.asked),
            (_("done at %(time)s"), self.over),
        ):  # fmt: skip
            parts += [text % {"time": moments.short(at, year)}] if at else []
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Line:
    """A moment as a line through all acts. `at`: percent; beyond: it lies outside the picture, at this edge."""

    moment: datetime
    at: float
    beyond: bool

    @property
    def anchor(self) -> str:
        """Where its text stands, so that it stays within the picture."""
        return "end" if self.at > 60 else "start"

    @property
    def arrow(self) -> str:
        """To the side on which it lies, when that is outside the picture."""
        return ("→" if self.anchor == "end" else "←") if self.beyond else ""


@dataclass(frozen=True, slots=True)
class Clocks:
    rows: tuple[Clock, ...]
    ticks: tuple[dict[str, Any], ...]
    need: Line | None
    now: Line | None

    @property
    def legend(self) -> list[tuple[str, str]]:
        """What the drawings mean, of those that are there."""
        means = {
            "committed": _("done"), "late": _("done after it was asked for"), "held": _("waits for an answer"),
            "overdue": _("waits, and is late"), "clash": words.word("gate-state", "refused"),
        }  # fmt: skip
        there = {it.tone for it in self.rows}
        return [(tone, text) for tone, text in means.items() if tone in there]


def clocks(chains: Iterable[Chain], need: datetime | None) -> Clocks | None:
    """The picture of a request whose help is needed then; None before the turn of any act came."""
    rows = [row for chain in chains for row in chain.rows]
    known = [at for row in rows for at in (begun(row), asked(row), row.gate.done_at) if at]
    if not any(begun(row) for row in rows):
        return None
    now = clock.now()
    waits = any(row.state in WAITING for row in rows)
    start, end = min(known), max([*known, now] if waits else known)
    end = max(end, start + SHORTEST)
    reach = FAR * (end - start)
    if need and start - reach <= need <= end + reach:
        start, end = min(start, need), max(end, need)
    end += (end - start) / 25

    def place(moment: datetime) -> float:
        return round(min(100.0, max(0.0, 100 * ((moment - start) / (end - start)))), 2)

    def line(moment: datetime | None) -> Line | None:
        return Line(moment, place(moment), not start <= moment <= end) if moment else None

    return Clocks(
        tuple(drawn(row, now, place) for row in rows), tuple(ticks(start, end, place)), line(need),
        line(now) if start <= now <= end else None,
    )  # fmt: skip


def begun(row: GateRow) -> datetime | None:
    """When its turn came; of what was done before its turn, when it was done."""
    return min((at for at in (row.gate.ready_at, row.gate.done_at) if at), default=None)


def asked(row: GateRow) -> datetime | None:
    """By when an answer was asked; of what was said on the phone, by when it is to be confirmed."""
    return row.gate.confirm_by if row.state in SAID else row.gate.due_at


def drawn(row: GateRow, now: datetime, place: Place) -> Clock:
    first, by = begun(row), asked(row)
    waits = row.state in WAITING and row.gate.ready_at is not None
    over = None if row.state == "open" else row.gate.done_at
    last = now if waits else over
    late = max(0, minutes_between(by, last)) if by and last else 0
    if first is None or last is None:
        return Clock(row, None, by, over, "", 0, None, 0, None)
    x = min(place(first), 100 - THINNEST)
    width = max(THINNEST, round(place(last) - x, 2))
    return Clock(row, first, by, over, tone(row, waits, late), late, x, width, place(by) if by else None)


def tone(row: GateRow, waits: bool, late: int) -> str:
    """Its drawing: by line and fill, so that no colour alone says it."""
    if row.state == "refused":
        return "clash"
    if waits:
        return "overdue" if late else "held"
    return "late" if late else "committed"


def ticks(start: datetime, end: datetime, place: Place) -> Iterator[dict[str, Any]]:
    """Marks below the picture: hours, and the day where it changes."""
    year = clock.this_year()
    for at, hour, day in marks(start, end):
        named = moments.short(at, year) if hour and day else moments.short_day(at, year)
        yield {"at": place(at), "text": moments.formatted(at, "TIME_FORMAT", turn=False) if hour and not day else named}
