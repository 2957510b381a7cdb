"""The worlds in which the replay is tested: before the flood, and after it; each test has a copy of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, connections
from django.test import override_settings

from steun.web.ask.request.model import Request
from steun.web.desks.replay import loading, player
from steun.web.desks.replay.script import Act, Script, read_script
from steun.web.kernel.people.models import Mandate, Organisation, Person
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.unit.model import Absence, Offering, Site, Unit
from tests.databases import fresh_copy

SCRIPT = read_script()


def empty() -> None:
    """Take away the small world that other tests live in: the replay brings its own."""
    for model in (Absence, Offering, Unit, Site, Capability, Effect, Mandate, Person):
        model.objects.all().delete()
    Organisation.objects.update(parent=None, region=None, police_unit=None, rmc=None)
    Organisation.objects.all().delete()


@contextmanager
def copy_of(name: str) -> Iterator[None]:
    """Within: the default database is a copy of this one."""
    kept = connections.settings["default"]
    before = kept["NAME"]
    connection.close()
    kept["NAME"] = connection.settings_dict["NAME"] = name
    try:
        with fresh_copy():
            yield
    finally:
        connection.close()
        kept["NAME"] = connection.settings_dict["NAME"] = before


class Prepared:
    """Names of databases before and after the flood, and how many acts were played from the one to the other."""

    before: str
    after: str
    played: int


@pytest.fixture(scope="module")
def prepared(django_db_setup, django_db_blocker) -> Iterator[Prepared]:
    made = Prepared()
    with django_db_blocker.unblock(), override_settings(WORLD="replay"), fresh_copy() as made.before:
        empty()
        loading.load("replay")
        with fresh_copy() as made.after:
            made.played = player.play_until(SCRIPT.over)
            connection.close()
            yield made


@pytest.fixture
def before(prepared: Prepared) -> Iterator[Script]:
    """14 July, 06:00: nothing has happened yet."""
    with copy_of(prepared.before):
        yield SCRIPT


@pytest.fixture
def after(prepared: Prepared) -> Iterator[Script]:
    """The end of 19 July."""
    with copy_of(prepared.after):
        yield SCRIPT


def request_of(code: str) -> Request:
    return Request.objects.get(pk=SCRIPT.born("draft", code))


def act_of(code: str) -> Act:
    return next(a for a in SCRIPT.acts if a.code == code)


def play_up_to(code: str) -> Act:
    """Play everything before this act."""
    act = act_of(code)
    for earlier in SCRIPT.acts[: SCRIPT.acts.index(act)]:
        player.play(earlier)
    return act
