"""Which failures pass by themselves, by what databases and system say: busy, away, full, or another was first."""

from __future__ import annotations

import errno
from sqlite3 import Error as SqliteError

from django.db import Error

from steun.core.kernel.errors import Refused, SteunError, Unavailable
from steun.core.kernel.verdict import Verdict

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


def as_error(error: BaseException | None) -> SteunError | None:
    """The failure as an error of ours, for when trying again did not help; None for a defect."""
    kind = passing(error)
    if kind == TWIN:
        return Refused([Verdict(False, "exists-already", "Steun")])
    return Unavailable(kind, AFTER[kind]) if kind else None
