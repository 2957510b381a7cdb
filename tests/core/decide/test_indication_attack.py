"""An attacker who may ask everything that everybody may ask, as often as he likes, and knows all but one thing.

He knows the rules, the notice and speed of the one unit that has a capability, and every answer for every point and
time. He looks for its home. Then he knows the homes, and looks for how many pieces are held. What he finds is measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import mean

import pytest

from steun.core.decide.indication import profile
from steun.core.decide.promise import Source, Span
from steun.core.kernel.units import Minutes, distance, travel
from steun.rules.load import law
from steun.rules.policy.indication import areas, indication

STATED_KM = 50
"""What docs/know.md states: nobody tells the home of a unit to within this."""
STATED_PIECES = 40
"""And of a hold of up to half of 100 pieces: so many quantities give the same answers."""
NOW = datetime(2026, 7, 1, 10, 17, tzinfo=UTC)
DAY = timedelta(hours=24)
TOWNS = [(m[2], m[3]) for r in law().regions.values() for m in r.municipalities]
GRID = [(x / 10, y / 10) for x in range(34, 73, 2) for y in range(507, 536, 2)]
"""Points 15 to 20 km apart, over the whole country."""
PLACES = {(place := areas().place(*point)).code: place for point in GRID}
"""All that moving the point can give."""
HOMES = {town: areas().home(*town) for town in TOWNS}


def unit(taken: int = 0, notice: int = 240, capacity: int = 100) -> Source:
    spans = (Span(NOW - DAY, NOW + 3 * DAY, taken),) if taken else ()
    return Source("unit", capacity, capacity, True, Minutes(notice), Minutes(0), Minutes(240), spans)


def answers(homes: list[tuple[tuple[float, float], Source]], speed: int = 60) -> list[object]:
    """All that everybody can learn: every place, from now and from later blocks, for a day and for a week."""
    return list(heard(homes, speed))


def same_answers(homes: list[tuple[tuple[float, float], Source]], seen: list[object]) -> bool:
    """Whoever heard `seen` cannot tell these from those; the first answer that differs is enough."""
    return all(one == other for one, other in zip(heard(homes), seen, strict=True))


def heard(homes: list[tuple[tuple[float, float], Source]], speed: int = 60) -> Iterator[object]:
    policy, known = indication(), areas()
    for place in PLACES.values():
        coarse = [policy.coarse(it, travel(known.apart(HOMES[home], place), speed)) for home, it in homes]
        for hours in (0, 6, 12, 24, 48):
            begins = NOW + timedelta(hours=hours)
            for stay in (DAY, 7 * DAY):
                ends = begins + stay
                yield tuple(profile(coarse, policy, now=NOW, begins=begins, ends=ends, latest=ends))


def by_area() -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {}
    for town, home in HOMES.items():
        found.setdefault(home.code, []).append(town)
    return found


@pytest.mark.parametrize(
    ("notice", "speed"), [(5, 60), (15, 60), (150, 60), (360, 60), (400, 60), (15, 240), (240, 240)]
)
def test_moving_the_point_does_not_tell_where_a_unit_is_at_home(notice, speed):
    groups: dict[str, list[tuple[float, float]]] = {}
    for homes in by_area().values():  # the next test shows that homes of one area give the same answers
        groups.setdefault(repr(answers([(homes[0], unit(notice=notice))], speed)), []).extend(homes)

    errors = []
    for same in groups.values():
        guess = min(same, key=lambda p: sum(distance(*p, *q) for q in same))
        errors += [distance(*guess, *home) / 1000 for home in same]

    assert mean(errors) > STATED_KM


def test_every_home_in_an_area_gives_the_same_answers():
    assert len(by_area()) <= 3
    for homes in by_area().values():
        assert len({repr(answers([(home, unit())])) for home in homes[:: max(1, len(homes) // 5)]}) == 1


def test_the_same_attack_finds_a_home_when_the_answers_follow_from_the_exact_point():
    """The measurement measures: minutes from the exact home to the exact point give the home away."""
    errors = []
    for home in TOWNS[::40]:
        heard = [travel(distance(*home, *point), 60) for point in GRID]
        guess = min(
            TOWNS, key=lambda p: sum(abs(travel(distance(*p, *q), 60) - m) for q, m in zip(GRID, heard, strict=True))
        )
        errors.append(distance(*guess, *home) / 1000)

    assert max(errors) < 1


def test_a_notice_is_told_in_classes():
    home = TOWNS[0]

    assert answers([(home, unit(notice=130))]) == answers([(home, unit(notice=355))])


@pytest.mark.parametrize("held", [3, 10, 20, 37, 45])
def test_a_hold_is_one_of_many_quantities(held):
    """Of one unit, with everything else known; 37 of 100 was seen as exactly 37."""
    home = TOWNS[0]
    seen = answers([(home, unit(held))])

    same = [other for other in range(101) if same_answers([(home, unit(other))], seen)]

    assert held in same
    assert len(same) > STATED_PIECES


@pytest.mark.parametrize("held", [10, 37])
def test_a_hold_is_one_of_many_quantities_among_several_units(held):
    """Three units with other homes and notices: their sums at other places and times narrow it down, to no number."""
    others = [(TOWNS[150], unit(notice=30, capacity=60)), (TOWNS[300], unit(notice=700, capacity=35))]
    seen = answers([(TOWNS[0], unit(held)), *others])

    same = [n for n in range(101) if same_answers([(TOWNS[0], unit(n)), *others], seen)]

    assert held in same
    assert len(same) > STATED_PIECES


def test_when_a_hold_begins_and_ends_is_told_in_blocks():
    home, policy = TOWNS[0], indication()
    begin = policy.earlier(NOW + DAY)
    one = unit()
    exact = [
        Span(begin + timedelta(minutes=early), begin + DAY - timedelta(minutes=late), 60)
        for early, late in ((0, 0), (17, 3), (359, 359))
    ]
    shown = [
        answers([(home, Source(one.unit, 100, 100, True, one.notice, one.travel, one.rest, (span,)))]) for span in exact
    ]

    assert all(a == b for a, b in pairwise(shown))
