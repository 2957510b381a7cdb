"""What passes by itself: two acts in each other's way, a database that restarts, one id that came twice at once.

Such a failure undoes the whole transaction. So the act is done again, a few times and not for long; what fails even
then it is `Unavailable`: 503, with the seconds after which it makes sense to come back. A call of which something
is kept already, or may be, is not done again by us: who sent it sends it again, and its id tells that it is the same.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from django.db import Error, close_old_connections, connection, transaction
from django.http import HttpRequest, HttpResponse

from steun.web.kernel.failure.transient import AWAY, BUSY, TWIN, passing

PASSING = "steun.passing"
log = logging.getLogger("steun")
T = TypeVar("T")
K = TypeVar("K")
Answer = Callable[[HttpRequest], HttpResponse]
TRIES = 6
PATIENCE = 8.0
"""Seconds after which a call that failed is not begun once more."""
PAUSE = 0.05
"""Seconds before the second try; doubled for each next one, up to a second or so, and never quite the same."""
WRITING = ("INSERT", "UPDATE", "DELETE")


@dataclass
class Watch:
    """Sees what one try writes: what is kept must not be done again."""

    committed: bool = False
    written: bool = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        try:
            result = execute(sql, params, many, context)
        except Error as error:
            if passing(error) == AWAY:  # the transaction is gone, with all that it wrote
                self.written = False
            raise
        if sql.lstrip()[:6].upper() in WRITING:
            self.written = True
            transaction.on_commit(self.mark_committed)  # at once when there is no transaction
        return result

    def mark_committed(self) -> None:
        self.committed, self.written = True, False

    def may_be_committed(self, kind: str) -> bool:
        """Kept, or the connection went while it was being committed: then nobody knows."""
        return self.committed or (kind == AWAY and self.written)


@dataclass
class Tries:
    """How often something was tried, and for how long."""

    most: int = TRIES
    patience: float = PATIENCE  # seconds
    began: float = field(default_factory=time.monotonic)
    count: int = 0

    def once_more(self, kind: str) -> bool:
        """After a failure: may it be tried again? Waits a little first, and lets go of a broken connection."""
        self.count += 1
        most = 2 if kind == TWIN else self.most
        if kind not in (BUSY, AWAY, TWIN) or connection.in_atomic_block:
            return False
        if self.count >= most or time.monotonic() - self.began > self.patience:
            return False
        let_go()
        time.sleep(min(1.0, PAUSE * 2 ** (self.count - 1)) * random.uniform(0.5, 1.5))
        return True


def let_go() -> None:
    """Give back a connection that may be broken; whoever needs one next gets another. Not in a transaction."""
    if not connection.in_atomic_block:
        close_old_connections()


def again(work: Callable[[], T], *, most: int = TRIES, patience: float = PATIENCE) -> T:
    """Do it, once more when it failed in a way that passes. For what does nothing when it was done already, as the acts
    of the clock and of jobs."""
    tries = Tries(most=most, patience=patience)
    while True:
        try:
            return work()
        except Exception as error:
            if not tries.once_more(passing(error)):
                raise


def each(keys: Iterable[K], act: Callable[[K], int]) -> int:
    """Do it for each by itself, and count. What fails at one keeps no other waiting; it is raised at the end."""
    count, failed = 0, None
    for key in keys:
        try:
            count += again(partial(act, key))
        except Exception as error:
            if passing(error) == AWAY:
                raise
            log.exception("%s failed for %s", getattr(act, "__name__", act), key)
            failed = error
    if failed is not None:
        raise failed
    return count


# --- Calls over HTTP

BODY = ("_body", "_post", "_files", "_read_started", "_stream", "_upload_handlers", "_data")
"""What a request has read of its body: that is there once."""


def middleware(answer: Answer) -> Answer:
    """The outermost middleware: a call that failed in passing is done again as a whole."""

    def try_on(http: HttpRequest) -> HttpResponse:
        tries, fresh = Tries(), dict(http.__dict__)
        while True:
            watch = Watch()
            with connection.execute_wrapper(watch):
                response = answer(http)
            kind = http.META.get(PASSING, "")
            if not kind or watch.may_be_committed(kind) or not can_be_read_again(http) or not tries.once_more(kind):
                return response
            rewind(http, fresh)

    return try_on


def mark(http: HttpRequest, error: BaseException | None) -> None:
    """Remember what kind of passing failure ended this try."""
    http.META[PASSING] = passing(error)


def can_be_read_again(http: HttpRequest) -> bool:
    """Is the body still there: not begun, or kept whole in memory?"""
    if any(hasattr(given, "temporary_file_path") for given in files_of(http)):
        return False
    return not getattr(http, "_read_started", False) or hasattr(http, "_body") or hasattr(http, "_post")


def files_of(http: HttpRequest) -> list[Any]:
    return list(http._files.values()) if hasattr(http, "_files") else []


def rewind(http: HttpRequest, fresh: dict[str, Any]) -> None:
    """The request as it came in, but for the body that was read."""
    read = {name: http.__dict__[name] for name in BODY if name in http.__dict__}
    http.__dict__.clear()
    http.__dict__.update({**fresh, **read})
    for given in files_of(http):
        given.seek(0)
