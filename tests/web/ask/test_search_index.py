"""The index of words finds nothing else and nothing less than looking into every request."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steun.web.ask.request import acts as ask
from steun.web.ask.request import read as lists
from steun.web.ask.request.model import Request, case_terms
from steun.web.ask.request.search import index
from tests.builders import PEOPLE, World

TITLES = (
    "Noodstroom voor het ziekenhuis", 'Dijk "Zuid" 40 % lager', "’s‑Hertogenbosch: zandzakken", "Brug_bij-Meerssen",
    "aaaa", "Ĳsselmeer", "水の災害", "x", "",
)  # fmt: skip
SEATS = [seat for seat in PEOPLE if seat[0] in {"locc", "dijkgraaf"}] + [("duty-officer", "VR24"), ("mayor", "GM0994")]


@pytest.fixture
def found(world: World) -> World:
    for title in TITLES:
        world.draft(title=title)
    world.asked(title="Noodstroom en water", reason="Het gemaal staat stil")
    return world


def by_looking(world: World, seat: tuple[str, str], text: str) -> set:
    actor = world.actor(*seat)
    return set(Request.objects.outlined_for(actor).search(text, actor).values_list("pk", flat=True))


def by_index(world: World, seat: tuple[str, str], text: str) -> set:
    rows, _ = lists.page(world.actor(*seat), lists.Filter(search=text), size=100)
    return {it.pk for it in rows}


WORDS = st.sampled_from(
    [
        *TITLES,
        "stroom",
        "gemaal",
        "B-2026-0001",
        "zuid lager",
        '"',
        "%",
        "_",
        "aaa",
        "aaaaa",
        "*",
        "AND",
        "stroomuitval",
        "den bosch",
        "onder water",
    ]
)
CUT = st.tuples(WORDS, st.integers(0, 8), st.integers(1, 30)).map(lambda it: it[0][it[1] : it[1] + it[2]])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(CUT, st.tuples(CUT, CUT).map(" ".join), st.text(max_size=8).filter(lambda t: "\0" not in t)))
def test_it_finds_what_looking_into_each_finds(found, text):
    for seat in SEATS:
        assert by_index(found, seat, text) == by_looking(found, seat, text)


def test_it_names_the_few_in_which_a_word_can_occur(found):
    assert len(index.holding(case_terms("noodstroom"))) == 2
    assert len(index.holding(case_terms("gemaal"))) == 1
    assert index.holding(case_terms("zwemvest")) == []
    assert index.holding(case_terms("st")) is None  # too short to tell


def test_what_occurs_everywhere_is_not_looked_up(found, monkeypatch):
    monkeypatch.setattr(index, "FEW", 1)
    assert index.holding(case_terms("noodstroom")) is None
    assert len(by_index(found, ("duty-officer", "VR24"), "noodstroom")) == 2


def test_it_follows_what_is_saved(world):
    request = world.draft(title="Eerst dit")
    assert index.holding(case_terms("eerst")) == [request.pk]
    ask.save(request.pk, world.shape(title="Daarna dat"), by=world.desk)
    assert index.holding(case_terms("eerst")) == []
    assert index.holding(case_terms("daarna")) == [request.pk]
