"""A small portion of `make fuzz`: odd input at every address, as every role, is answered with something below 500."""

from __future__ import annotations

import pytest

from tests.fuzz.addresses import fields, places, queries
from tests.fuzz.inputs import Maker
from tests.fuzz.portion import populate, run


@pytest.fixture
def lively(own_world):
    """A world with something of every kind; portions are copies of it."""
    populate(own_world)
    return own_world


def test_a_portion_of_odd_inputs_gives_no_answer_of_500_or_more(lively):
    found = run(seed=1, portion=0, size=150)

    assert found.number == 150
    assert not found.of_500, "\n\n".join(found.defects.values())
    assert {200, 404, 422} <= found.answers.keys()


def test_the_same_seed_makes_the_same_inputs():
    from random import Random

    known = {"requests": ["a", "b"], "name": ["c"]}
    made = [Maker(places(), known, [("locc", "LOCC")]).make(Random("1/2/3")).described() for _ in range(2)]

    assert made[0] == made[1]


def test_it_knocks_at_every_page_operation_and_field():
    everywhere = places()

    assert len(everywhere.pages) > 80 and len(everywhere.operations) > 80
    assert {"reason", "quantity", "until", "id"} <= set(fields()) and {"q", "after", "state"} <= set(queries())
    assert not [a.path for a in everywhere.pages if "<" in a.path]
