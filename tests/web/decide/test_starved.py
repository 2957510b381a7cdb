"""A plan for which the machine had too little time says so to whoever decides on it."""

from __future__ import annotations

import pytest

from tests.builders import World
from tests.web.decide.test_proposals import made, wants
from tests.web.decide.test_unkept import LOCC, page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "effort"),
    [
        ("nl", "1.200 zetten onderzocht van de naar verwachting 45.000"),
        ("en", "Searched 1,200 moves of an expected 45,000"),
    ],
)
def test_a_plan_that_was_hardly_searched_says_so(world: World, login, language, effort) -> None:
    wants(world, 100)
    it = made(world)
    assert effort not in page(login(*LOCC, language), it.pk)

    it.summary = {**it.summary, "searched": 1_200, "expected": 45_000}
    it.save()
    assert effort in page(login(*LOCC, language), it.pk)


GOALS = ["L1", "L2", "L3", "L4", "L5"]


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        ({"proven": GOALS, "within": {}}, "Proven: no better division exists under this policy."),
        ({"proven": GOALS[:4], "within": {"L5": 0.000_91}}, "Proven to within 0.1 %"),
        ({"proven": [], "within": {"L1": 0.000_001} | dict.fromkeys(GOALS[1:], 0.0004)}, "Proven to within 0.04 %"),
        ({"proven": GOALS[:4], "within": {}, "gap": {"G_5": 1}}, "At most 0.1 % below the best"),
    ],
)
def test_only_what_is_proven_to_be_the_best_is_called_so(world: World, login, summary, said) -> None:
    it = made(world)
    it.summary = {**it.summary, "method": "solver", **summary}
    it.save()
    text = page(login(*LOCC, "en"), it.pk)

    assert said in text
    assert ("no better division exists" in text) == said.startswith("Proven: ")


def test_what_was_searched_is_kept_with_a_proposal(world: World) -> None:
    wants(world, 100)

    assert 0 < made(world).summary["searched"] <= made(world).summary["expected"]
