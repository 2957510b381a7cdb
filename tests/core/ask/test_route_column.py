"""T21: when vehicles that drive together are a military column."""

from dataclasses import replace
from datetime import date

import pytest

from steun.core.ask.route.column import Column, military_column
from steun.rules.load import law

TODAY = date(2026, 7, 1)
COLUMN = Column(vehicles=6, disaster_response=True, one_commander=True, marks=True)


@pytest.mark.parametrize(
    ("column", "missing"),
    [
        pytest.param(COLUMN, set(), id="T21: fire brigade trucks with marks and one commander"),
        pytest.param(replace(COLUMN, marks=False), {"marks-are-carried"}, id="T21: without marks"),
        pytest.param(replace(COLUMN, one_commander=False), {"one-commander-leads"}, id="nobody commands"),
        pytest.param(replace(COLUMN, vehicles=1), {"vehicles-form-a-row"}, id="one vehicle"),
        pytest.param(
            replace(COLUMN, disaster_response=False), {"vehicles-are-military-or-response"}, id="anybody's lorries"
        ),
    ],
)
def test_a_military_column_is_what_the_traffic_rules_say(column: Column, missing: set[str]) -> None:
    assert {v.code for v in military_column(column, law(), TODAY) if not v.met} == missing


def test_before_the_first_text_read_the_definition_is_not_known() -> None:
    with pytest.raises(KeyError):
        military_column(COLUMN, law(), date(1990, 1, 1))
