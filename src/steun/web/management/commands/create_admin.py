"""The first administrator: whoever has the machine lets the first person in; everybody after that is invited."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from pydantic import ValidationError

from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.failure.problems import malformed
from steun.web.kernel.journal.record import record
from steun.web.kernel.keys import new_key
from steun.web.kernel.people.models import Mandate, Organisation, Person
from steun.web.kernel.people.tree import ADMINISTRATOR, HOUSE
from steun.web.people.account.links import password_link
from steun.web.people.mandate.acts import as_journal, key_of
from steun.web.people.person.shape import PersonIn

CONSOLE = Actor.console(ADMINISTRATOR, HOUSE)


class Command(BaseCommand):
    help = "Create the first administrator and print a link, good once and for a day, to set a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--another", action="store_true", help="also when there is an administrator already")

    def handle(self, *args: Any, email: str, name: str, another: bool = False, **options: Any) -> None:
        try:
            about = PersonIn(email=email.strip().lower(), name=name)
        except ValidationError as error:  # the same person comes in by the page of an organisation
            wrong = [f"{it.field}: {words.sentence('fault', it.code, it.facts)}" for it in malformed(error).faults]
            raise CommandError("; ".join(wrong)) from error
        person = create(about.email, about.name, another)
        self.stdout.write(f"{person.name} administers Steun. Set a password here, once, within {hours()} hours:")
        self.stdout.write(password_link(person))


def hours() -> int:
    return int(settings.PASSWORD_RESET_TIMEOUT) // 3600


@transaction.atomic
def create(email: str, name: str, another: bool) -> Person:
    """See, check, record, change, save, as every action."""
    now = clock.now()
    there = Mandate.objects.valid_at(now).of_seat(ADMINISTRATOR, HOUSE).select_related("person").first()
    if there and not another:
        raise CommandError(f"There is an administrator already: {there.person.email}. To add one, give --another.")
    house, _ = Organisation.objects.get_or_create(
        code=HOUSE, defaults={"kind": "oversight", "name_nl": "Beheer van Steun", "name_en": "Administration of Steun"}
    )
    person = Person.objects.filter(email__iexact=email).first() or Person(email=email, name=name)
    if there and Mandate.objects.valid_at(now).of_seat(ADMINISTRATOR, HOUSE).filter(person=person.pk).exists():
        raise CommandError(f"{email} is an administrator already.")
    if person._state.adding:
        person.set_unusable_password()
    mandate = Mandate(
        id=new_key(), person=person, role=ADMINISTRATOR, organisation=house, valid_from=now, delegable=False,
        rank=1 if there else 0,
    )  # fmt: skip
    record("people.mandate-given", subject=key_of(mandate), by=CONSOLE, reason="create_admin", data=as_journal(mandate))
    person.is_active = True
    person.save()
    mandate.save(force_insert=True)
    return person
