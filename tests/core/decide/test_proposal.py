"""What a proposal lets people choose apart, and what only together; and how much of a unit is free."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from steun.core.decide.policy import Served, per_region, served
from steun.core.decide.promise import Source, Span, free
from steun.core.decide.proposal import Use, clash, leaning_on
from steun.core.kernel.units import Minutes

NOW = datetime(2026, 7, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_two_uses_clash_in_the_time_that_both_hold_of_one_unit() -> None:
    one = Use("a", "u", 10, 20)
    for start, end, both in ((0, 10, False), (0, 11, True), (12, 14, True), (19, 30, True), (20, 30, False)):
        other = Use("b", "u", start, end)
        assert clash(one, other) == clash(other, one) == both, (start, end)
    assert not clash(one, Use("b", "v", 10, 20))


def test_only_lines_that_are_chosen_lean_on_what_gives_way() -> None:
    gains, losses = [Use("a", "u", 0, 9), Use("b", "v", 0, 9)], [Use("x", "u", 0, 9), Use("y", "v", 0, 9)]
    assert leaning_on(["a"], gains, losses) == ("x",)
    assert leaning_on(["b", "a"], gains, losses) == ("x", "y")
    assert leaning_on([], gains, losses) == ()


def source(*, divisible: bool, taken: int = 0, offered: int = 10) -> Source:
    spans = (Span(NOW, NOW + HOUR, taken),) if taken else ()
    return Source("u", offered, 10, divisible, Minutes(0), Minutes(0), Minutes(0), spans)


def test_what_is_free_is_what_no_other_holds_and_of_what_cannot_be_parted_all_or_nothing() -> None:
    def left(**more: bool | int) -> int:
        return free(source(**more), NOW, NOW + HOUR)  # type: ignore[arg-type]  # fields by their names

    assert [left(divisible=True, taken=n) for n in (0, 3, 10, 12)] == [10, 7, 0, 0]
    assert left(divisible=True, offered=4) == 4 and left(divisible=True, offered=4, taken=8) == 2
    assert [left(divisible=False, taken=n) for n in (0, 1, 10)] == [10, 0, 0]
    assert left(divisible=False, offered=9) == 0


def test_a_requirement_is_whole_when_all_that_it_asks_is_given() -> None:
    assert [served(1, "VR01", given, 4).whole for given in (0, 3, 4, 5)] == [0, 0, 1, 1]


def test_regions_stand_below_all_together_the_least_served_first_and_of_equal_ones_by_code() -> None:
    rows = [served(2, "VR09", 1, 2), served(1, "VR03", 2, 2), served(1, "VR02", 1, 2), served(1, "VR01", 2, 2)]
    found = [(it.priority, it.region) for it in per_region([*rows, Served(1, "", 1, 1, rows[1].parts)])]
    assert found == [(1, None), (1, "VR02"), (1, ""), (1, "VR01"), (1, "VR03"), (2, None), (2, "VR09")]
