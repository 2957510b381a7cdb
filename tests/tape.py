"""Cases that many tests begin with: made once by the acts themselves, then put back as the rows that they wrote.

Each test rolls back what it did, so the next one finds the database as the first did. When nothing was written yet but
cases of the same making, the same making writes the same rows: the statements that it ran are kept, and run again
without all that led to them. As soon as a test did anything else, or patched something, its cases are made by the acts.

The world's `now` is the same for all that is kept, and at most `LASTING` ago: a test sees what it would see on a
machine that is that slow.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone, translation

LASTING = timedelta(seconds=60)
READS = ("SELECT", "WITH", "EXPLAIN")
NEUTRAL = ("BEGIN", "SET CONSTRAINTS", "PRAGMA")
SEQUENCES = "SELECT sequencename, COALESCE(last_value, start_value), last_value IS NOT NULL FROM pg_sequences"

Statement = tuple[str, Any, bool]
State = tuple[Any, ...] | None


@dataclass(frozen=True)
class Made:
    """What one making wrote, the row that it gave, and what it told beside that."""

    statements: tuple[Statement, ...]
    sequences: tuple[tuple[str, int, bool], ...]
    model: Any
    key: Any
    said: Any = None


@dataclass
class Shelf:
    """What this process kept, of one moment."""

    now: datetime = field(default_factory=timezone.now)
    made: dict[State, Made] = field(default_factory=dict)
    settings: object = field(default_factory=lambda: settings._wrapped)


SHELF = Shelf.__new__(Shelf)


def shelf() -> Shelf:
    """What may still be used; a new moment begins when it is too old."""
    global SHELF
    if not hasattr(SHELF, "now") or timezone.now() - SHELF.now > LASTING:
        SHELF = Shelf()
    return SHELF


@dataclass
class Tape:
    """What one test wrote. `state`: the makings that brought the database where it is; None when it was anything else.

    patched: whether the test changed the program itself.
    """

    patched: Callable[[], bool] = lambda: False
    state: State = ()
    shelf: Shelf = field(default_factory=shelf)
    running: list[Statement] | None = None
    points: dict[str, tuple[State, int]] = field(default_factory=dict)

    def watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Wraps each statement of the test."""
        if sql.lstrip().startswith(READS):
            return execute(sql, params, many, context)
        if sql.startswith("SAVEPOINT "):
            self.points[sql.rpartition(" ")[2]] = (self.state, len(self.running or ()))
        elif sql.startswith("ROLLBACK TO SAVEPOINT "):
            self.state, written = self.points.get(sql.rpartition(" ")[2], (None, 0))
            if self.running is not None:
                del self.running[written:]
        elif sql.startswith(("RELEASE SAVEPOINT ", *NEUTRAL)):
            pass
        elif self.running is not None:
            params = [kept(p) for p in params] if many else kept(params)
            self.running.append((sql, params, many))
        else:
            self.state = None
        return execute(sql, params, many, context)

    @property
    def follows(self) -> bool:
        """Is all that was done so far known, and would it be done in the same way again?"""
        return (
            self.state is not None
            and connection.in_atomic_block
            and settings._wrapped is self.shelf.settings
            and not self.patched()
        )

    def run(self, key: Any, make: Callable[[], Any]) -> Any:
        """The row that `make` makes: by doing so, or out of what it wrote the last time in this state."""
        return self.run_and_tell(key, lambda: (make(), None))[0]

    def run_and_tell(self, key: Any, make: Callable[[], tuple[Any, Any]]) -> tuple[Any, Any]:
        """The same, for what tells something beside the row: a key that is shown once."""
        if self.running is not None:
            return make()
        if not self.follows:
            row, said = make()
            return as_kept(row), said
        assert self.state is not None
        after = (*self.state, key, translation.get_language())
        if known := self.shelf.made.get(after):
            put_back(known)
            self.state = after
            return known.model._default_manager.get(pk=known.key), known.said
        before, self.running = sequences(), []
        try:
            row, said = make()
            written = self.running
        except BaseException:
            self.state = None
            raise
        finally:
            self.running = None
        if self.state is not None:
            moved = tuple(sorted(set(before) - set(sequences())))
            self.shelf.made[after] = Made(tuple(written), moved, type(row), row.pk, said)
            self.state = after
        return as_kept(row), said


def as_kept(row: Any) -> Any:
    """The row as whoever asks for it reads it: with nothing that its making read or left in it."""
    return type(row)._default_manager.get(pk=row.pk)


def kept(params: Any) -> Any:
    """The parameters as they are now: rows of JSON are changed afterwards."""
    return copy.deepcopy(params) if connection.vendor == "postgresql" else params


def put_back(made: Made) -> None:
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if made.sequences:
            calls = ", ".join("setval(%s, %s, %s)" for _ in made.sequences)
            cursor.cursor.execute(f"SELECT {calls}", [value for row in made.sequences for value in row])
        for sql, params, many in made.statements:
            (cursor.cursor.executemany if many else cursor.cursor.execute)(sql, params)


def sequences() -> list[tuple[str, int, bool]]:
    """PostgreSQL: what gives the next keys. Rolling back leaves them as they are, on SQLite it does not."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(SEQUENCES)
        return list(cursor.fetchall())


def kept_case(make: Callable[..., Any]) -> Callable[..., Any]:
    """A way of the world to bring a case somewhere, which gives a row."""

    @wraps(make)
    def made(world: Any, *args: Any, **words: Any) -> Any:
        if world.tape is None:
            return make(world, *args, **words)
        key = (make.__name__, repr(args), repr(sorted(words.items())))
        return world.tape.run(key, lambda: make(world, *args, **words))

    return made
