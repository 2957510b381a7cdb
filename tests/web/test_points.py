"""A point on the map in one field, in whatever notation it is pasted."""

from __future__ import annotations

import pytest

from steun.core.kernel.errors import Unreadable
from steun.web.kernel.input.points import pair, shown


@pytest.mark.parametrize(
    ("typed", "lat", "lon"),
    [
        ("50.8667, 5.8306", 50.8667, 5.8306),
        ("50.8667,5.8306", 50.8667, 5.8306),
        ("50,8667 5,8306", 50.8667, 5.8306),
        ("50,8667; 5,8306", 50.8667, 5.8306),
        ("(50.8667 5.8306)", 50.8667, 5.8306),
        ("50.8667° N, 5.8306° E", 50.8667, 5.8306),
        ("N 50.8667 O 5.8306", 50.8667, 5.8306),
        ("50.8667N 5.8306E", 50.8667, 5.8306),
        ("5.8306 E 50.8667 N", 50.8667, 5.8306),
        ("50°52'00\"N 5°49'48\"O", 50.866667, 5.83),
        ("50° 52' 00\" N, 5° 49' 48\" E", 50.866667, 5.83),
        ("17.5 N 63.2 W", 17.5, -63.2),
        ("17.5, -63.2", 17.5, -63.2),
        ("155000 463000", 52.155174, 5.387206),
        ("155000,0, 463000,0", 52.155174, 5.387206),
        ("x: 155000, y: 463000", 52.155174, 5.387206),
        ("", None, None),
    ],
)
def test_both_are_read_from_one_text(typed: str, lat: float | None, lon: float | None) -> None:
    assert pair(typed) == {"lat": lat, "lon": lon}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("50.8667", "point-is-half"), ("50,8667", "point-is-half"), ("186000", "point-is-half"),
        ("north", "unreadable-point"), ("50.8 5.8 3.2", "unreadable-point"), ("50.8 N 5.8 N", "other-axis"),
        ("31U GS 1234 5678", "grid-reference"), ("95, 5", "latitude-out-of-range"),
        ("50, 181", "longitude-out-of-range"),
        ("317000 186000", "no-point-in-rd"), ("50°75'N 5°O", "unreadable-point"),
    ],
)  # fmt: skip
def test_what_is_no_point_is_named(typed: str, code: str) -> None:
    with pytest.raises(Unreadable) as wrong:
        pair(typed)
    assert wrong.value.code == code


def test_what_a_field_shows_is_read_back_the_same() -> None:
    assert shown(None, None) == "" and pair(shown(5.8312345678, 50.87)) == {"lat": 50.87, "lon": 5.831235}
