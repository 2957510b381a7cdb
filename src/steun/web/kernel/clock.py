"""The product's clock. In a live world it is the real one.

A replay has its own, which can be paused, stepped, sped up.
"""

from datetime import date, datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import models
from django.utils import timezone

from steun.web.kernel.moments import day_of


class Clock(models.Model):
    """One row, in worlds whose time is not the real time.

    At `real` it was `shown`, and it runs `speed` times as fast.
    """

    real = models.DateTimeField()
    shown = models.DateTimeField()
    speed = models.PositiveIntegerField(default=1)  # 0 = paused

    class Meta:
        db_table = "steun_clock"

    def at(self, real: datetime) -> datetime:
        return self.shown + (real - self.real) * self.speed


def now() -> datetime:
    """The moment it is, in this world."""
    real = timezone.now()
    if settings.WORLD != "replay":
        return real
    row = Clock.objects.first()
    return row.at(real) if row else real


def today() -> date:
    """The day in the Netherlands: the law of that day applies."""
    return day_of(now())


def this_year() -> int:
    """The year in the Netherlands, for every moment that a page shows: a replay asks its clock once a second for it."""
    if settings.WORLD != "replay":
        return today().year
    global _year
    second = int(monotonic())
    if _year[0] != second:
        _year = (second, today().year)
    return _year[1]


_year = (-1, 0)
"""The second of this process in which the year was looked up, and the year."""


def set_clock(shown: datetime, speed: int | None = None) -> None:
    """Let the world's clock show this moment from now on."""
    row = Clock.objects.first() or Clock(speed=0)
    row.real, row.shown = timezone.now(), shown
    row.speed = row.speed if speed is None else speed
    row.save()
    global _year
    _year = (-1, 0)


def step(minutes: int) -> datetime:
    """Move the world's clock ahead; returns what it shows."""
    moment = now() + timedelta(minutes=minutes)
    set_clock(moment)
    return moment
