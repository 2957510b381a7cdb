"""How a job that takes minutes goes through failures of the database that pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import DatabaseError

from steun.web.kernel.failure.retry import again, let_go
from steun.web.kernel.failure.transient import passing

T = TypeVar("T")


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
