"""The first administrator comes in from the console of the machine; everybody else by invitation."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Mandate, Person


def create(*words: str) -> str:
    output = StringIO()
    call_command("create_admin", *words, stdout=output)
    return output.getvalue()


@pytest.fixture
def nobody(world):
    """No administrator yet."""
    Mandate.objects.filter(role="administrator").delete()


def test_the_first_administrator_gets_a_link_that_works_once(nobody, client):
    output = create("Anna@Example.org", "Anna")
    link = re.search(r"https?://[^/]+(/\S+)", output)[1]
    assert "token_fail" not in client.get(link, follow=True).context

    person = Person.objects.get(email="anna@example.org")
    assert not person.has_usable_password()
    mandate = person.mandates.get()
    assert (mandate.role, mandate.organisation_id) == ("administrator", "STEUN")
    entry = Entry.objects.get(subject=f"mandate:{mandate.pk}")
    assert entry.actor == "console" and "anna" not in str(entry.data).lower()


def test_a_second_one_only_when_that_is_said(nobody):
    create("anna@example.org", "Anna")
    with pytest.raises(CommandError, match="already"):
        create("bert@example.org", "Bert")
    create("bert@example.org", "Bert", "--another")
    assert Mandate.objects.filter(role="administrator").count() == 2
    with pytest.raises(CommandError, match="already"):
        create("bert@example.org", "Bert", "--another")


def test_no_address_no_administrator(nobody):
    with pytest.raises(CommandError, match=r"^email: "):
        create("anna", "Anna")


def test_a_name_from_the_console_is_as_clean_as_one_of_an_invitation(nobody):
    for name in (" ", "a" * 121):
        with pytest.raises(CommandError, match=r"^name: "):
            create("anna@example.org", name)
    create("anna@example.org", "Anna\u202egnp.exe\n")
    assert Person.objects.get(email="anna@example.org").name == "Annagnp.exe"
