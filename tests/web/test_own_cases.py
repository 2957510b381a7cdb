"""Every life whose rows are cases of their own: what comes in wrong, a walk at random, and where it is found."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from django.db import transaction

from steun.core.kernel.errors import SteunError
from steun.web.desks.audit.check import replay
from steun.web.desks.audit.read import EntryFilter, entries
from steun.web.desks.own.page import OWN
from steun.web.kernel import clock
from steun.web.kernel.journal import feed
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import head
from steun.web.lives import LIVES
from tests.builders import PEOPLE
from tests.web.samples import SAMPLES
from tests.web.test_parity import as_json, as_typed

pytestmark = pytest.mark.django_db
BAD = [(life, n) for life, sample in SAMPLES.items() for n in range(len(sample.bad))]
ODD: tuple[Mapping[str, Any], ...] = ({"reason": ""}, {"quantity": 0}, {"quantity": 7}, {"place": "", "costs": " "})
"""What the walk puts in the place of what is sound."""


def test_every_life_of_its_own_has_a_sample_of_every_act():
    assert set(SAMPLES) == set(OWN)
    for name, sample in SAMPLES.items():
        assert set(sample.cases) == {act.name for act in LIVES[name].acts}


def written(life: str) -> int:
    """Entries about a life."""
    return Entry.objects.filter(action__startswith=f"{life}.").count()


@pytest.mark.parametrize(("life", "n"), BAD)
def test_what_contradicts_itself_is_refused_at_its_fields_by_page_and_api_alike(world, login, api, life, n):
    """All of it at once, and nothing is written."""
    sample = SAMPLES[life]
    change, fields = sample.bad[n]
    case = sample.cases[sample.begin](world)
    given, before = {**case.given, **change}, written(life)

    answer = api(*case.who)("post", f"/{life}s", {k: as_json(v) for k, v in given.items()})
    assert answer.status_code == 422, answer.json()
    assert {fault["field"] for fault in answer.json()["faults"]} == fields

    page = login(*case.who).post(f"/{life}s/new", {k: as_typed(v) for k, v in given.items()})
    assert page.status_code == 422
    at = page.context["form_error"].at
    assert set(at) == fields and all(at.values())
    assert written(life) == before


def given_for(world: Any, sample: Any, act: str) -> Mapping[str, Any]:
    """What is filled in for an act; the case that it is filled in for is not kept."""
    with transaction.atomic():
        given = sample.cases[act](world).given
        transaction.set_rollback(True)
    return given


@pytest.mark.parametrize("life", SAMPLES)
def test_a_walk_at_random_leaves_the_journal_and_the_tables_equal(world, life):
    """Everybody does anything to a few rows, rightly, wrongly, too early and twice; time passes in between."""
    sample, random = SAMPLES[life], Random(20261130)
    machine, done = LIVES[life], set()
    rows = [sample.row(world).pk for _ in range(3)]
    usual = {act.name: given_for(world, sample, act.name) for act in machine.acts if act.name != sample.begin}
    for turn in range(90):
        act = random.choice([act for act in machine.acts if act.name != sample.begin])
        who = random.choice(sample.seats if random.random() < 0.8 else PEOPLE)
        given = dict(usual[act.name]) if turn % 3 else {}
        given |= random.choice(ODD) if random.random() < 0.2 else {}
        given = {name: value for name, value in given.items() if name in act.shape.model_fields}
        before = head()
        try:
            shape = act.shape(**given)
        except ValueError:
            continue
        try:
            act(random.choice(rows), shape, by=world.actor(*who))
            done.add(act.name)
        except SteunError:
            assert head() == before, "an act that was refused left an entry"
        if machine.tick and turn % 10 == 9:
            machine.tick(clock.now())
    assert feed.verify().entries == Entry.objects.count()
    assert [str(difference) for difference in replay()] == []
    assert done, "nothing was ever done"


@pytest.mark.parametrize("life", SAMPLES)
def test_it_stands_in_list_journal_search_and_menu(world, login, life):
    sample, (_, pages) = SAMPLES[life], OWN[life]
    it = sample.row(world)
    who = sample.cases[sample.begin](world).who
    client = login(*who)
    shown = client.get(f"/{life}s/{it.pk}")
    assert shown.status_code == 200 and f"/journal/{it.pk}" in shown.content.decode()
    moves = {move.name for move in LIVES[life].machine.moves}
    assert {name for name, _ in shown.context["others"]} <= moves, "the page of the thing hides what others can do"
    story = client.get(f"/journal/{it.pk}").content.decode()
    assert f"/{life}s/{it.pk}" in story, "the journal leads to the page of the case"
    assert client.get(f"/{life}s/new").status_code == 200
    assert it.pk in {entry.case for entry in entries(world.actor(*who), EntryFilter(kind=life))}
    if pages.states:
        assert str(it.pk) in client.get(f"/{life}s").content.decode()
        assert client.get(f"/{life}s?state=all&q=zzzz").status_code == 200
    if pages.menu:
        assert f'href="/{life}s"' in shown.content.decode()
    if hasattr(it, "search"):
        word = max(it.search.split(), key=len)
        assert str(it.pk) in client.get(f"/search?q={word}&kind=own").content.decode()


def test_a_decree_shows_in_the_journal_list_of_who_sees_few_cases(world):
    """What was for everybody stood on no list of theirs."""
    it = SAMPLES["decree"].row(world)
    mayor = world.actor("mayor", "GM0994")
    assert it.pk in {entry.case for entry in entries(mayor, EntryFilter())}
