"""How the hub hears that the journal has something new: PostgreSQL says so, and everywhere a look finds it.

SQLite tells nobody, so there the look comes every tenth of a second; on PostgreSQL it is what is left when nobody can
listen: a connection that broke, or a pooler in between that keeps no listeners.
"""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import Any

from django.db import connection

from steun.web.kernel.journal.record import CHANNEL

log = logging.getLogger("steun")
LOOK = 0.1
"""Seconds between two looks where nobody tells."""
LISTENING = 1.0
"""The same while PostgreSQL tells."""
OURS = frozenset({"pool", "server_side_binding", "assume_role", "isolation_level"})
"""Options of Django's own, in what it calls the parameters of a connection."""


class Wake:
    """`wait` returns when there may be something to see."""

    def __init__(self) -> None:
        self.news, self.over = Event(), Event()
        self.listening = False

    def start(self) -> None:
        """Called in the thread of the hub."""
        self.over.clear()
        if connection.vendor == "postgresql":
            known = {k: v for k, v in connection.get_connection_params().items() if k not in OURS}
            Thread(target=self.listen, args=(known,), daemon=True, name="live-listen").start()

    def stop(self) -> None:
        self.over.set()

    def wait(self) -> None:
        self.news.wait(LISTENING if self.listening else LOOK)
        self.news.clear()

    def listen(self, known: dict[str, Any]) -> None:
        """A connection of our own, outside the pool: who listens keeps it."""
        import psycopg  # 9 MB of each process, which serves nobody on SQLite

        while not self.over.is_set():
            try:
                with psycopg.connect(**known, autocommit=True) as heard:
                    heard.execute(f"LISTEN {CHANNEL}")
                    self.listening = True
                    self.news.set()  # what came before we listened
                    while not self.over.is_set():
                        for _ in heard.notifies(timeout=LISTENING, stop_after=1):
                            self.news.set()
            except psycopg.Error as error:
                self.listening = False
                log.warning("live: nobody tells of new entries, so we look: %s", error)
                self.over.wait(LISTENING)
        self.listening = False
