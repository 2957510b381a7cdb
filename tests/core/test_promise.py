"""The arithmetic of time and pieces, against trying every minute."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from steun.core.decide.promise import Source, Span, free, peak, window
from steun.core.kernel.units import Minutes

START = datetime(2026, 1, 1, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 40), st.integers(1, 5)).map(
        lambda t: Span(at(t[0]), at(t[0] + t[1]), t[2])
    ),
    max_size=8,
)


def source(taken: list[Span], **words: object) -> Source:
    given = {"unit": "u", "offered": 10, "capacity": 12, "divisible": True, "notice": Minutes(5), "travel": Minutes(7),
             "rest": Minutes(3), "spans": tuple(taken)}  # fmt: skip
    return Source(**{**given, **words})


@given(spans, st.integers(0, 60), st.integers(1, 40))
def test_the_peak_is_what_counting_every_minute_finds(taken, begin, length):
    counted = max(sum(s.quantity for s in taken if s.start <= at(m) < s.end) for m in range(begin, begin + length))

    assert peak(taken, at(begin), at(begin + length)) == counted


@given(spans, st.integers(0, 60), st.integers(1, 40))
def test_what_is_free_fits_beside_what_stands(taken, begin, length):
    unit = source(taken)
    quantity = free(unit, at(begin), at(begin + length))

    assert 0 <= quantity <= unit.offered
    assert not quantity or quantity + peak(taken, at(begin), at(begin + length)) <= unit.capacity


def test_a_job_occupies_a_unit_from_home_to_home_and_until_it_has_rested():
    assert window(source([]), at(100), at(160)) == (at(93), at(170))


@given(spans)
def test_an_indivisible_unit_goes_whole_or_not_at_all(taken):
    unit = source(taken, divisible=False, offered=12)

    assert free(unit, at(0), at(50)) in {0, 12}


def test_a_window_begins_with_its_first_moment_and_ends_before_its_last() -> None:
    hour = [datetime(2026, 1, 1, h, tzinfo=UTC) for h in range(6)]

    assert peak([], hour[0], hour[5]) == 0
    assert peak([Span(hour[0], hour[2], 3)], hour[2], hour[4]) == 0
    assert peak([Span(hour[4], hour[5], 3)], hour[2], hour[4]) == 0
    assert peak([Span(hour[0], hour[2], 3), Span(hour[2], hour[3], 4)], hour[1], hour[4]) == 4
    assert peak([Span(hour[0], hour[5], 3), Span(hour[1], hour[2], 4)], hour[2], hour[3]) == 3
