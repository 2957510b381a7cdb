"""One world of one size: CPU, statements and their time, per page and reader."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from bench.growth.pages import CROWDED, FOR_ALL, READERS
from steun.web.kernel.journal.record import head
from tests.builders import World


@dataclass
class Cost:
    """Of one look at a page. `sql`: on SQLite the CPU of statements, part of `cpu`; on PostgreSQL that of its server,
    beside `cpu`."""

    cpu: float  # ms
    sql: float  # ms
    statements: int
    kilobytes: int
    whole: float  # ms of CPU that the machine spends, here and in the database's server
    worst: str = ""
    worst_ms: float = 0.0


class Server:
    """The CPU of the process of PostgreSQL that answers us, and of those that help it: the wait for it would count what
    others do on the machine."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.mine = Path(f"/proc/{cursor.fetchone()[0]}")
        fields = (self.mine / "stat").read_text().rpartition(")")[2].split()
        self.parent = Path(f"/proc/{fields[1]}/stat")

    def seconds(self) -> float:
        ended = self.parent.read_text().rpartition(")")[2].split()[13:15]  # helpers, once they are done
        own = int((self.mine / "schedstat").read_text().split()[0])
        return own / 1e9 + sum(map(int, ended)) / os.sysconf("SC_CLK_TCK")


class Statements:
    """Counts and times every statement; remembers the slowest."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
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


def cost(client: Client, url: str) -> Cost:
    clock = time.process_time if connection.vendor == "sqlite" else Server().seconds
    seen = Statements(clock)
    with connection.execute_wrapper(seen):
        begun, start = clock(), time.process_time()
        response = client.get(url)
        cpu, server = time.process_time() - start, clock() - begun
    if response.status_code != 200:
        raise RuntimeError(f"{url}: {response.status_code}")
    whole, sql = (cpu, seen.seconds) if connection.vendor == "sqlite" else (cpu + server, server)
    taken, statement, params = seen.worst
    size = len(response.content) // 1000
    figures = (cpu * 1000, sql * 1000, seen.count, size, whole * 1000)
    return Cost(*figures, plan(statement, params), taken * 1000)


def least(client: Client, url: str, times: int) -> Cost:
    """The look that took least, of so many after a first one."""
    client.get(url)
    return min((cost(client, url) for _ in range(times)), key=lambda it: it.whole)


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


class Pages:
    """The pages of one world, each for one reader; who logged in stays so."""

    def __init__(self, places: dict[str, str]) -> None:
        """`places`: what is where in a crowded world."""
        self.places, self.clients, self.seen = places, dict[str, Client](), set[str]()

    def cost(self, name: str) -> dict[str, Any]:
        """`name`: of what is crowded, or a page and its reader."""
        page, _, reader = name.partition(" · ")
        reader, url = (reader, FOR_ALL[page]) if reader else CROWDED[page]
        client = self.clients.get(reader) or self.clients.setdefault(reader, logged_in(READERS[reader]))
        url = url.format(**self.places, late=head().number - 50)
        if name not in self.seen:
            client.get(url)
            self.seen.add(name)
        return asdict(cost(client, url))
