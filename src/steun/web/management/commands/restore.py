"""Bring a backup back into an empty database, and prove that it is what it was."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from steun.core.kernel.errors import Malformed, Tampered
from steun.core.kernel.journal.entry import Head
from steun.exchange import heads_jsonl
from steun.web.ask.attachment.model import Attachment
from steun.web.ask.attachment.store import place
from steun.web.desks.audit.check import replay
from steun.web.kernel.journal import feed
from steun.web.kernel.life import guards
from steun.web.management import archive, archive_check


class Command(BaseCommand):
    help = "Restore a backup into an empty database; verify rows, journal and files. Exit code 1 when anything differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="prove the archive; change nothing")
        parser.add_argument("--seal", default="", help="the seal that the backup printed when it was made")
        parser.add_argument("--heads", type=Path, metavar="FILE", help="heads witnessed before it was made")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        files, heads = Path(settings.MEDIA_ROOT).resolve(), witnessed(options["heads"])
        with archive.scratch(files.parent) as folder:
            manifest = archive_check.unpack(file, folder)
            named = "; ".join(f"{head['node']} {head['number']} {head['hash']}" for head in manifest["heads"])
            self.stdout.write(f"Made {manifest['made_at']} by Steun {manifest['steun']}. Heads: {named}")
            if faults := list(archive_check.faults(folder, manifest, heads, options["seal"])):
                raise CommandError("DO NOT USE THIS BACKUP. " + "; ".join(faults), returncode=1)
            if options["check"]:
                self.stdout.write(f"Whole, {len(manifest['files'])} attachments included. Nothing was changed.")
                return
            refuse(manifest, files)
            archive.load(folder / archive.DUMPS[connection.vendor], manifest)
            for name in manifest["files"]:
                place(name).parent.mkdir(parents=True, exist_ok=True)
                (folder / archive.member(name)).rename(place(name))
        counted(manifest)
        call_command("migrate", interactive=False, verbosity=0)  # an older backup is brought up to date
        guards.install()
        if faults := list(proven(manifest)):
            raise CommandError("DO NOT USE THIS DATABASE. " + "; ".join(faults[:20]), returncode=1)
        for line in feed.verify().lines():
            self.stdout.write(line)
        self.stdout.write("Restored. The journal and the tables agree, and every attachment is there.")


def witnessed(file: Path | None) -> list[Head]:
    if file is None:
        return []
    try:
        with file.open("rb") as stream:
            return heads_jsonl.read(stream)
    except (OSError, Malformed) as error:
        raise CommandError(f"{file}: {error}") from error


def refuse(manifest: dict[str, Any], files: Path) -> None:
    """Everything that speaks against restoring here, before anything is touched."""
    faults = []
    if manifest["database"] != connection.vendor:
        faults.append(f"The backup is of {manifest['database']}, this database is {connection.vendor}.")
    if manifest["world"] != settings.WORLD:
        faults.append(f"The backup is of the world {manifest['world']}, STEUN_WORLD is {settings.WORLD}.")
    if manifest["node"] != settings.NODE:
        faults.append(f"The backup is of the node {manifest['node']}, STEUN_NODE is {settings.NODE}.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest["migrations"]) - known):
        faults.append(f"The backup is of a later version: this one lacks {', '.join(newer)}.")
    if used := archive.used_tables():
        faults.append(f"The database is not empty: there are rows in {', '.join(used[:5])}.")
    if files.is_dir() and any(files.iterdir()):
        faults.append(f"The folder of files is not empty: {files}.")
    if faults:
        raise CommandError("Nothing was changed. " + " ".join(faults))


def counted(manifest: dict[str, Any]) -> None:
    """The rows that came back are those that were there. Raises `CommandError`."""
    with connection.cursor() as cursor:
        found = archive.counts(cursor, list(manifest["counts"]))
    expected = manifest["counts"]
    if wrong := [
        f"{table}: {found[table]} instead of {expected[table]}" for table in expected if found[table] != expected[table]
    ]:
        raise CommandError("DO NOT USE THIS DATABASE. " + "; ".join(wrong), returncode=1)


def proven(manifest: dict[str, Any]) -> Iterator[str]:
    """What is not as it was: the journal, what the tables say beside it, the triggers, the attachments."""
    try:
        feed.verify([Head(**head) for head in manifest["heads"]])
    except Tampered as error:
        yield f"the journal does not verify: {error}"
    yield from (str(difference) for difference in replay())
    for sha256 in Attachment.objects.filter(state="attached").values_list("sha256", flat=True).iterator():
        path = place(sha256)
        if not path.is_file() or archive.digest(path) != sha256:
            yield f"the attachment {sha256} is missing or changed"
