"""July 2021, served as a replay in a process of its own, from the beginning or from later."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from tests.browser.conftest import Town, served


@contextmanager
def replayed(blocker: Any, name: str = "", until: datetime | None = None) -> Iterator[Town]:
    """Before anything happened; with a name, played up to a moment, and kept under that name. In a thread of its own,
    since playwright keeps a loop in this one."""
    from django.db import connection

    from steun.web.desks.replay import player
    from tests.databases import copy_of, kept
    from tests.journeys.replay_world import begun

    def copied() -> Any:
        from django.test import override_settings

        with override_settings(WORLD="replay"):
            before = kept("replay-before", begun)
            return copy_of(kept(name, lambda: player.play_until(until), of=before) if until else before)

    with blocker.unblock(), ThreadPoolExecutor(1) as pool:
        copy = pool.submit(copied).result()
        database = pool.submit(copy.__enter__).result()
        try:
            with served(database, connection.vendor, "replay") as address:
                yield Town(address, database, blocker.unblock, "replay")
        finally:
            pool.submit(copy.__exit__, None, None, None).result()
