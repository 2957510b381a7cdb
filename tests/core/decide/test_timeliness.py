"""In time, or not: the rule as a table, at its borders, and what holds whatever is asked and whatever comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steun.core.ask.gate import answer_due
from steun.core.decide.timeliness import (
    CODES,
    IN_TIME,
    LATE,
    LESS_GRANTED,
    NO_START,
    NOTHING_PROMISED,
    PARTLY,
    TOO_FEW,
    TOO_LATE,
    UNKNOWN,
    Asked,
    Help,
    Timeliness,
    as_granted,
    standing,
    timeliness,
    urgency,
    worst,
)

MIDNIGHT = datetime(2021, 7, 15, tzinfo=UTC)


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return MIDNIGHT + timedelta(hours=hour, minutes=minute, seconds=second)


SIX = Asked(at(10), at(16), at(20), quantity=6, minimum=2)
ANY = Asked(at(10))
TABLE = {
    # asked, help, now: code, minutes, quantity, why
    "all, before": (SIX, [Help(at(8), 6)], None, (IN_TIME, 0, 6, "")),
    "all, on the minute": (SIX, [Help(at(10), 6)], None, (IN_TIME, 0, 6, "")),
    "all, a second after": (SIX, [Help(at(10, 0, 1), 6)], None, (LATE, 1, 6, "")),
    "the rescue fleet": (Asked(at(10)), [Help(at(13, 53), 1)], None, (LATE, 233, 1, "")),
    "all, at the last moment": (SIX, [Help(at(16), 6)], None, (LATE, 360, 6, "")),
    "all, a minute after the last moment": (SIX, [Help(at(16, 1), 6)], None, (TOO_LATE, 361, 6, "")),
    "no last moment: before the end": (replace(SIX, latest=None), [Help(at(19, 59), 6)], None, (LATE, 599, 6, "")),
    "no last moment: at the end": (replace(SIX, latest=None), [Help(at(20), 6)], None, (TOO_LATE, 600, 6, "")),
    "neither a last moment nor an end": (ANY, [Help(at(240), 3)], None, (LATE, 13800, 3, "")),
    "four of six": (SIX, [Help(at(9), 4)], None, (PARTLY, 0, 4, "")),
    "four of six, later": (SIX, [Help(at(11), 4)], None, (PARTLY, 60, 4, "")),
    "the least that helps": (SIX, [Help(at(9), 2)], None, (PARTLY, 0, 2, "")),
    "fewer than the least that helps": (SIX, [Help(at(9), 1)], None, (PARTLY, 0, 1, TOO_FEW)),
    "the rest too late": (SIX, [Help(at(9), 4), Help(at(17), 2)], None, (PARTLY, 0, 4, "")),
    "the rest later": (SIX, [Help(at(9), 4), Help(at(12), 2)], None, (LATE, 120, 6, "")),
    "a relief is not together": (SIX, [Help(at(10), 4, at(14)), Help(at(14), 4)], None, (PARTLY, 0, 4, "")),
    "gone before it was asked": (SIX, [Help(at(6), 6, at(10))], None, (PARTLY, 0, 0, TOO_FEW)),
    "of all that is too late, what comes first": (
        SIX,
        [Help(at(17), 4), Help(at(18), 2)],
        None,
        (TOO_LATE, 420, 4, ""),
    ),
    "more than was asked": (SIX, [Help(at(9), 9)], None, (IN_TIME, 0, 6, "")),
    "twice as many, the first counts": (SIX, [Help(at(11), 4, at(12)), Help(at(13), 4)], None, (PARTLY, 60, 4, "")),
    "nobody said from when, and nothing comes": (Asked(None, quantity=6), [], None, (UNKNOWN, 0, 0, NO_START)),
    "nobody said how many": (ANY, [Help(at(9), 1)], None, (IN_TIME, 0, 1, "")),
    "nobody said from when": (Asked(None, quantity=6), [Help(at(9), 4)], None, (UNKNOWN, 0, 4, NO_START)),
    "nothing": (SIX, [], None, (UNKNOWN, 0, 0, NOTHING_PROMISED)),
    "no pieces are nothing": (SIX, [Help(at(9), 0)], None, (UNKNOWN, 0, 0, NOTHING_PROMISED)),
    "nothing, and it is not needed yet": (SIX, [], at(10), (UNKNOWN, 0, 0, NOTHING_PROMISED)),
    "nothing, and it is needed": (SIX, [], at(10, 1), (LATE, 1, 0, NOTHING_PROMISED)),
    "nothing, and it is too late": (SIX, [], at(16, 1), (TOO_LATE, 361, 0, NOTHING_PROMISED)),
}


@pytest.mark.parametrize("case", TABLE.values(), ids=TABLE)
def test_the_rule_row_by_row(case):
    asked, help, now, found_as = case
    found = timeliness(asked, help, now)
    assert (found.code, found.minutes, found.quantity, found.why) == found_as
    assert found.asked == asked.quantity


def test_it_says_from_when_the_part_is_there():
    assert timeliness(SIX, [Help(at(9), 1), Help(at(11), 3), Help(at(18), 2)]).at == at(11)


# --- Of a request with several requirements


def test_a_request_is_as_much_in_time_as_its_worst_served_requirement():
    late, part = Timeliness(LATE, 600, 6, 6), Timeliness(PARTLY, 0, 4, 6)
    assert worst([Timeliness(IN_TIME), late, part]) == part
    assert worst([Timeliness(IN_TIME), late]) == late


def test_nothing_beside_what_is_promised_is_a_part_of_it():
    nothing = Timeliness(UNKNOWN, asked=3, why=NOTHING_PROMISED)
    assert worst([nothing, nothing]).code == UNKNOWN
    assert worst([nothing, Timeliness(IN_TIME, 0, 6, 6)]).code == PARTLY
    assert worst([replace(nothing, code=TOO_LATE), Timeliness(IN_TIME, 0, 6, 6)]).code == TOO_LATE


def test_of_two_that_are_served_alike_the_later_and_then_the_smaller_part_counts():
    few, more, later = Timeliness(PARTLY, 10, 2, 6), Timeliness(PARTLY, 10, 4, 6), Timeliness(PARTLY, 60, 5, 6)
    assert worst([more, few, more]) == few
    assert worst([few, later, more]) == later


def test_the_codes_and_reasons_are_words_that_pages_and_machines_know():
    assert CODES == ("in-time", "unknown", "late", "partly", "too-late")
    assert (NOTHING_PROMISED, NO_START, TOO_FEW, LESS_GRANTED) == (
        "nothing-promised", "no-start", "too-few", "less-granted",
    )  # fmt: skip


# --- What it is called


@pytest.mark.parametrize(
    ("extent", "found", "lost", "called"),
    [
        ("full", Timeliness(IN_TIME, 0, 6, 6), False, "granted"),
        ("full", Timeliness(UNKNOWN, why=NOTHING_PROMISED), False, "granted"),
        ("full", Timeliness(LATE, 60, why=NOTHING_PROMISED), False, "granted"),
        ("full", Timeliness(PARTLY, 0, 4, 6), False, "partly-granted"),
        ("full", Timeliness(PARTLY, 0, 0, 1, why=NOTHING_PROMISED), False, "partly-granted"),
        ("full", Timeliness(LATE, 233, 1), False, "partly-granted"),
        ("full", Timeliness(TOO_LATE, 600, 6, 6), False, "partly-granted"),
        ("partial", Timeliness(IN_TIME, 0, 6, 6), False, "partly-granted"),
        ("partial", Timeliness(UNKNOWN, why=NOTHING_PROMISED), False, "partly-granted"),
        ("full", Timeliness(PARTLY, 0, 4, 6), True, "promise-lost"),
        ("full", Timeliness(UNKNOWN, why=NOTHING_PROMISED), True, "promise-lost"),
        ("partial", Timeliness(LATE, 60, why=NOTHING_PROMISED), True, "promise-lost"),
        ("full", Timeliness(TOO_LATE, 600, 6, 6), True, "promise-lost"),
        ("full", Timeliness(IN_TIME, 0, 6, 6), True, "granted"),  # made good since
        ("full", Timeliness(LATE, 60, 6, 6), True, "partly-granted"),  # made good, later
        ("full", None, False, "granted"),
    ],
)
def test_granted_is_said_only_of_what_is_neither_less_nor_later_nor_lost(extent, found, lost, called):
    assert standing("granted", extent, found, lost=lost) == called


@pytest.mark.parametrize("state", ["draft", "asked", "ordered", "deployed", "ended", "closed", "withdrawn"])
def test_what_does_not_say_granted_keeps_its_name(state):
    assert standing(state, "partial", Timeliness(PARTLY, 0, 4, 6), lost=True) == state


def test_a_decision_that_grants_a_part_is_never_all_of_it():
    full = Timeliness(IN_TIME, 0, 6, 6)
    assert as_granted(full, "full") == full
    assert (as_granted(full, "partial").code, as_granted(full, "partial").why) == (PARTLY, LESS_GRANTED)
    assert as_granted(Timeliness(LATE, 5, 6, 6), "partial") == Timeliness(LATE, 5, 6, 6)


# --- When an answer is due


@pytest.mark.parametrize(
    ("within", "needed", "due"),
    [
        (60, None, at(9)),
        (60, at(12), at(9)),
        (60, at(8, 30), at(8, 30)),
        (60, at(8), at(8)),
        (60, at(6), at(8)),  # needed already: now
        (None, at(12), None),
    ],
)
def test_an_answer_is_never_due_after_the_help_is_needed(within, needed, due):
    assert answer_due(at(8), timedelta(minutes=within) if within else None, needed) == due


# --- What comes first


@pytest.mark.parametrize(
    ("priority", "urgent", "goes_on", "due", "first"),
    [
        (1, False, True, None, "lives"),
        (1, False, True, at(7), "lives"),
        (1, True, False, None, ""),  # it has ended
        (1, True, False, at(7), "overdue"),
        (2, True, True, at(7), "overdue"),
        (2, True, True, at(8), "urgent"),  # due this very moment is not over
        (2, True, True, None, "urgent"),
        (2, False, True, at(9), ""),
    ],
)
def test_lives_come_before_what_is_overdue_and_that_before_what_is_urgent(priority, urgent, goes_on, due, first):
    assert urgency(priority, urgent=urgent, goes_on=goes_on, due=due, now=at(8)) == first


# --- Whatever is asked, and whatever comes

AT_ANY_SPEED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
minutes = st.integers(-600, 3000).map(lambda m: MIDNIGHT + timedelta(minutes=m))
helps = st.lists(st.builds(Help, at=minutes, quantity=st.integers(1, 9)), max_size=5)


@st.composite
def asks(draw) -> Asked:
    begins = draw(minutes)
    last = st.none() | st.integers(0, 2000).map(lambda m: begins + timedelta(minutes=m))
    quantity = draw(st.integers(0, 20))
    return Asked(begins, draw(last), draw(last), quantity, draw(st.integers(1, max(1, quantity))))


def rank(found: Timeliness) -> int:
    order = {IN_TIME: 0, LATE: 1, PARTLY: 2, TOO_LATE: 3, UNKNOWN: 4}
    return order[found.code]


@AT_ANY_SPEED
@given(asks(), helps, st.none() | minutes)
def test_it_always_answers_and_never_claims_too_much(asked, help, now):
    found = timeliness(asked, help, now)
    assert found.code in CODES and found.minutes >= 0
    assert (found.code == IN_TIME) == (found.full)
    if found.code == IN_TIME:
        there = sum(it.quantity for it in help if it.at <= asked.begins)
        assert found.minutes == 0 and there >= max(1, asked.quantity)
    if found.code == LATE and help:
        assert found.minutes > 0 and asked.helps(found.at)
    if found.code == PARTLY:
        assert found.quantity < max(1, asked.quantity)
    if found.code == TOO_LATE and help:
        assert not any(asked.helps(max(it.at, asked.begins)) for it in help)


@AT_ANY_SPEED
@given(asks(), helps, st.randoms())
def test_the_order_in_which_help_is_named_does_not_matter(asked, help, random):
    other = list(help)
    random.shuffle(other)
    assert timeliness(asked, help) == timeliness(asked, other)


@AT_ANY_SPEED
@given(asks(), helps, st.builds(Help, at=minutes, quantity=st.integers(1, 9)))
def test_more_help_is_never_worse(asked, help, more):
    before, since = timeliness(asked, help), timeliness(asked, [*help, more])
    assert rank(since) <= rank(before)
    if since.code == before.code == LATE:
        assert since.minutes <= before.minutes


@AT_ANY_SPEED
@given(asks(), helps.filter(bool), st.integers(0, 600))
def test_help_that_comes_sooner_is_never_worse(asked, help, sooner):
    earlier = [replace(it, at=it.at - timedelta(minutes=sooner)) for it in help]
    assert rank(timeliness(asked, earlier)) <= rank(timeliness(asked, help))


@AT_ANY_SPEED
@given(asks(), helps, st.integers(-10_000, 10_000))
def test_the_answer_depends_on_the_distance_of_moments_and_not_on_the_day(asked, help, shift):
    by = timedelta(minutes=shift)
    moved = replace(
        asked,
        begins=asked.begins + by,
        latest=asked.latest and asked.latest + by,
        ends=asked.ends and asked.ends + by,
    )
    here, there = timeliness(asked, help), timeliness(moved, [replace(it, at=it.at + by) for it in help])
    assert replace(here, at=None) == replace(there, at=None)
