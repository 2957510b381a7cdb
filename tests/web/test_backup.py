"""A backup comes back whole into an empty database, and into no other; what was tampered with does not pass."""

import gzip
import hashlib
import json
import os
import subprocess
import sys
import tarfile
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as given
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from steun.core.kernel.journal.entry import GENESIS, Head, hash_of
from steun.web.ask.attachment import acts as attachments
from steun.web.ask.attachment.model import Attachment
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import head
from steun.web.kernel.life import guards
from steun.web.management import archive, archive_check
from tests.builders import World


@pytest.fixture
def files(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path / "files")
    return Path(settings.MEDIA_ROOT)


def two_files(world: World) -> Attachment:
    """A request with two attachments; returns the first."""
    request = world.asked()
    texts = (b"The dyke is weak here.", b"naam;caf\xc3\xa9\tback\\slash\n")
    files = [attachments.received(SimpleUploadedFile("map.txt", text)) for text in texts]
    first, _ = (attachments.attach(request.pk, file, by=world.desk) for file in files)
    return first


@pytest.fixture
def backup(own_world, files, tmp_path):
    """A world with a request and two attachments, backed up; returns the archive and the head of its journal."""
    two_files(own_world)
    goal = tmp_path / "backup.tar.gz"
    call_command("backup", str(goal), stdout=StringIO())
    return goal, head()


