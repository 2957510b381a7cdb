"""The doubts about a point: one municipality at (5, 52) that reaches 1 km."""

from steun.core.kernel.law import Area
from steun.core.kernel.units import Metres
from steun.core.know import place as p
from tests.core.tables.truth import WARNS, row, table

TOWN = Area(5.0, 52.0, Metres(1_000))
ISLAND = Area(52.0, 5.0, Metres(1_000))
NORTH = 1 / 111_195  # degrees of latitude in a metre
ONE, BOTH = [TOWN], [TOWN, ISLAND]

TABLES = [
    table(
        p.point_lies_in_kingdom, "point-lies-in-kingdom", "Steun", unmet_is=WARNS,
        met=[(5.0, 52.0, ONE), (5.0, 52.0 + 10_990 * NORTH, ONE), (52.0, 5.0, BOTH)],
        unmet=[(5.0, 52.0 + 11_010 * NORTH, ONE), (52.0, 5.0, ONE), (5.0, 52.0, [])],
    ),
    table(
        p.point_is_not_swapped, "point-is-not-swapped", "Steun", unmet_is=WARNS,
        met=[(5.0, 52.0, ONE), (0.0, 0.0, ONE), (52.0, 5.0, BOTH)], unmet=[(52.0, 5.0, ONE)],
    ),
    table(
        p.point_lies_where_named, "point-lies-where-named", "Steun", unmet_is=WARNS,
        met=[
            row(5.0, 52.0 + 2_990 * NORTH, ONE, "GM1", places="GM1", km=3),
            row(0.0, 0.0, [], places="", km=0), row(52.0, 5.0, BOTH, places="", km=0),
        ],
        unmet=[
            row(5.0, 52.0 + 3_010 * NORTH, ONE, "GM1", places="GM1", km=3),
            row(5.0, 53.0, ONE, "GM1", places="GM1", km=111),
        ],
    ),
]  # fmt: skip
