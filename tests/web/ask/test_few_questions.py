"""An act reads each row once: how many statements it takes is bounded, and does not grow with what hangs on a case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steun.web.ask.request import acts as ask
from steun.web.kernel.people.models import Mandate, Notice, Person
from steun.web.kernel.people.notices import Message, holders, send


def statements(act) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def test_a_draft_and_its_sending_take_few_statements(world):
    shape, desk = world.shape(), world.desk
    made = []

    drafting = statements(lambda: made.append(ask.draft(shape, by=desk)))
    world.sign(made[0])
    sending = statements(lambda: ask.submit(made[0].pk, by=desk))

    assert drafting <= 24, "34 before each row was read once"
    assert sending <= 34, "56 before"


def test_a_second_town_and_a_second_line_cost_no_question_each(world):
    many = world.shape(
        municipalities=["GM0994", "GM0935"], situation={"more_than_local": True},
        lines=[{"capability": "sandbags", "quantity": n} for n in (10, 20, 30)],
    )  # fmt: skip
    few, desk = world.shape(), world.desk
    ask.draft(few, by=desk)

    extra = statements(lambda: ask.draft(many, by=desk)) - statements(lambda: ask.draft(few, by=desk))

    assert extra <= 3


def test_the_page_of_a_case_takes_few_statements(world, login):
    request = world.asked()
    http = login("locc", "LOCC")
    http.get(f"/requests/{request.pk}")

    assert statements(lambda: http.get(f"/requests/{request.pk}")) <= 32, "50 before"


@pytest.fixture
def crowd(world) -> list[Person]:
    """So many first holders of one seat that they fill what is read at once."""
    people = [Person.objects.create(email=f"p{n}@example.org", name=f"P {n}") for n in range(50)]
    Mandate.objects.bulk_create(
        Mandate(person=p, role="locc", organisation_id="LOCC", valid_from=world.now - timedelta(days=1)) for p in people
    )
    return people


def test_a_seat_with_many_holders_hides_no_other(world, crowd):
    entry = world.draft().entry
    Mandate.objects.filter(role="toc").update(rank=1)
    messages = [Message("informed", ("locc",), None, entry, "/"), Message("informed", ("toc",), "TOC", entry, "/")]

    locc, toc = holders(messages)

    assert len(locc) == 20 and [m.role for m in toc] == ["toc"]


def test_each_seat_is_told_in_its_own_words(world):
    entry = world.draft().entry
    Notice.objects.all().delete()
    send([
        Message("informed", ("locc",), None, entry, "/a", {"number": "1"}),
        Message("gate-waits", ("dops", "toc"), None, entry, "/b"),
        Message("informed", ("mayor",), "GM0994", entry, "/c"),
        Message("informed", ("mayor",), "GM0935", entry, "/d", rank=1),
    ])  # fmt: skip

    notified = sorted(Notice.objects.values_list("kind", "role", "organisation", "path"))

    assert notified == [
        ("gate-waits", "dops", "DOPS", "/b"), ("gate-waits", "toc", "TOC", "/b"),
        ("informed", "locc", "LOCC", "/a"), ("informed", "mayor", "GM0994", "/c"),
    ]  # fmt: skip
