"""One world of one size: CPU, statements and their time, per page and reader."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from bench.growth.pages import CROWDED, FOR_ALL, READERS
from steun.web.kernel.journal.record import head
from tests.builders import World

ENOUGH = 0.4
"""Seconds of CPU after which a page is not asked again: who is slow needs no fifth proof."""


@dataclass
class Cost:
    """The least of some runs. `sql`: on SQLite the CPU of statements, part of `cpu`; on PostgreSQL the wait for it,
    beside `cpu`, in which the work of its server is not counted."""

    cpu: float  # ms
    sql: float  # ms
    statements: int
    kilobytes: int
    whole: float  # ms that the machine spends: on PostgreSQL the server's share is what we wait for
    worst: str = ""
    worst_ms: float = 0.0


class Statements:
    """Counts and times every statement; remembers the slowest."""

    def __init__(self) -> None:
        self.clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
        self.count, self.seconds, self.worst = 0, 0.0, (0.0, "", ())

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        start = self.clock()
        try:
            return execute(sql, params, many, context)
        finally:
            taken = self.clock() - start
            self.count, self.seconds = self.count + 1, self.seconds + taken
            if taken > self.worst[0] and sql.lstrip()[:6].upper() == "SELECT":
                self.worst = (taken, sql, params)


def cost(client: Client, url: str, times: int) -> Cost:
    client.get(url)
    found: list[Cost] = []
    spent = 0.0
    for _ in range(times):
        seen = Statements()
        with connection.execute_wrapper(seen):
            start = time.process_time()
            response = client.get(url)
            cpu = time.process_time() - start
        if response.status_code != 200:
            raise RuntimeError(f"{url}: {response.status_code}")
        size = len(response.content) // 1000
        taken, sql, params = seen.worst
        whole = cpu if connection.vendor == "sqlite" else cpu + seen.seconds
        figures = (cpu * 1000, seen.seconds * 1000, seen.count, size, whole * 1000)
        found.append(Cost(*figures, plan(sql, params), taken * 1000))
        spent += cpu + seen.seconds
        if spent > ENOUGH:
            break
    return min(found, key=lambda c: c.whole)


def plan(sql: str, params: Any) -> str:
    """How the database goes about the slowest statement of a page."""
    if not sql:
        return ""
    word = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{word} {sql}", params)
        rows = [str(row[-1]) for row in cursor.fetchall()]
    return f"{sql[:9000]}\n    " + "\n    ".join(rows[:40])


def logged_in(reader: tuple[str, str]) -> Client:
    mandate = World().mandate(*reader)
    client = Client()
    client.force_login(mandate.person, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["mandate"] = str(mandate.pk)
    session.save()
    return client


def pages(readers: list[str], times: int, only: str = "") -> dict[str, dict[str, Any]]:
    """Every page for every reader."""
    found = {}
    for reader in readers:
        client = logged_in(READERS[reader])
        for name, url in FOR_ALL.items():
            if only in name:
                found[f"{name} · {reader}"] = asdict(cost(client, url.format(late=head().number - 50), times))
    return found


def crowded(places: dict[str, str], times: int) -> dict[str, dict[str, Any]]:
    return {
        name: asdict(cost(logged_in(READERS[reader]), url.format(**places), times))
        for name, (reader, url) in CROWDED.items()
    }
