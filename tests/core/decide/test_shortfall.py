"""When a unit has fewer pieces than it promised: who falls short, and who is made good first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from steun.core.decide.promise import Span, peak
from steun.core.decide.shortfall import Promised, falls, lifts, owed

DAWN = datetime(2026, 1, 1, tzinfo=UTC)


def at(hour: int) -> datetime:
    return DAWN + timedelta(hours=hour)


def promised(key: str, hours: tuple[int, int], quantity: int, *, short: int = 0, held: bool = False) -> Promised:
    start, end = hours
    return Promised(key, at(start), at(end), quantity, short, not held, at(start))


def test_what_fits_does_not_fall_short() -> None:
    assert falls([promised("a", (1, 3), 4), promised("b", (3, 5), 4)], [], 4, DAWN) == {}


def test_the_latest_promised_arrival_falls_short_first() -> None:
    assert falls([promised("early", (1, 9), 4), promised("late", (2, 9), 4)], [], 6, DAWN) == {"late": 2}


def test_a_hold_falls_short_before_a_commitment_even_when_it_arrives_sooner() -> None:
    assert falls([promised("hold", (1, 9), 4, held=True), promised("commitment", (2, 9), 4)], [], 5, DAWN) == {
        "hold": 3
    }


def test_what_one_promise_cannot_bear_the_next_one_bears() -> None:
    assert falls([promised("a", (1, 9), 4), promised("b", (2, 9), 4)], [], 3, DAWN) == {"b": 4, "a": 1}


def test_promises_that_do_not_meet_in_time_do_not_bear_each_others_shortage() -> None:
    assert falls([promised("a", (1, 3), 5), promised("b", (4, 6), 2)], [], 3, DAWN) == {"a": 2}


def test_pieces_that_are_away_count() -> None:
    assert falls([promised("a", (1, 5), 4)], [Span(at(4), at(9), 3)], 5, DAWN) == {"a": 2}


def test_time_that_has_passed_does_not_count() -> None:
    assert falls([promised("a", (1, 3), 4), promised("b", (2, 9), 2)], [], 2, at(4)) == {}


def test_a_promise_that_is_over_bears_nothing_even_of_a_unit_that_has_nothing_left() -> None:
    over, now = promised("a", (1, 3), 4), promised("b", (2, 9), 2)
    assert falls([over], [], 0, at(3)) == falls([over], [], 0, at(4)) == {}
    assert falls([over, now], [], 2, at(3)) == {}


def test_not_the_name_but_the_promised_arrival_says_who_falls_short_and_of_the_same_arrival_the_name_does() -> None:
    assert falls([promised("a", (2, 9), 4), promised("z", (1, 9), 4)], [], 6, DAWN) == {"a": 2}
    assert falls([promised("a", (1, 9), 4), promised("z", (1, 9), 4)], [], 6, DAWN) == {"z": 2}
    assert falls([promised("z", (1, 9), 4), promised("a", (1, 9), 4)], [], 6, DAWN) == {"z": 2}


def test_nobody_is_short_of_what_just_fits() -> None:
    assert falls([promised("a", (1, 5), 4)], [], 4, DAWN, divisible=False) == {}


def test_nobody_becomes_shorter_by_what_comes_back() -> None:
    assert lifts([promised("a", (1, 5), 4, short=1)], [], 2, DAWN) == {}


def test_one_piece_that_is_owed_occupies() -> None:
    assert owed([Span(at(1), at(3), 1)], [], 4) == [Span(at(1), at(3), 1)]


def test_an_indivisible_unit_falls_short_as_a_whole_and_is_made_good_as_a_whole() -> None:
    assert falls([promised("a", (1, 5), 4)], [], 3, DAWN, divisible=False) == {"a": 4}
    short = [promised("a", (1, 5), 4, short=4)]
    assert lifts(short, [], 3, DAWN, divisible=False) == {}
    assert lifts(short, [], 4, DAWN, divisible=False) == {"a": 0}


def test_the_oldest_promise_is_made_good_first() -> None:
    both = [promised("early", (1, 9), 5, short=1), promised("late", (2, 9), 5, short=5)]
    assert lifts(both, [], 5, DAWN) == {"early": 0}
    assert lifts(both, [], 7, DAWN) == {"early": 0, "late": 3}


windows = st.tuples(st.integers(0, 20), st.integers(1, 10)).map(lambda w: (w[0], w[0] + w[1]))
promises = st.lists(st.tuples(windows, st.integers(1, 9), st.booleans()), max_size=6).map(
    lambda rows: [promised(str(n), hours, quantity, held=held) for n, (hours, quantity, held) in enumerate(rows)]
)


def settled(before: list[Promised], shorts: dict[str, int]) -> list[Promised]:
    return [replace(p, short=shorts.get(p.key, p.short)) for p in before]


def load(after: list[Promised], now: datetime) -> int:
    return peak([Span(p.start, p.end, p.net) for p in after], now, at(99))


@given(promises, st.integers(0, 20), st.integers(0, 12))
def test_after_a_fall_the_load_never_exceeds_the_stock(before: list[Promised], capacity: int, hour: int) -> None:
    after = settled(before, falls(before, [], capacity, at(hour)))
    assert load(after, at(hour)) <= capacity
    assert all(0 <= p.short <= p.quantity for p in after)


@given(promises, st.integers(0, 20), st.integers(0, 20))
def test_a_rise_makes_good_without_exceeding_the_stock(before: list[Promised], low: int, more: int) -> None:
    fallen = settled(before, falls(before, [], low, DAWN))
    after = settled(fallen, lifts(fallen, [], low + more, DAWN))
    assert load(after, DAWN) <= low + more
    assert all(new.short <= old.short for old, new in zip(fallen, after, strict=True))


@given(promises, st.integers(0, 20))
def test_enough_stock_makes_everything_good(before: list[Promised], low: int) -> None:
    fallen = settled(before, falls(before, [], low, DAWN))
    after = settled(fallen, lifts(fallen, [], 99, DAWN))
    assert all(p.short == 0 for p in after)


@given(promises, st.integers(0, 20))
def test_after_a_fall_nothing_more_could_have_stood(before: list[Promised], capacity: int) -> None:
    """What the fall leaves is as much as fits: a rise of nothing lifts nothing more than once."""
    once = settled(before, falls(before, [], capacity, DAWN))
    again = settled(once, lifts(once, [], capacity, DAWN))
    assert settled(again, falls(again, [], capacity, DAWN)) == again


def test_what_fell_short_occupies_as_far_as_there_is_room_for_it() -> None:
    kept, away = Span(at(1), at(9), 5), Span(at(1), at(3), 5)
    short = [Span(at(1), at(9), 3)]

    assert owed(short, [kept, away], 10) == [Span(at(3), at(9), 3)]
    assert owed(short, [kept], 7) == [Span(at(1), at(9), 2)]
    assert owed(short, [kept], 5) == []
    assert owed([Span(at(4), at(6), 9)], [], 4) == [Span(at(4), at(6), 4)]
    assert owed([], [kept, away], 10) == []
