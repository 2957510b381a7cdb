"""Fold the journal and compare it with the tables: every difference, one per line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from steun.web.desks.audit.check import replay

SHOWN = 1_000


def still() -> None:
    """One moment for the whole reading, while others go on writing. On SQLite the transaction has that by itself."""
    if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


class Command(BaseCommand):
    help = "Check that the journal and the tables agree. Exit code 1 when they do not."

    def handle(self, *args: Any, **options: Any) -> None:
        number = 0
        with transaction.atomic():
            still()
            for number, difference in enumerate(replay(), 1):
                if number <= SHOWN:
                    self.stdout.write(str(difference))
        if number:
            raise CommandError(f"{number} differences between journal and tables", returncode=1)
        self.stdout.write("The journal and the tables agree.")
