"""Bring a backup back into an empty database, and prove that it is what it was."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from steun.core.kernel.errors import Tampered
from steun.web.ask.attachment.model import Attachment
from steun.web.ask.attachment.store import place
from steun.web.kernel import guards
from steun.web.kernel.journal import feed
from steun.web.management import archive


class Command(BaseCommand):
    help = "Restore a backup into an empty database; verify rows, journal and files. Exit code 1 when anything differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="look whether the archive is whole; change nothing")

    def handle(self, *args: Any, file: Path, check: bool = False, **options: Any) -> None:
        files = Path(settings.MEDIA_ROOT).resolve()
        with archive.scratch(files.parent) as folder:
            manifest = archive.unpack(file, folder)
            told = manifest["head"]
            self.stdout.write(f"Made {manifest['made_at']} by Steun {manifest['steun']}, {told['number']} entries.")
            if check:
                return
            refuse(manifest, files)
            database = folder / archive.DUMPS[connection.vendor]
            archive.load(database, manifest)
            if (folder / archive.FILES).is_dir():
                shutil.copytree(folder / archive.FILES, files, dirs_exist_ok=True)
        prove(manifest)
        call_command("migrate", interactive=False, verbosity=0)  # an older backup is brought up to date
        guards.install()
        missing = {guard.name for guard in guards.guards(connection.vendor)} - guards.installed()
        if missing:
            raise CommandError(f"Guards of the database are missing: {', '.join(sorted(missing))}")
        self.stdout.write(f"Restored. {told['number']} entries, the chain holds. Head: {told['hash']}")


def refuse(manifest: dict[str, Any], files: Path) -> None:
    """Everything that speaks against restoring here, before anything is touched."""
    faults = []
    if manifest["database"] != connection.vendor:
        faults.append(f"The backup is of {manifest['database']}, this database is {connection.vendor}.")
    if manifest["world"] != settings.WORLD:
        faults.append(f"The backup is of the world {manifest['world']}, STEUN_WORLD is {settings.WORLD}.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest["migrations"]) - known):
        faults.append(f"The backup is of a later version: this one lacks {', '.join(newer)}.")
    if used := archive.used_tables():
        faults.append(f"The database is not empty: there are rows in {', '.join(used[:5])}.")
    if files.is_dir() and any(files.iterdir()):
        faults.append(f"The folder of files is not empty: {files}.")
    if faults:
        raise CommandError("Nothing was changed. " + " ".join(faults))


def prove(manifest: dict[str, Any]) -> None:
    """Rows, journal and files are what they were. Raises `CommandError`: then do not use this database."""
    faults = []
    with connection.cursor() as cursor:
        found = archive.counts(cursor, list(manifest["counts"]))
    wrong = [f"{t}: {found[t]} instead of {n}" for t, n in manifest["counts"].items() if found[t] != n]
    faults += wrong
    try:
        report = feed.verify([manifest["head"]["hash"]])
        if report.entries != manifest["head"]["number"]:
            faults.append(f"the journal has {report.entries} entries")
    except Tampered as error:
        faults.append(f"the journal does not verify: {error}")
    for name, sha256 in Attachment.objects.filter(state="attached").values_list("name", "sha256").iterator():
        path = place(sha256)
        if not path.is_file() or archive.digest(path) != sha256:
            faults.append(f"the file {name} is missing or changed")
    if faults:
        raise CommandError("DO NOT USE THIS DATABASE. " + "; ".join(faults), returncode=1)
