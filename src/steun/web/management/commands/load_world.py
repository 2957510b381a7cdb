"""Fill an empty database with the demonstration or the replay; which one is said by STEUN_WORLD."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from steun.core.kernel.errors import Refused
from steun.web.desks.replay import loading


class Command(BaseCommand):
    help = "Fill an empty database with the world that STEUN_WORLD names (demo or replay). All of it, or nothing."
    requires_system_checks: tuple[str, ...] = ()  # they would import every page

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--migrate", action="store_true", help="make the tables first")

    def handle(self, *args: Any, migrate: bool = False, **options: Any) -> None:
        if settings.WORLD not in loading.WORLDS:
            raise CommandError(f"STEUN_WORLD must be one of {', '.join(loading.WORLDS)}, not {settings.WORLD!r}")
        if migrate:
            call_command("migrate", verbosity=0, skip_checks=True)
        try:
            with transaction.atomic():
                loading.load(settings.WORLD)
        except Refused as error:
            raise CommandError("This database is not empty; nothing was loaded") from error
