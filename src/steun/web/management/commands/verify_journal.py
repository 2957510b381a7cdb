"""Walk the journal in the database: do the chains hold, and do earlier published heads occur in them?"""

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from steun.core.kernel.errors import Tampered
from steun.web.kernel.journal import feed


class Command(BaseCommand):
    help = "Verify the chain of the journal. Exit code 1 when it does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", help="a hash published earlier that must occur in it")

    def handle(self, *args: Any, head: str | None = None, **options: Any) -> None:
        started = perf_counter()
        try:
            report = feed.verify([head] if head else [])
        except Tampered as error:
            raise CommandError(f"TAMPERED: {error}", returncode=1) from error
        for line in report.lines():
            self.stdout.write(line)
        self.stdout.write(f"Looked at in {perf_counter() - started:.1f} s.")
