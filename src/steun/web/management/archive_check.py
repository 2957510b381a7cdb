"""Proving a backup without restoring it: its bytes, what is in it, and whether its parts agree.

Found are a changed, cut or added byte of the archive; a file too many or too few; a manifest that says otherwise; a row
added to or taken from a table; a journal that does not verify; an attachment that the journal records and that is not
there as it was, or the other way round. A forger who makes the whole anew is found by the seal that the backup printed
(`seal`), or by heads of the journal that were witnessed before (`heads`).
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
import tarfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError

from steun.core.kernel.errors import Tampered
from steun.core.kernel.journal import chain
from steun.core.kernel.journal.entry import Head
from steun.exchange import journal_rows
from steun.web.management import archive

Row = Mapping[str, Any]
GZIP = b"\x1f\x8b\x08\x00" + bytes(4) + b"\x00\xff"
"""How our archives begin: no name and no time in their head, so that nothing in it can differ."""


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Open a backup and prove its bytes. Returns the manifest. Raises `CommandError` with the first that is wrong."""
    plain = folder / "archive.tar"
    try:
        _inflate(source, plain)
        with tarfile.open(plain, "r:") as opened:
            parts = opened.getmembers()
            opened.extractall(folder, parts, filter="data")
        plain.unlink()
        manifest: dict[str, Any] = json.loads((folder / archive.MANIFEST).read_text())
    except (OSError, EOFError, zlib.error, tarfile.TarError, ValueError) as error:
        raise CommandError(f"{source} cannot be read as a backup of Steun: {error}") from error
    if manifest.get("format") != archive.FORMAT:
        message = f"This backup has format {manifest.get('format')}; this version reads {archive.FORMAT}."
        raise CommandError(
            f"{message} Restore it with the version that made it ({manifest.get('steun')}), then upgrade."
        )
    if manifest.get("seal") != archive.seal(manifest):
        raise CommandError("The manifest of this backup was damaged or changed.")
    copy = folder / archive.DUMPS[manifest["database"]]
    wanted = [archive.MANIFEST, copy.name, *(archive.member(name) for name in manifest["files"])]
    found = [part.name for part in parts]
    if sorted(found) != sorted(wanted) or not all(part.isreg() for part in parts):
        odd = sorted((Counter(found) - Counter(wanted)) + (Counter(wanted) - Counter(found))) or "not all plain files"
        raise CommandError(f"What is in this backup is not what its manifest says: {', '.join(odd[:5])}")
    if archive.digest(copy) != manifest["sha256"]:
        raise CommandError("The database in this backup was damaged or changed.")
    for name in manifest["files"]:
        if archive.digest(folder / archive.member(name)) != name:
            raise CommandError(f"The attachment {name} in this backup was damaged or changed.")
    return manifest


def _inflate(source: Path, goal: Path) -> None:
    """Unpack the whole file: one gzip stream as we write it, then the member that carries the sum of its bytes."""
    stream, summed = zlib.decompressobj(wbits=31), hashlib.sha256()
    size = source.stat().st_size - len(archive.closing_member("00" * 32))
    with source.open("rb") as packed, goal.open("wb") as plain:
        if packed.read(len(GZIP)) != GZIP:
            raise ValueError("it does not begin as our backups do")
        packed.seek(0)
        while not stream.eof and (block := packed.read(max(0, min(archive.BLOCK, size - packed.tell())))):
            summed.update(block)
            plain.write(stream.decompress(block))
        if not stream.eof or stream.unused_data or packed.read() != archive.closing_member(summed.hexdigest()):
            raise ValueError("it is damaged or cut off, something stands behind its end, or an older version made it")


