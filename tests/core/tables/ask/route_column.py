"""Each demand of the definition of a military column. Three trucks in a row under one commander, marked."""

from dataclasses import replace
from datetime import date

from steun.core.ask.route.column import Column, military_column
from steun.core.kernel.law import Country, Law, Provision
from tests.core.tables.samples import GUESSED, READ
from tests.core.tables.truth import WARNS, part, row, table

TODAY = date(2026, 2, 1)
HERE = Country("nl", column_rule="rvv-1")
LAW = Law((), {}, (), {}, {}, (Provision("rvv-1", {}, {}, READ),), country=HERE)
DOUBTED = replace(LAW, provisions=(Provision("rvv-1", {}, {}, GUESSED),))
ROW = Column(3, military=True, one_commander=True, marks=True)


def given(vehicles: int = 3, **changed: bool) -> object:
    return row(replace(ROW, vehicles=vehicles, **changed), LAW, TODAY, vehicles=vehicles)


TABLES = [
    table(
        part(military_column, "vehicles-are-military-or-response"), "vehicles-are-military-or-response", "Act, art. 1",
        met=[given(), given(military=False, disaster_response=True)], unmet=[given(military=False)],
    ),
    table(
        part(military_column, "vehicles-form-a-row"), "vehicles-form-a-row", "Act, art. 1",
        met=[given(), given(2)], unmet=[given(1), given(behind_each_other=False)],
    ),
    table(
        part(military_column, "one-commander-leads"), "one-commander-leads", "Act, art. 1",
        met=[given()], unmet=[given(one_commander=False)],
    ),
    table(
        part(military_column, "marks-are-carried"), "marks-are-carried", "Act, art. 1",
        met=[given()], unmet=[given(marks=False)],
    ),
    table(
        part(military_column, "marks-are-carried"), "marks-are-carried", "Act, art. 2", unmet_is=WARNS,
        met=[], unmet=[row(replace(ROW, marks=False), DOUBTED, TODAY, vehicles=3)],
    ),
]  # fmt: skip
