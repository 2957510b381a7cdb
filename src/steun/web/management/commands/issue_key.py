"""`steun manage issue_key E-MAIL ROLE ORGANISATION`: a key with which a machine acts under one mandate."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.models import Mandate
from steun.web.people.person import key as tokens


class Command(BaseCommand):
    help = "Make a key for the API under one mandate; it is shown once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role")
        parser.add_argument("organisation")
        parser.add_argument("--name", default="API")

    def handle(self, *args: Any, email: str, role: str, organisation: str, name: str, **options: Any) -> None:
        held = Mandate.objects.valid_at(clock.now()).of_seat(role, organisation).filter(person__email__iexact=email)
        mandate = held.select_related("organisation", "person").first()
        if mandate is None:
            raise CommandError(f"{email} does not hold {role} for {organisation} now")
        token, key = tokens.issue(name, by=Actor.of_mandate(mandate))
        self.stdout.write(f"{key}\nuntil {token.expires_at:%Y-%m-%d}; shown this once")
