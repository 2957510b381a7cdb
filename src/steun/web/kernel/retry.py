"""What passes by itself: two acts in each other's way, a database that restarts, one id that came twice at once.

Such a failure undoes the whole transaction. So the act is done again, a few times and not for long; what fails even
then is told as `Unavailable`: 503, with the seconds after which it makes sense to come back. A call of which something
is kept already, or may be, is not done again by us: who sent it sends it again, and its id tells that it is the same.
"""

from __future__ import annotations

import errno
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from sqlite3 import Error as SqliteError
from typing import Any, TypeVar

from django.db import Error, close_old_connections, connection, transaction
from django.http import HttpRequest, HttpResponse

from steun.core.kernel.errors import Refused, SteunError, Unavailable
from steun.core.kernel.verdict import Verdict

T = TypeVar("T")
Answer = Callable[[HttpRequest], HttpResponse]
TRIES = 6
PATIENCE = 8.0
"""Seconds after which a call that failed is not begun once more."""
PAUSE = 0.05
"""Seconds before the second try; doubled for each next one, up to a second or so, and never quite the same."""
WRITING = ("INSERT", "UPDATE", "DELETE")

BUSY, AWAY, FULL, TWIN = "busy", "away", "full", "twin"
AFTER = {BUSY: 2, AWAY: 5, FULL: 60}
"""Seconds until it makes sense to come back."""
POSTGRESQL = {
    "40001": BUSY, "40P01": BUSY, "55P03": BUSY, "57014": BUSY,  # serialization, deadlock, lock or statement timeout
    "57P01": AWAY, "57P02": AWAY, "57P03": AWAY, "57P05": AWAY, "25006": AWAY, "53300": AWAY, "53200": AWAY,
    "53100": FULL, "58030": FULL,
    "23505": TWIN,
}  # fmt: skip
SQLITE = {5: BUSY, 6: BUSY, 15: BUSY, 14: AWAY, 8: FULL, 10: FULL, 13: FULL}
"""By primary code: busy, locked, protocol; cannot be opened; read-only, input or output failed, full."""
SQLITE_TWINS = (1555, 2067)  # a second row with the same primary key, or the same unique value
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


def passing(error: BaseException | None) -> str:
    """What kind of passing failure this is, or that it comes from; "" for a defect, and for a no of ours.

    >>> passing(OSError(errno.ENOSPC, "No space left on device")), passing(ValueError("x"))
    ('full', '')
    """
    while error is not None and not isinstance(error, SteunError):
        if kind := kind_of(error):
            return kind
        error = error.__cause__
    return ""


def kind_of(error: BaseException) -> str:
    if isinstance(error, SqliteError):
        code = getattr(error, "sqlite_errorcode", None) or 0
        return TWIN if code in SQLITE_TWINS else SQLITE.get(code & 0xFF, "")
    if isinstance(error, OSError):
        return FULL if error.errno in NO_ROOM else ""
    if not isinstance(error, Error) and "psycopg" in type(error).__module__:
        state = getattr(error, "sqlstate", None)
        if state is None or state.startswith("08"):  # the server did not even answer
            return AWAY if type(error).__name__ in {"OperationalError", "PoolTimeout", "PoolClosed"} else ""
        return POSTGRESQL.get(state, "")
    if isinstance(error, Error) and error.__cause__ is None:  # raised by Django, or by our queue of writers
        text = str(error)
        return BUSY if "is locked" in text else AWAY if "connection already closed" in text else ""
    return ""


def told(error: BaseException | None) -> SteunError | None:
    """The failure as an error of ours, for when trying again did not help; None for a defect."""
    kind = passing(error)
    if kind == TWIN:
        return Refused([Verdict(False, "exists-already", "Steun")])
    return Unavailable(kind, AFTER[kind]) if kind else None


@dataclass
class Watch:
    """Sees what one try writes: what is kept must not be done again."""

    kept: bool = False
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
            transaction.on_commit(self.keep)  # at once when there is no transaction
        return result

    def keep(self) -> None:
        self.kept, self.written = True, False

    def may_be_kept(self, kind: str) -> bool:
        """Kept, or the connection went while it was being committed: then nobody knows."""
        return self.kept or (kind == AWAY and self.written)


@dataclass
class Tries:
    """How often something was tried, and for how long."""

    began: float = field(default_factory=time.monotonic)
    count: int = 0

    def once_more(self, kind: str, watch: Watch) -> bool:
        """After a failure: may it be tried again? Waits a little first, and lets go of a broken connection."""
        self.count += 1
        most = 2 if kind == TWIN else TRIES
        if kind not in (BUSY, AWAY, TWIN) or watch.may_be_kept(kind) or connection.in_atomic_block:
            return False
        if self.count >= most or time.monotonic() - self.began > PATIENCE:
            return False
        close_old_connections()
        time.sleep(min(1.0, PAUSE * 2 ** (self.count - 1)) * random.uniform(0.5, 1.5))
        return True


def again(work: Callable[[], T]) -> T:
    """Do it, once more when it failed in a way that passes. For acts of the clock, of jobs and of the console."""
    tries = Tries()
    while True:
        watch = Watch()
        try:
            with connection.execute_wrapper(watch):
                return work()
        except Exception as error:
            if not tries.once_more(passing(error), watch):
                raise


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
            kind = getattr(http, "_steun_passing", "")
            if not kind or not can_be_read_again(http) or not tries.once_more(kind, watch):
                return response
            rewind(http, fresh)

    return try_on


def mark(http: HttpRequest, error: BaseException | None) -> None:
    """Remember what kind of passing failure ended this try."""
    http._steun_passing = passing(error)


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
