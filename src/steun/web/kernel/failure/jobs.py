"""How a job that takes minutes goes through failures of the database that pass, and shows that it lives."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from steun.web.kernel.failure.retry import again, let_go
from steun.web.kernel.failure.transient import passing

T = TypeVar("T")
BEAT = 1.0
"""Seconds between two signs of life."""


def patiently(work: Callable[[], T]) -> T:
    """A minute's work is not thrown away because the database restarts."""
    return again(work, most=200, patience=60.0)


def in_passing(work: Callable[[], T], otherwise: T) -> T:
    """Something that may fail once, a sign of life: the next one comes soon."""
    try:
        return work()
    except DatabaseError as error:
        if not passing(error):
            raise
        let_go()
        return otherwise


def beats(row: QuerySet[Any]) -> tuple[Callable[[], bool], Callable[..., None]]:
    """(stopped, progress) of one row that a job makes: once a second it says that somebody works at it, and is asked
    whether to stop. `progress(share, **kept)`: how far it is (0..1), and what of it is kept at once."""
    last = {"asked": 0.0, "kept": time.monotonic(), "stop": False}

    def stopping() -> bool:
        row.update(beat_at=timezone.now())
        return row.filter(state="stopping").exists()

    def stopped() -> bool:
        if time.monotonic() - last["asked"] > BEAT:
            stop = in_passing(stopping, bool(last["stop"]))
            last.update(asked=time.monotonic(), stop=stop)
        return bool(last["stop"])

    def progress(share: float, **kept: Any) -> None:
        if time.monotonic() - last["kept"] > BEAT:
            last["kept"] = time.monotonic()
            in_passing(lambda: row.update(progress=int(100 * share), beat_at=timezone.now(), **kept), 0)

    return stopped, progress
