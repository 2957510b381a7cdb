"""Walk the journal in the database: does the chain hold, and does an earlier published head occur in it?"""

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from steun.core.kernel.errors import Tampered
from steun.web.kernel.journal import feed


class Command(BaseCommand):
    help = "Verify the chain of the journal. Exit code 1 when it does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", help="a hash published earlier that must occur in the chain")

    def handle(self, *args: Any, head: str | None = None, **options: Any) -> None:
        started = perf_counter()
        try:
            number, last = feed.verify(head)
        except Tampered as error:
            raise CommandError(f"TAMPERED: {error}", returncode=1) from error
        spent = perf_counter() - started
        self.stdout.write(f"{number} entries, the chain holds ({spent:.1f} s). Head: {last}")
