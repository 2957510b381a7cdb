"""A request is answered in a thread that lives on, with the connection it has; never two requests in one at a time."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import threading
from contextlib import closing
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import DatabaseError, connection
from django.db.utils import ConnectionHandler

from steun.web.kernel.server.handler import Threads
from steun.web.settings import database


def name() -> int:
    return threading.get_ident()


def test_the_next_request_has_the_thread_and_the_connection_of_the_one_before():
    threads = Threads()

    async def requests() -> list[tuple[int, int]]:
        seen = []
        for _ in range(3):
            async with threads.one():
                seen.append((await sync_to_async(name)(), await sync_to_async(lambda: id(connection))()))
                assert await sync_to_async(name)() == seen[-1][0]
        return seen

    seen = asyncio.run(requests())
    assert len(set(seen)) == 1 and seen[0][0] != name()


def test_requests_at_once_do_not_share_a_thread_and_few_are_kept():
    threads, meet = Threads(kept=2), threading.Barrier(5)

    async def request() -> int:
        async with threads.one():
            await sync_to_async(meet.wait)(60)
            return await sync_to_async(name)()

    async def all_at_once() -> list[int]:
        return await asyncio.gather(*(request() for _ in range(5)))

    names = asyncio.run(all_at_once())
    assert len(set(names)) == 5 and len(threads.free) == 2


def test_a_request_that_fails_leaves_its_thread_to_the_next():
    threads = Threads()

    async def falls() -> None:
        async with threads.one():
            raise KeyError("x")

    with pytest.raises(KeyError):
        asyncio.run(falls())
    assert len(threads.free) == 1


@pytest.fixture
def apart(tmp_path, django_db_blocker):
    """A connection to an SQLite file of its own, with the settings of Steun."""
    path = tmp_path / "kept.sqlite3"
    plain: dict[str, Any] = {"TIME_ZONE": None, "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False}
    made = ConnectionHandler({"default": {**database(str(path)), **plain}})["default"]
    with django_db_blocker.unblock():
        yield path, made
        made.close()


def test_a_kept_connection_sees_the_database_that_took_the_place_of_its_own(apart):
    path, kept = apart
    with kept.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (n)")
    kept.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(path, f"{path}.new")
    with kept.cursor() as cursor:
        cursor.execute("INSERT INTO kept VALUES (1)")
    os.replace(f"{path}.new", path)
    for suffix in ("-wal", "-shm"):
        os.remove(f"{path}{suffix}")
    kept.close_if_unusable_or_obsolete()  # as at the start of each request
    with kept.cursor() as cursor:
        assert cursor.execute("SELECT COUNT(*) FROM kept").fetchone() == (0,)


def test_a_kept_connection_that_failed_is_opened_anew_and_one_that_did_not_stays(apart):
    _, kept = apart
    kept.ensure_connection()
    opened = kept.connection
    kept.close_if_unusable_or_obsolete()
    kept.ensure_connection()
    assert kept.connection is opened
    with pytest.raises(DatabaseError), kept.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")
    kept.close_if_unusable_or_obsolete()
    assert kept.connection is None


def test_what_one_request_left_half_read_does_not_show_the_next_one_the_past(apart):
    path, kept = apart
    with kept.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (n)")
        cursor.executemany("INSERT INTO kept VALUES (%s)", [(n,) for n in range(10)])
    left = kept.cursor()
    left.execute("SELECT n FROM kept")
    left.fetchone()
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("INSERT INTO kept VALUES (10)")
    kept.close_if_unusable_or_obsolete()  # as before and after each request
    with kept.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM kept").fetchone() == (11,)
