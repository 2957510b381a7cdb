"""The picture: per region and in all what is asked, promised, short, late and under way, and how bad the worst is.

Pieces of different capabilities are added up: the sums say where much is missing, the requests say what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from steun.core.decide.timeliness import CODES, IN_TIME, LATE, PARTLY, TOO_LATE, UNKNOWN, Help, Timeliness

TONES = {TOO_LATE: "bad", PARTLY: "bad", LATE: "late", UNKNOWN: "wait", IN_TIME: "calm"}
"""How bad it is, from what a request is called: short or useless, late, not known yet, in time."""
WORST_FIRST = ("bad", "late", "wait", "calm")


@dataclass(frozen=True, slots=True)
class Need:
    """One open request: pieces required and promised of each capability, and those on their way or there."""

    regions: tuple[str, ...]
    timeliness: Timeliness
    asked: Mapping[str, int]
    help: Mapping[str, Sequence[Help]]
    begins: datetime | None
    under_way: int = 0

    @property
    def tone(self) -> str:
        return TONES[self.timeliness.code]


@dataclass(frozen=True, slots=True)
class Tally:
    """Requests and pieces; `late` counts pieces that come after the moment that was asked."""

    requests: int = 0
    asked: int = 0
    promised: int = 0
    short: int = 0
    late: int = 0
    under_way: int = 0
    worst: str = ""  # code of the worst request, "" without any
    tone: str = "none"


def tally(needs: Iterable[Need]) -> Tally:
    """Counted together.

    >>> from datetime import UTC
    >>> ten, noon = (datetime(2021, 7, 15, h, tzinfo=UTC) for h in (10, 12))
    >>> partly = Timeliness(PARTLY, quantity=4, asked=6)
    >>> tally([Need(("VR24",), partly, {"boats": 6}, {"boats": [Help(noon, 4)]}, ten, under_way=4)])
    Tally(requests=1, asked=6, promised=4, short=2, late=4, under_way=4, worst='partly', tone='bad')
    """
    every = list(needs)
    if not every:
        return Tally()
    worst = max(every, key=lambda it: CODES.index(it.timeliness.code)).timeliness.code
    return Tally(
        requests=len(every),
        asked=sum(sum(it.asked.values()) for it in every),
        promised=sum(pieces(it) for it in every),
        short=sum(short(it) for it in every),
        late=sum(late(it) for it in every),
        under_way=sum(it.under_way for it in every),
        worst=worst,
        tone=min((it.tone for it in every), key=WORST_FIRST.index),
    )


def by_region(needs: Iterable[Need]) -> dict[str, Tally]:
    """Each region with a need; a need of two regions counts in both, and once in all."""
    every = list(needs)
    codes = sorted({code for it in every for code in it.regions})
    return {code: tally(it for it in every if code in it.regions) for code in codes}


def pieces(need: Need) -> int:
    return sum(help.quantity for of_one in need.help.values() for help in of_one)


def short(need: Need) -> int:
    """Pieces required of which nobody promised any; more of the one does not make up for less of another."""
    return sum(
        max(0, asked - sum(help.quantity for help in need.help.get(capability, ())))
        for capability, asked in need.asked.items()
    )


def late(need: Need) -> int:
    """Pieces promised that are not there when they are wanted."""
    if need.begins is None:
        return 0
    return sum(help.quantity for of_one in need.help.values() for help in of_one if help.at > need.begins)
