"""The worlds in which the replay is tested: before the flood, and after it; each test has a copy of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.test import override_settings

from steun.web.ask.request.model import Request
from steun.web.desks.replay import loading, player
from steun.web.desks.replay.script import Act, Script, read_script
from steun.web.kernel import moments
from steun.web.kernel.people.models import Mandate, Organisation, Person
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.unit.model import Absence, Offering, Site, Unit
from tests.databases import copy_of, kept

SCRIPT = read_script()
EVENING = datetime(2021, 7, 15, 18, 0, tzinfo=moments.AMSTERDAM)


def empty() -> None:
    """Take away the small world that other tests live in: the replay brings its own."""
    for model in (Absence, Offering, Unit, Site, Capability, Effect, Mandate, Person):
        model.objects.all().delete()
    Organisation.objects.update(parent=None, region=None, police_unit=None, rmc=None)
    Organisation.objects.all().delete()


class Prepared:
    """Names of databases before the flood, at the evening of the scarce trucks, and after it."""

    before: str
    evening: str
    after: str


@pytest.fixture(scope="module")
def prepared(django_db_setup, django_db_blocker) -> Iterator[Prepared]:
    """Made once in a run; the program shows the replay for as long as the tests of a module run."""
    made = Prepared()
    with django_db_blocker.unblock(), override_settings(WORLD="replay"):
        made.before = kept("replay-before", begun)
        made.evening = kept("replay-evening", lambda: player.play_until(EVENING), of=made.before)
        made.after = kept("replay-after", lambda: player.play_until(SCRIPT.over), of=made.evening)
        yield made


def begun() -> None:
    empty()
    loading.load("replay")


@pytest.fixture
def before(prepared: Prepared) -> Iterator[Script]:
    """14 July, 06:00: nothing has happened yet."""
    with copy_of(prepared.before):
        yield SCRIPT


@pytest.fixture
def evening(prepared: Prepared) -> Iterator[Script]:
    """15 July, 18:00: three regions could use the same trucks."""
    with copy_of(prepared.evening):
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
