"""A backup comes back whole into an empty database, and into no other; what was tampered with does not pass."""

import json
import os
import subprocess
import sys
import tarfile
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as given
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from steun.core.kernel.journal import GENESIS
from steun.web.ask.attachment import acts as attachments
from steun.web.kernel.journal.record import head
from steun.web.management import archive


@pytest.fixture
def files(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path / "files")
    return Path(settings.MEDIA_ROOT)


@pytest.fixture
def backup(own_world, files, tmp_path):
    """A world with a request and an attachment, backed up; returns the archive and the head of its journal."""
    request = own_world.asked()
    attachments.attach(request.pk, "map.txt", b"The dyke is weak here.", by=own_world.desk)
    goal = tmp_path / "backup.tar.gz"
    call_command("backup", str(goal), stdout=StringIO())
    return goal, head()


@pytest.fixture
def empty(tmp_path):
    """The address of an empty database of the same kind, for a process of its own."""
    if connection.vendor == "sqlite":
        yield str(tmp_path / "restored.sqlite3")
        return
    told, name = connection.settings_dict, f"restored_{uuid4().hex[:12]}"
    import psycopg

    server = {name: told[name.upper()] for name in ("host", "port", "user", "password") if told[name.upper()]}
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    who = f"{told['USER']}:{told['PASSWORD']}" if told["PASSWORD"] else told["USER"]
    where = f"host={told['HOST']}" + (f"&port={told['PORT']}" if told["PORT"] else "")
    yield f"postgresql://{who}@/{name}?{where}"
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def manage(database: str, files: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A management command in a process of its own, against another database."""
    told = {"STEUN_DATABASE": database, "STEUN_FILES": str(files), "STEUN_WORLD": given.WORLD, "STEUN_POOL": "0"}
    env = {**os.environ, **told, "DJANGO_SETTINGS_MODULE": "steun.web.settings"}
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


def changed(goal: Path, tmp_path: Path, name: str, edit) -> Path:
    """The archive with one member edited."""
    folder, made = tmp_path / "open", tmp_path / "changed.tar.gz"
    with tarfile.open(goal) as opened:
        opened.extractall(folder, filter="data")
    (folder / name).write_bytes(edit((folder / name).read_bytes()))
    with tarfile.open(made, "w:gz") as packed:
        for part in folder.iterdir():
            packed.add(part, part.name)
    return made


def test_a_changed_database_does_not_pass(backup, empty, tmp_path):
    goal, _ = backup
    made = changed(goal, tmp_path, archive.DUMPS[connection.vendor], lambda content: content[:-1] + b"!")
    done = manage(empty, tmp_path / "there", "restore", str(made))
    assert done.returncode != 0 and "damaged or changed" in done.stderr


def test_a_manifest_that_tells_otherwise_does_not_pass(backup, empty, tmp_path):
    goal, _ = backup

    def other_head(content: bytes) -> bytes:
        told = json.loads(content)
        return json.dumps({**told, "head": {"number": told["head"]["number"], "hash": GENESIS[:-1] + "1"}}).encode()

    done = manage(empty, tmp_path / "there", "restore", str(changed(goal, tmp_path, archive.MANIFEST, other_head)))
    assert done.returncode != 0
    assert "Restored" not in done.stdout


def test_a_lost_attachment_does_not_pass(backup, empty, tmp_path):
    goal, _ = backup
    folder, made = tmp_path / "open", tmp_path / "without.tar.gz"
    with tarfile.open(goal) as opened:
        opened.extractall(folder, filter="data")
    with tarfile.open(made, "w:gz") as packed:
        for name in (archive.MANIFEST, archive.DUMPS[connection.vendor]):
            packed.add(folder / name, name)
    done = manage(empty, tmp_path / "there", "restore", str(made))
    assert done.returncode != 0 and "map.txt is missing" in done.stderr


def test_what_is_no_backup_is_told_plainly(tmp_path, files, db):
    odd = tmp_path / "odd.tar.gz"
    odd.write_text("hello")
    with pytest.raises(CommandError, match="cannot be read as a backup"):
        call_command("restore", str(odd), stdout=StringIO())


def test_missing_tools_are_told_with_where_was_looked(monkeypatch):
    monkeypatch.setattr(archive, "candidates", lambda name: iter(()))
    with pytest.raises(CommandError, match="STEUN_PG_BIN or PATH"):
        archive.tool("pg_dump", 15)