@pytest.fixture
def empty(tmp_path):
    """The address of an empty database of the same kind, for a process of its own."""
    if connection.vendor == "sqlite":
        yield str(tmp_path / "restored.sqlite3")
        return
    settings, name = connection.settings_dict, f"restored_{uuid4().hex[:12]}"
    import psycopg

    server = {name: settings[name.upper()] for name in ("host", "port", "user", "password") if settings[name.upper()]}
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    who = f"{settings['USER']}:{settings['PASSWORD']}" if settings["PASSWORD"] else settings["USER"]
    where = f"host={settings['HOST']}" + (f"&port={settings['PORT']}" if settings["PORT"] else "")
    yield f"postgresql://{who}@/{name}?{where}"
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def manage(database: str, files: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A management command in a process of its own, against another database."""
    environment = {"STEUN_DATABASE": database, "STEUN_FILES": str(files), "STEUN_WORLD": given.WORLD, "STEUN_POOL": "0"}
    env = {**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "steun.web.settings"}
    env["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
    command = [sys.executable, "-m", "django", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_a_backup_comes_back_whole(backup, empty, tmp_path):
    goal, end = backup
    assert goal.stat().st_mode & 0o077 == 0, "others on the machine cannot read it"

    done = manage(empty, tmp_path / "there", "restore", str(goal))

    assert done.returncode == 0, done.stderr
    assert f"{end.number} entries, the chain holds. Head: {end.hash}" in done.stdout
    assert any(p.read_bytes() == b"The dyke is weak here." for p in (tmp_path / "there").rglob("*") if p.is_file())
    assert "the chain holds" in manage(empty, tmp_path / "there", "verify_journal").stdout

    again = manage(empty, tmp_path / "elsewhere", "restore", str(goal))
    assert again.returncode != 0 and "not empty" in again.stderr, "never over somebody's data"


def test_restored_guards_refuse_to_change_the_journal(backup, empty, tmp_path):
    goal, _ = backup
    assert manage(empty, tmp_path / "there", "restore", str(goal)).returncode == 0
    act = "from django.db import connection as c; c.cursor().execute('UPDATE steun_entry SET reason = 1')"
    done = manage(empty, tmp_path / "there", "shell", "-c", act)
    assert done.returncode != 0 and "append-only" in done.stderr


def test_a_database_in_use_is_left_alone(backup):
    goal, before = backup
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", str(goal), stdout=StringIO())
    assert head() == before


def opened(goal: Path, folder: Path) -> dict[str, Any]:
    """The archive unpacked; returns its manifest."""
    with tarfile.open(goal) as tar:
        tar.extractall(folder, filter="data")
    return json.loads((folder / archive.MANIFEST).read_text())


def packed(folder: Path, goal: Path, manifest: dict[str, Any] | None = None, *, seal: bool = True) -> Path:
    """An archive made again by somebody who knows how, with a manifest that fits (`seal`) or not."""
    if manifest is not None:
        if seal:
            manifest["seal"] = archive.seal(manifest)
        (folder / archive.MANIFEST).write_text(json.dumps(manifest))
    with goal.open("wb") as file, gzip.GzipFile("", "wb", 6, file, 0) as gz, tarfile.open(fileobj=gz, mode="w") as tar:
        for part in sorted(p for p in folder.rglob("*") if p.is_file() or p.is_symlink()):
            tar.add(part, str(part.relative_to(folder)))
    return closed(goal)


def closed(goal: Path) -> Path:
    with goal.open("ab") as file:
        file.write(archive.closing_member(archive.digest(goal)))
    return goal


def check(goal: Path, *words: str) -> str:
    """What `restore --check` says of it: "whole", or why not."""
    try:
        call_command("restore", str(goal), "--check", *words, stdout=StringIO())
    except CommandError as error:
        return str(error)
    return "whole"


def attachment(folder: Path, number: int = 0) -> Path:
    return sorted(p for p in (folder / archive.FILES).rglob("*") if p.is_file())[number]


def test_a_backup_that_is_whole_is_said_to_be_so_and_nothing_is_touched(backup):
    goal, before = backup
    assert check(goal) == "whole"
    assert head() == before


def test_every_changed_byte_is_found(backup, tmp_path):
    goal, _ = backup
    known, made = goal.read_bytes(), tmp_path / "changed.tar.gz"
    step = max(1, len(known) // 60)
    for place in sorted({*range(20), *range(20, len(known) - 12, step), *range(len(known) - 12, len(known))}):
        made.write_bytes(known[:place] + bytes([known[place] ^ 1]) + known[place + 1 :])
        assert check(made) != "whole", f"byte {place} of {len(known)}"


def test_other_bytes_with_the_same_content_are_found(backup, tmp_path):
    """Two streams of gzip can hold the same: the sum at the end is of the bytes themselves."""
    goal, _ = backup
    plain, size = gzip.decompress(goal.read_bytes()), len(archive.closing_member("00" * 32))
    made = tmp_path / "again.tar.gz"
    with made.open("wb") as file, gzip.GzipFile("", "wb", 1, file, 0) as packed:
        packed.write(plain)
    made.write_bytes(archive_check.GZIP + made.read_bytes()[len(archive_check.GZIP) :] + goal.read_bytes()[-size:])
    assert "cannot be read as a backup" in check(made)
    assert gzip.decompress(made.read_bytes()) == plain


@pytest.mark.parametrize("edit", [lambda w: w[:-1], lambda w: w[: len(w) // 2], lambda w: w + b"\0", lambda w: w + w])
def test_what_is_cut_off_or_added_is_found(backup, tmp_path, edit):
    goal, _ = backup
    made = tmp_path / "changed.tar.gz"
    made.write_bytes(edit(goal.read_bytes()))
    assert "cannot be read as a backup" in check(made)


def lost(folder: Path, manifest: Any) -> None:
    attachment(folder).unlink()


def lost_and_unlisted(folder: Path, manifest: Any) -> None:
    manifest["files"].remove(attachment(folder).name)
    attachment(folder).unlink()


def added(folder: Path, manifest: Any) -> None:
    path = folder / archive.member("0" * 64)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")


def added_and_listed(folder: Path, manifest: Any) -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    path = folder / archive.member(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    manifest["files"] = sorted([*manifest["files"], digest])


def changed(folder: Path, manifest: Any) -> None:
    attachment(folder).write_bytes(b"The dyke is fine here.")


def swapped(folder: Path, manifest: Any) -> None:
    one, two = attachment(folder, 0), attachment(folder, 1)
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


def linked(folder: Path, manifest: Any) -> None:
    path = attachment(folder)
    path.unlink()
    path.symlink_to(f"../../{archive.MANIFEST}")


def other_database(folder: Path, manifest: Any) -> None:
    path = folder / archive.DUMPS[connection.vendor]
    path.write_bytes(path.read_bytes()[:-1] + b"!")


def other_counts(folder: Path, manifest: Any) -> None:
    manifest["counts"]["steun_request"] += 1


def a_table_unlisted(folder: Path, manifest: Any) -> None:
    del manifest["counts"]["steun_request"]


def other_head(folder: Path, manifest: Any) -> None:
    manifest["heads"][0]["hash"] = GENESIS[:-1] + "1"


def earlier_head(folder: Path, manifest: Any) -> None:
    last = Entry.objects.get(number=head().number - 1)
    manifest["heads"] = [Head(last.node, last.number, last.hash).as_dict()]


def no_head(folder: Path, manifest: Any) -> None:
    manifest["heads"] = []


TAMPERED = [
    lost, lost_and_unlisted, added, added_and_listed, changed, swapped, linked, other_database, other_counts,
    a_table_unlisted, other_head, earlier_head, no_head,
]  # fmt: skip


@pytest.mark.parametrize("tamper", TAMPERED, ids=[tamper.__name__ for tamper in TAMPERED])
def test_an_archive_made_again_does_not_pass_though_its_seal_fits(backup, tmp_path, tamper):
    goal, _ = backup
    folder = tmp_path / "open"
    manifest = opened(goal, folder)
    tamper(folder, manifest)
    assert check(packed(folder, tmp_path / "made.tar.gz", manifest)) != "whole"


@pytest.mark.parametrize("name", ["world", "node", "database", "made_at", "migrations", "sha256", "steun", "missing"])
def test_a_manifest_that_tells_otherwise_does_not_pass(backup, tmp_path, name):
    goal, _ = backup
    manifest = opened(goal, tmp_path / "open")
    manifest[name] = ["other"] if isinstance(manifest[name], list) else "other"
    made = packed(tmp_path / "open", tmp_path / "made.tar.gz", manifest, seal=False)
    assert "manifest of this backup was damaged or changed" in check(made)


def test_what_was_made_again_as_it_was_passes(backup, tmp_path):
    """The tests above fail for what they change, not because an archive was made again."""
    goal, _ = backup
    manifest = opened(goal, tmp_path / "open")
    assert check(packed(tmp_path / "open", tmp_path / "made.tar.gz", manifest)) == "whole"


BEHIND = {
    "a word of the journal": "UPDATE steun_entry SET reason = 'never said' WHERE number = 3",
    "an entry gone": "DELETE FROM steun_entry WHERE number = 3",
    "the digest of an attachment": f"UPDATE steun_attachment SET sha256 = '{'0' * 64}'",
    "an attachment gone": "DELETE FROM steun_attachment",
    "an attachment taken away": "UPDATE steun_attachment SET state = 'removed'",
}


@pytest.mark.parametrize("statement", BEHIND.values(), ids=BEHIND.keys())
def test_what_was_changed_behind_the_journal_is_found_in_the_backup(own_world, files, tmp_path, statement):
    two_files(own_world)
    guards.make_way(plan=["a forger has the database"])
    whatever = {"sqlite": "PRAGMA foreign_keys = OFF", "postgresql": "SET session_replication_role = replica"}
    with connection.cursor() as cursor:
        cursor.execute(whatever[connection.vendor])
        cursor.execute(statement)
    call_command("backup", str(tmp_path / "backup.tar.gz"), stdout=StringIO(), stderr=StringIO())
    assert check(tmp_path / "backup.tar.gz") != "whole"


def test_a_content_that_was_lost_before_the_backup_is_told(own_world, files, tmp_path):
    two_files(own_world)
    attachment(files.parent).unlink()
    output = StringIO()
    call_command("backup", str(tmp_path / "backup.tar.gz"), stdout=StringIO(), stderr=output)
    assert "MISSING" in output.getvalue()
    assert "already missing or changed" in check(tmp_path / "backup.tar.gz")


def test_a_backup_of_another_history_is_found_by_its_seal_and_by_heads_kept_elsewhere(backup, tmp_path):
    """Who rewrites the journal, the tables and the manifest makes a backup that is whole: only others can tell."""
    goal, before = backup
    seal = opened(goal, tmp_path / "open")["seal"]
    heads = tmp_path / "heads.jsonl"
    heads.write_text(json.dumps(before.as_dict()) + "\n")
    assert check(goal, "--seal", seal, "--heads", str(heads)) == "whole"

    guards.make_way(plan=["a forger has the database"])
    previous = GENESIS
    for entry in Entry.objects.order_by("position"):
        entry.previous, entry.reason = previous, "never said"
        entry.hash = previous = hash_of(entry.as_entry().as_dict())
        entry.save()
    call_command("backup", str(tmp_path / "other.tar.gz"), stdout=StringIO())
    assert check(tmp_path / "other.tar.gz") == "whole"
    assert "its seal is" in check(tmp_path / "other.tar.gz", "--seal", seal)
    assert "not what was witnessed earlier" in check(tmp_path / "other.tar.gz", "--heads", str(heads))


def test_an_attachment_that_was_taken_away_is_in_no_backup_and_is_not_missed(own_world, files, tmp_path):
    kept = two_files(own_world)
    attachments.remove(kept.pk, by=own_world.desk, reason="Not for here")
    goal = tmp_path / "backup.tar.gz"
    call_command("backup", str(goal), stdout=StringIO())
    assert len(opened(goal, tmp_path / "open")["files"]) == 1 and check(goal) == "whole"


@pytest.mark.parametrize("tamper", [lost, changed, other_database])
def test_nothing_of_a_tampered_backup_is_restored(backup, empty, tmp_path, tamper):
    goal, _ = backup
    manifest = opened(goal, tmp_path / "open")
    tamper(tmp_path / "open", manifest)
    made = packed(tmp_path / "open", tmp_path / "made.tar.gz", manifest)
    done = manage(empty, tmp_path / "there", "restore", str(made))
    assert done.returncode != 0 and "Restored" not in done.stdout
    assert not [file for file in (tmp_path / "there").rglob("*") if file.is_file()]


def test_tables_that_tell_otherwise_than_the_journal_are_not_restored(own_world, files, empty, tmp_path):
    two_files(own_world)
    guards.make_way(plan=["a forger has the database"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE steun_request SET state = 'granted' WHERE state = 'asked'")
    call_command("backup", str(tmp_path / "backup.tar.gz"), stdout=StringIO())
    done = manage(empty, tmp_path / "there", "restore", str(tmp_path / "backup.tar.gz"))
    assert done.returncode != 0 and "DO NOT USE THIS DATABASE" in done.stderr and "'granted'" in done.stderr


def test_what_is_no_backup_is_told_plainly(tmp_path, files, db):
    odd = tmp_path / "odd.tar.gz"
    odd.write_text("hello")
    with pytest.raises(CommandError, match="cannot be read as a backup"):
        call_command("restore", str(odd), stdout=StringIO())


def test_missing_tools_are_told_with_where_was_looked(monkeypatch):
    monkeypatch.setattr(archive, "candidates", lambda name: iter(()))
    with pytest.raises(CommandError, match="STEUN_PG_BIN or PATH"):
        archive.tool("pg_dump", 15)
