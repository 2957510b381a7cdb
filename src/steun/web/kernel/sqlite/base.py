"""A database backend that is Django's own, but for the compilers of `kernel.sql` and how writers wait for each other.

SQLite lets one connection write at a time and gives no turns: whoever waits looks again after ever longer pauses, up to
a tenth of a second, while the lock is free for a tenth of a millisecond. Whoever came later looks more often and wins,
and under load the oldest waiter gives up with *database is locked*. So here

* writers of one process stand in line (`turns`), and the lock passes from one to the next without a pause;
* the first in line looks at a steady pace whether another process is done.

A connection that is kept from one request to the next is opened anew when it failed, or when a restore put another file
in the place of its database. A cursor that was not read to its end keeps all that its connection reads at the moment of
its first row; so none outlives its request.
"""

from __future__ import annotations

import os
import random
import time
import weakref
from collections.abc import Callable, Iterable, Mapping
from threading import Event
from typing import Any

from django.db import DataError, OperationalError
from django.db.backends.sqlite3 import base, operations

from steun.web.kernel.sqlite.turns import OF_DATABASE

PACE = 0.003
"""Seconds between two looks at a lock that another process has."""
WRITING = ("INSERT", "UPDATE", "DELETE", "REPLAC")


def leave_all(ticket: Event) -> None:
    """For a thread that ended without closing its connection."""
    for turns in list(OF_DATABASE.values()):
        turns.leave(ticket)


def file_of(name: Any) -> tuple[int, int] | None:
    """Which file has that name now; None when none has."""
    try:
        found = os.stat(name)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def refuse_nul(rows: Iterable[Any]) -> None:
    """As PostgreSQL does: what one database keeps and the other does not is found in the tests of either."""
    for row in rows:
        values = row.values() if isinstance(row, Mapping) else row or ()
        if any(isinstance(value, str) and "\0" in value for value in values):
            raise DataError("text cannot contain NUL (0x00) bytes")


class DatabaseOperations(operations.DatabaseOperations):
    compiler_module = "steun.web.kernel.sql.sqlite"


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.ticket = Event()
        self.queued = False
        self.cursors: weakref.WeakSet[Any] = weakref.WeakSet()
        self.execute_wrappers.append(self.in_line)
        weakref.finalize(self, leave_all, self.ticket).atexit = False

    # What Django calls

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self.turns = OF_DATABASE[str(conn_params["database"])]
        self.patience = float(conn_params.get("timeout", 5))
        opened = super().get_new_connection(conn_params)
        self.file = file_of(self.settings_dict["NAME"])
        return opened

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = super().create_cursor(name)
        self.cursors.add(cursor)
        return cursor

    def close_if_unusable_or_obsolete(self) -> None:
        """Called before and after each request: what it left half read would show the next one a past moment."""
        while self.cursors:
            self.cursors.pop().close()
        super().close_if_unusable_or_obsolete()

    def is_usable(self) -> bool:
        """Asked once per request, and after a failure."""
        return not self.errors_occurred and self.file == file_of(self.settings_dict["NAME"])

    def _start_transaction_under_autocommit(self) -> None:
        until = self.take_turn()
        try:
            self.begin(until)
        except BaseException:
            self.leave_turn()
            raise

    def _commit(self) -> Any:
        super()._commit()  # type: ignore[misc]  # Django has it, the stubs do not; when this fails, a rollback follows
        self.leave_turn()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]  # Django has it, the stubs do not
        finally:
            self.leave_turn()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]  # Django has it, the stubs do not
        finally:
            self.cursors.clear()  # they ended with it
            self.leave_turn()

    # Standing in line

    def take_turn(self) -> float:
        """Stand in line; returns the moment until which we may wait in all."""
        until = time.monotonic() + self.patience
        if not self.turns.take(self.ticket, self.patience):
            raise OperationalError("database is locked: no turn to write came")
        self.queued = True
        return until

    def leave_turn(self) -> None:
        if self.queued:
            self.queued = False
            self.turns.leave(self.ticket)

    def begin(self, until: float) -> None:
        """Ask for SQLite's own lock, which another process may have, at a steady pace."""
        begin = super()._start_transaction_under_autocommit  # type: ignore[misc]  # Django has it, the stubs do not
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    begin()
                    return
                except OperationalError as error:
                    if "locked" not in str(error) or time.monotonic() > until:
                        raise
                time.sleep(PACE * random.uniform(0.5, 1.5))  # not for secrets
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {round(1000 * self.patience)}")

    def in_line(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """A single statement that writes outside a transaction stands in line too."""
        params = list(params) if many else params  # it may be gone after one reading
        refuse_nul(params if many else [params])
        if self.queued or self.in_atomic_block or not sql.lstrip()[:6].upper().startswith(WRITING):
            return execute(sql, params, many, context)
        self.take_turn()
        try:
            return execute(sql, params, many, context)
        finally:
            self.leave_turn()