def faults(folder: Path, manifest: Mapping[str, Any], heads: Iterable[Head] = (), seal: str = "") -> Iterator[str]:
    """What speaks against this backup, though its bytes are whole."""
    if seal and seal != manifest["seal"]:
        yield f"its seal is {manifest['seal']}, not the one given"
    if manifest["missing"]:
        yield f"already missing or changed when it was made: attachments {', '.join(manifest['missing'])}"
    copy = folder / archive.DUMPS[manifest["database"]]
    tables = SQLite(copy) if manifest["database"] == "sqlite" else PostgreSQL(copy, int(manifest["server"]))
    digests: dict[str, str] = {}
    try:
        entries = sorted(tables.rows("steun_entry"), key=lambda row: int(row["position"]))
        report = chain.verify(_following(entries, digests), [*heads, *(Head(**head) for head in manifest["heads"])])
        if [head.as_dict() for head in report.heads] != manifest["heads"]:
            yield "its journal goes on after the heads in the manifest"
    except Tampered as error:
        yield f"its journal does not verify: {error}"
        return
    counts = tables.counts()
    yield from (
        f"table {name}: {counts.get(name)} rows, the manifest says {manifest['counts'].get(name)}"
        for name in sorted(counts.keys() | manifest["counts"].keys())
        if counts.get(name) != manifest["counts"].get(name)
    )
    stored = {str(UUID(r["id"])): r["sha256"] for r in tables.rows("steun_attachment") if r["state"] == "attached"}
    for pk in sorted(stored.keys() | digests.keys()):
        if stored.get(pk) != digests.get(pk):
            yield f"attachment {pk}: the journal records {digests.get(pk)}, the table {stored.get(pk)}"
    if set(stored.values()) != {*manifest["files"], *manifest["missing"]}:
        yield "its attachments are not those of its table"


def _following(rows: Iterable[Row], digests: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Rows of the journal as lines; what they record of attachments goes into `digests`: id to digest."""
    for row in rows:
        line = journal_rows.line(row)
        kind, _, pk = line["subject"].partition(":")
        if kind == "attachment" and line["data"].get("to") == "attached":
            digests[pk] = str(line["data"].get("sha256"))
        elif kind == "attachment":
            digests.pop(pk, None)
        yield line


class SQLite:
    """The tables of a database file."""

    def __init__(self, copy: Path) -> None:
        self.copy = copy

    def rows(self, table: str) -> Iterator[Row]:
        with closing(sqlite3.connect(f"file:{self.copy}?mode=ro", uri=True)) as opened:
            opened.row_factory = sqlite3.Row
            yield from (dict(row) for row in opened.execute(f'SELECT * FROM "{table}"'))

    def counts(self) -> dict[str, int]:
        with closing(sqlite3.connect(f"file:{self.copy}?mode=ro", uri=True)) as opened:
            return dict(archive.look_into(opened)["counts"])


class PostgreSQL:
    """The tables of a dump, read with `pg_restore`: no server is needed."""

    SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

    def __init__(self, copy: Path, server: int) -> None:
        self.copy, self.program = copy, archive.tool("pg_restore", server)

    def lines(self, *more: str) -> Iterator[tuple[str, str]]:
        """(head of the COPY, line of its data), in order; first the head with an empty line."""
        command = [self.program, "--data-only", "--file=-", *more, str(self.copy)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", errors="strict") as running:
            assert running.stdout is not None
            head = ""
            for line in running.stdout:
                text = line.removesuffix("\n")
                if head and text == "\\.":
                    head = ""
                elif head:
                    yield head, text
                elif text.startswith("COPY "):
                    head = text
                    yield head, ""
        if running.returncode:
            raise CommandError("The database in this backup cannot be read by pg_restore.")

    def rows(self, table: str) -> Iterator[Row]:
        names: list[str] = []
        for head, line in self.lines(f"--table={table}"):
            if not names:
                names = [name.strip(' "') for name in head[head.index("(") + 1 : head.rindex(")")].split(",")]
                continue
            yield dict(zip(names, map(self.unescaped, line.split("\t")), strict=True))

    def counts(self) -> dict[str, int]:
        found: Counter[str] = Counter()
        seen: set[str] = set()
        for head, _ in self.lines():
            table = head.split()[1].rpartition(".")[2].strip('"')
            if table in seen:
                found[table] += 1
            else:
                seen.add(table)
        return {table: found[table] for table in seen}

    def unescaped(self, text: str) -> str | None:
        """A value as COPY writes it, read back."""
        if text == "\\N":
            return None
        if "\\" not in text:
            return text
        parts = text.split("\\")
        out, rest = [parts[0]], iter(parts[1:])
        for part in rest:
            out.append(self.SHORT.get(part[0], part[0]) + part[1:] if part else "\\" + next(rest, ""))
        return "".join(out)
