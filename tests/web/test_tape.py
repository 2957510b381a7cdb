"""A case that is put back is the case that was made, to the last column of every table; nothing else is put back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from steun.web.kernel.people.models import Organisation
from tests import tape as tapes


@pytest.fixture
def put_back(monkeypatch, tape) -> list[Any]:
    """What was put back, in order."""
    found: list[Any] = []
    real = tapes.put_back

    def noted(made: Any) -> None:
        found.append(made)
        real(made)

    monkeypatch.setattr(tapes, "put_back", noted)
    tape.patched = lambda: False
    tape.shelf = tapes.Shelf()
    return found


def undone(work: Callable[[], Any]) -> Any:
    """What `work` gives; all that it did is rolled back."""
    with transaction.atomic():
        found = work()
        transaction.set_rollback(True)
    return found


def everything() -> dict[str, list[str]]:
    """Every row of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def several(world: Any) -> Any:
    world.incident()
    world.draft(title="Another")
    return world.deployed()


WAYS = {
    "asked": lambda world: world.asked(),
    "granted": lambda world: world.granted(urgent=True),
    "ended": lambda world: world.ended(),
    "one after the other": several,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_what_is_put_back_is_what_the_acts_wrote(world, put_back, way):
    def look() -> tuple[Any, dict[str, list[str]]]:
        return way(world).pk, everything()

    made = undone(look)
    assert not put_back

    assert undone(look) == made
    assert put_back


def test_what_follows_a_case_that_was_put_back_has_the_next_keys(world, put_back):
    def look() -> tuple[int, ...]:
        world.asked()
        Organisation.objects.filter(pk="VR24").update(name_nl="Another")
        world.draft()
        return tuple(world.asked().party_rows.order_by("pk").values_list("pk", flat=True))

    undone(look)
    undone(look)

    assert len(put_back) == 1


@pytest.mark.parametrize("first", [
    lambda world: Organisation.objects.filter(pk="VR24").update(name_nl="Another"),
    lambda world: world.shape() and Organisation.objects.create(code="NEW", kind="ministry"),
])  # fmt: skip
def test_after_anything_else_the_acts_do_it_themselves(world, put_back, first):
    undone(lambda: world.asked())
    first(world)

    undone(lambda: world.asked())

    assert not put_back


def test_what_was_rolled_back_does_not_count(world, put_back):
    undone(lambda: world.asked())
    undone(lambda: Organisation.objects.filter(pk="VR24").update(name_nl="Another"))

    undone(lambda: world.asked())

    assert put_back


def test_in_a_program_that_a_test_changed_the_acts_do_it_themselves(world, put_back, tape, settings):
    undone(lambda: world.asked())
    tape.patched = lambda: True
    undone(lambda: world.asked())
    tape.patched = lambda: False
    settings.NODE = "region"
    undone(lambda: world.asked())

    assert not put_back


def test_nothing_is_put_back_that_is_older_than_a_minute(monkeypatch):
    begun = tapes.shelf()
    assert tapes.shelf() is begun

    monkeypatch.setattr(begun, "now", timezone.now() - tapes.LASTING - timedelta(seconds=1))

    assert tapes.shelf() is not begun
