"""A fresh copy of the test database, for tests that commit.

The triggers refuse the flush that would clean up after them. What many tests begin with is made once, see `kept`.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from django.db import connection, connections

NUMBERS = count(1)


@contextmanager
def fresh_copy() -> Iterator[str]:
    """Within: the default database is a copy of the test database, with the world in it; afterwards it is gone."""
    settings = connections.settings["default"]
    original = settings["NAME"]
    connection.close()
    name = (copy_postgresql if connection.vendor == "postgresql" else copy_sqlite)(str(original), next(NUMBERS))
    settings["NAME"] = name
    connection.settings_dict["NAME"] = name
    try:
        yield name
    finally:
        connections.close_all()
        settings["NAME"] = original
        connection.settings_dict["NAME"] = original
        (drop_postgresql if connection.vendor == "postgresql" else drop_sqlite)(name)


@contextmanager
def copy_of(name: str) -> Iterator[str]:
    """Within: the default database is a copy of this one."""
    settings = connections.settings["default"]
    original = settings["NAME"]
    connection.close()
    settings["NAME"] = connection.settings_dict["NAME"] = name
    try:
        with fresh_copy() as copy:
            yield copy
    finally:
        connection.close()
        settings["NAME"] = connection.settings_dict["NAME"] = original


def kept(name: str, make: Callable[[], object], of: str = "") -> str:
    """The database that `make` makes out of a copy of the test database, or of another: once in a run, by whichever
    worker needs it first. Nobody writes in it; tests work on copies."""
    there, folder = kept_as(name), Path(os.environ["STEUN_TEST_SCRATCH"])
    with (folder / f"{name}.made").open("a+") as made:
        fcntl.flock(made, fcntl.LOCK_EX)
        if made.tell() == 0:
            with copy_of(of or str(connections.settings["default"]["NAME"])):
                make()
                rename(str(connection.settings_dict["NAME"]), there)
            made.write("made")
    return there


def kept_as(name: str) -> str:
    if connection.vendor == "postgresql":
        return f"steun_{name.replace('-', '_')}"
    return str(Path(os.environ["STEUN_TEST_SCRATCH"]) / f"{name}.sqlite3")


def rename(made: str, there: str) -> None:
    """Let a database that is complete have its name."""
    if connection.vendor == "postgresql":
        administer(f'ALTER DATABASE "{made}" RENAME TO "{there}"')
    else:
        shutil.move(copy_sqlite(made, next(NUMBERS)), there)


def copy_sqlite(original: str, number: int) -> str:
    name = f"{original}-{os.getpid()}-{number}"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copy(original, name)
    return name


def drop_sqlite(name: str) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{name}{suffix}").unlink(missing_ok=True)


def copy_postgresql(original: str, number: int) -> str:
    name = f"{original}_{os.getpid()}_{number}"
    administer(f'CREATE DATABASE "{name}" TEMPLATE "{original}" STRATEGY FILE_COPY')
    return name


def drop_postgresql(name: str) -> None:
    administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def administer(statement: str) -> None:
    """Run one statement outside every transaction, connected to no test database."""
    import psycopg

    connection.close()
    params = {**connection.get_connection_params(), "dbname": "postgres"}
    known = {k: params[k] for k in ("host", "port", "user", "password", "dbname") if params.get(k)}
    with psycopg.connect(**known, autocommit=True) as administrator:
        administrator.execute(statement)


def at_once(work: Callable[[int], Any], times: int, writers: int) -> list[Any]:
    """Run `work(n)` for n < times in real threads, each with its own connection; results in order, errors as values."""
    ready = threading.Barrier(min(writers, times))
    first = threading.local()

    def one(n: int) -> Any:
        if not getattr(first, "seen", False):
            first.seen = True
            ready.wait(timeout=900)  # only when something is broken
        try:
            return work(n)
        except Exception as error:
            return error

    def close(_: int) -> None:
        connections.close_all()

    with ThreadPoolExecutor(min(writers, times)) as pool:
        found = list(pool.map(one, range(times)))
        list(pool.map(close, range(writers * 4)))
    return found
