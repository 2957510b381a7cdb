"""The picture in numbers: what is short, what is late, and how bad the worst is, per region and in all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from steun.core.decide.timeliness import CODES, IN_TIME, LATE, PARTLY, TOO_LATE, UNKNOWN, Help, Timeliness
from steun.core.deliver.picture import WORST_FIRST, Need, Tally, by_region, late, pieces, short, tally

TEN = datetime(2021, 7, 15, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def need(code: str = IN_TIME, *regions: str, asked: dict[str, int] | None = None, **help: list[Help]) -> Need:
    return Need(regions or ("VR24",), Timeliness(code), asked or {}, help, TEN)


@pytest.mark.parametrize(
    ("code", "tone"), [(TOO_LATE, "bad"), (PARTLY, "bad"), (LATE, "late"), (UNKNOWN, "wait"), (IN_TIME, "calm")]
)
def test_each_way_to_be_in_time_or_not_has_its_tone(code, tone):
    assert need(code).tone == tone
    assert tally([need(code)]).tone == tone


def test_the_worst_tone_and_the_worst_request_are_shown():
    assert WORST_FIRST == ("bad", "late", "wait", "calm")
    assert CODES == (IN_TIME, UNKNOWN, LATE, PARTLY, TOO_LATE)
    for better, worse in pairwise(CODES):
        found = tally([need(better), need(worse), need(better)])
        assert (found.requests, found.worst, found.tone) == (3, worse, need(worse).tone)


def test_a_need_of_two_regions_counts_in_both_and_a_region_without_one_is_not_named():
    found = by_region([need(LATE, "VR23", "VR24", asked={"boats": 2}), need(IN_TIME, "VR24", asked={"boats": 3})])

    assert {code: (it.requests, it.asked, it.tone) for code, it in found.items()} == {
        "VR23": (1, 2, "late"),
        "VR24": (2, 5, "late"),
    }
    assert by_region([]) == {} and tally([]) == Tally()


def test_more_of_the_one_does_not_make_up_for_less_of_another():
    it = need(asked={"boats": 3, "trucks": 2}, boats=[Help(TEN, 5)])

    assert (short(it), pieces(it)) == (2, 5)
    assert short(need(asked={"boats": 3}, boats=[Help(TEN, 3)])) == 0
    assert short(need(asked={"boats": 3}, boats=[Help(TEN, 1), Help(TEN, 1)])) == 1


def test_late_is_what_comes_after_the_moment_that_was_asked():
    help = [Help(TEN - MINUTE, 1), Help(TEN, 2), Help(TEN + MINUTE, 4)]

    assert late(need(boats=help, trucks=[Help(TEN + MINUTE, 8)])) == 12
    assert late(Need(("VR24",), Timeliness(UNKNOWN), {}, {"boats": help}, None)) == 0
