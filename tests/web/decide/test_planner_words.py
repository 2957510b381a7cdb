"""Every code that the planner gives has words, in Dutch and in English: no page ever shows a code."""

from __future__ import annotations

import re
from importlib import import_module
from itertools import product
from pathlib import Path

import pytest

from steun.core.know.catalogue.counted import NOT_CONFIRMED, OUT_OF_SEASON, WITHDRAWN
from steun.optimise.allocation.questions.waterfall import STAGES as FALLS
from steun.web.decide.explanation.read import PARTLY, STATES
from tests.words import catalogue

UNPLANNED = (
    "no-requirement", "no-place", "decided-otherwise", "time-is-over", "too-late", WITHDRAWN, NOT_CONFIRMED,
    OUT_OF_SEASON,
)  # fmt: skip
REASONS = (*STATES, "met", "elsewhere", "waits", "left-out", "kept", "moved", "displaced")


def source(*modules: str) -> str:
    return "".join(Path(str(import_module(f"steun.optimise.{name}").__file__)).read_text() for name in modules)


def codes() -> dict[str, set[str]]:
    """Codes by context, as the planner writes them."""
    text = source("allocation.planner", "allocation.proof.exact", "allocation.questions.replan")
    return {
        "proposal-step": {*re.findall(r'\.report\("([\w-]+)"', text), "promises", *(f"L{k}" for k in range(1, 9))},
        "remedy": set(
            re.findall(
                r'Remedy\("([\w-]+)"', source("allocation.questions.remedies", "allocation.questions.explanation")
            )
        ),
        "fall": set(FALLS),
        "line-reason": {*REASONS, *PARTLY.values(), "displaced-to", "moved-to", "another-policy-may-help"},
        "unplanned": set(UNPLANNED),
        "guess": {"place", "duration", "latest"},
        "outcome": {"proposed", "adopted", "overruled"},
        "reserve-from": {"none", "generated scenarios"},
    }


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_code_of_the_planner_has_words(language: str) -> None:
    known = catalogue(language)
    wanted = [pair for context, its in codes().items() for pair in product([context], sorted(its))]
    assert len(wanted) > 40
    assert not [pair for pair in wanted if not known.get(pair)]


def test_the_steps_of_the_planner_are_those_of_the_page() -> None:
    assert FALLS == STATES
