"""How often one person may call, on pages and with keys together: what tries everything in a row, or a script that is
broken, holds up nobody else.

Counted in the memory of each process: it must cost no call anything. The limit lies far above what hands do and what a
screen that keeps itself fresh asks; play worlds have none.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from math import ceil
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from steun.core.kernel.errors import TooOften
from steun.web.kernel.failure import responses
from steun.web.kernel.people.models import Person

Answer = Callable[[HttpRequest], HttpResponse]
refused = logging.getLogger("steun.refused")
KNOWN_AT_MOST = 10_000


class Pace:
    """A bucket per person that holds a minute of calls and fills up as time goes by."""

    def __init__(self) -> None:
        self.left: dict[str, tuple[float, float]] = {}
        self.lock = Lock()

    def wait(self, who: str, a_minute: int, now: float) -> int:
        """Seconds until this person may call again; 0 when it may now, and then it counts.

        >>> pace = Pace()
        >>> [pace.wait("a", 2, 0.0) for _ in range(3)], pace.wait("b", 2, 0.0), pace.wait("a", 2, 31.0)
        ([0, 0, 30], 0, 0)
        """
        with self.lock:
            left, at = self.left.get(who, (float(a_minute), now))
            left = min(float(a_minute), left + (now - at) * a_minute / 60)
            may = left >= 1
            if len(self.left) >= KNOWN_AT_MOST:
                self.left.clear()
            self.left[who] = (left - 1 if may else left, now)
        return 0 if may else ceil((1 - left) * 60 / a_minute)


PACE = Pace()


def keep(who: str) -> None:
    """Count a call of this person. Raises `TooOften`."""
    most = settings.CALLS_A_MINUTE
    if most and (seconds := PACE.wait(who, most, time.monotonic())):
        refused.warning("too often person=%s", who)
        raise TooOften(seconds)


def middleware(answer: Answer) -> Answer:
    """Calls of who is logged in; those with a key are counted where the key is looked up."""

    def counted(http: HttpRequest) -> HttpResponse:
        if settings.CALLS_A_MINUTE and isinstance(http.user, Person) and http.user.is_authenticated:
            try:
                keep(str(http.user.pk))
            except TooOften as error:
                return responses.answer_to(http, error)
        return answer(http)

    return counted
