"""Available-to-promise: the arithmetic of time and pieces, against trying every minute."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from steun.core.decide.promise import Source, Span, arrivals, free, peak, profile, window
from steun.core.units import Minutes

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
    return Source(**{**given, **words})  # type: ignore[arg-type]


@given(spans, st.integers(0, 60), st.integers(1, 40))
def test_the_peak_is_what_counting_every_minute_finds(taken, begin, length):
    counted = max(sum(s.quantity for s in taken if s.start <= at(m) < s.end) for m in range(begin, begin + length))

    assert peak(taken, at(begin), at(begin + length)) == counted


@given(spans, st.integers(0, 40), st.integers(5, 60))
def test_every_promised_arrival_can_be_inserted(taken, wanted, stay):
    unit = source(taken)
    ends = at(wanted + stay)

    for found in arrivals([unit], now=START, wanted=at(wanted), ends=ends):
        assert found.arrives >= max(at(wanted), START + timedelta(minutes=12))
        assert found.arrives < ends
        assert (found.starts, found.ends) == window(unit, found.arrives, ends)
        assert found.quantity + peak(taken, found.starts, found.ends) <= unit.capacity
        assert 0 < found.quantity <= unit.offered


@given(spans)
def test_an_indivisible_unit_goes_whole_or_not_at_all(taken):
    unit = source(taken, divisible=False, offered=12)

    assert free(unit, at(0), at(50)) in {0, 12}


@given(spans, spans)
def test_the_profile_only_rises(some, others):
    found = arrivals([source(some), source(others, unit="v")], now=START, wanted=START, ends=at(100))
    quantities = [n for _, n in profile(found)]

    assert quantities == sorted(quantities)
    assert sum(a.quantity for a in found) == (quantities[-1] if quantities else 0)
