"""What can hardly be meant: doubts that warn before sending, and doubts that are asked about once."""

from __future__ import annotations

import pytest

from steun.core.ask.incident import IncidentFacts, point_is_meant
from steun.core.ask.rules import PLAUSIBLE, RequestFacts, point_is_plausible, requirements_are_plausible
from steun.core.kernel.verdict import Verdict
from steun.core.know.stock import is_far_beyond

DOUBT = Verdict(False, "point-is-not-swapped", "Steun", binding=False)


@pytest.mark.parametrize(
    ("rule", "facts", "met"),
    [
        (point_is_plausible, RequestFacts(), True),
        (point_is_plausible, RequestFacts(point_doubts=(DOUBT,)), False),
        (requirements_are_plausible, RequestFacts(), True),
        (requirements_are_plausible, RequestFacts(far_beyond=(1, 3)), False),
    ],
)
def test_a_doubt_about_a_request_warns_and_never_blocks(rule, facts, met):
    verdict = rule(facts)
    assert verdict.met is met and not verdict.blocks and rule in PLAUSIBLE


def test_a_doubt_names_what_it_is_about():
    assert point_is_plausible(RequestFacts(point_doubts=(DOUBT,))).because == (DOUBT,)
    assert requirements_are_plausible(RequestFacts(far_beyond=(1, 3))).facts == {"rows": "1, 3"}


@pytest.mark.parametrize(
    ("facts", "met"),
    [
        (IncidentFacts(), True),
        (IncidentFacts(point_doubts=(DOUBT,)), False),
        (IncidentFacts(point_doubts=(DOUBT,), knowingly=True), True),
    ],
)
def test_a_point_of_an_incident_is_asked_about_once(facts, met):
    verdict = point_is_meant(facts)
    assert (verdict.met, verdict.askable, bool(verdict.because)) == (met, True, not met)


@pytest.mark.parametrize(
    ("asked", "known", "beyond"),
    [
        (250_000, 610, True), (10_000, 610, True), (9_999, 610, False), (10_000, 999, True), (10_000, 1000, False),
        (100, 9, True), (99, 9, False), (1, 1, False), (1_000_000, 0, False),
    ],
)  # fmt: skip
def test_far_beyond_counts_in_orders_of_magnitude(asked, known, beyond):
    assert is_far_beyond(asked, known) is beyond
