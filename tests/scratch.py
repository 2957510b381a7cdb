"""Where the tests write: in memory where the machine has room for it, and on a PostgreSQL that waits for no disk.

Both databases wait for the disk at each commit, which is what they promise people. No test cuts the power, so a test
learns nothing from that wait: a killed process loses nothing that the system has, on a disk or in memory. A test of
what a cluster itself keeps starts one of its own.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30
"""Bytes that must be free in memory before the databases of the tests go there; they take some hundreds of millions."""
NO_WAITING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "jit": "off"}


NAME = "steun-tests-"


def folder() -> str:
    """A new folder for one test run."""
    sweep(MEMORY)
    return tempfile.mkdtemp(prefix=f"{NAME}{os.getpid()}-", dir=MEMORY if has_room(MEMORY) else None)


def sweep(place: Path) -> None:
    """Give back the memory of runs that were killed before they could tidy up."""
    for left in place.glob(f"{NAME}*-*"):
        process = left.name.removeprefix(NAME).partition("-")[0]
        if process.isdigit() and not Path("/proc", process).exists():
            shutil.rmtree(left, ignore_errors=True)


def has_room(place: Path) -> bool:
    try:
        return shutil.disk_usage(place).free > ROOM
    except OSError:
        return False


def hurry(server: Any) -> None:
    """Let a PostgreSQL that lives for one test run wait for no disk."""
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as administrator:
        for name, value in NO_WAITING.items():
            administrator.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        administrator.execute("SELECT pg_reload_conf()")
