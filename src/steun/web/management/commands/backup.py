"""Copy the database and the files into one archive, while people work."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from steun.web.management import archive


class Command(BaseCommand):
    help = "Back up the database and the files into one .tar.gz, with a manifest of what is in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="where to; default steun-<world>-<time>.tar.gz here")

    def handle(self, *args: Any, file: Path | None = None, **options: Any) -> None:
        now = datetime.now(UTC)
        goal = file or Path(f"steun-{settings.WORLD}-{now:%Y%m%dT%H%M%SZ}.tar.gz")
        made = archive.write(goal, now)
        rows = sum(made["counts"].values())
        self.stdout.write(f"{goal}: {rows} rows in {len(made['counts'])} tables, {goal.stat().st_size} bytes.")
        for head in made["heads"]:
            self.stdout.write(f"Journal of {head['node']}: {head['number']} entries, head {head['hash']}")
        self.stdout.write(f"{len(made['files'])} attachments. Seal: {made['seal']}")
        if made["missing"]:
            self.stderr.write(f"MISSING OR CHANGED ON DISK: attachments {', '.join(made['missing'])}")
