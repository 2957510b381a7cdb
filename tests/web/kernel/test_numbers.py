"""Numbers as the Dutch and the English write them: read right, or asked back; never a thousand for one."""

from __future__ import annotations

import pytest
from babel.numbers import format_decimal
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from steun.core.kernel.errors import Unreadable
from steun.web.kernel.input.degrees import LAT, LON, degrees
from steun.web.kernel.input.numbers import decimal, whole
from steun.web.kernel.words import sentence

AMBIGUOUS, FOREIGN, WHOLE, UNREADABLE = "ambiguous-number", "foreign-number", "whole-number", "unreadable-number"


def answer(read, text: str, *how: object) -> object:
    try:
        return read(text, *how)
    except Unreadable as wrong:
        return wrong.code


@pytest.mark.parametrize(
    ("typed", "dutch", "english"),
    [
        ("", None, None),
        ("1000", 1000, 1000),
        (" 12 ", 12, 12),
        ("007", 7, 7),
        ("1.000", 1000, AMBIGUOUS),
        ("1,000", AMBIGUOUS, 1000),
        ("250.000", 250000, AMBIGUOUS),
        ("1,234", AMBIGUOUS, 1234),
        ("1.000.000", 1000000, FOREIGN),
        ("1,000,000", FOREIGN, 1000000),
        ("12 000", 12000, 12000),
        ("12\u00a0000", 12000, 12000),
        ("12\u202f000", 12000, 12000),
        ("1 00", UNREADABLE, UNREADABLE),
        ("2.500,5", WHOLE, WHOLE),
        ("2,500.5", WHOLE, WHOLE),
        ("1,5", WHOLE, WHOLE),
        ("100,0", WHOLE, FOREIGN),
        ("100.0", FOREIGN, WHOLE),
        ("1.000,00", WHOLE, FOREIGN),
        ("0.500", WHOLE, WHOLE),
        ("0,500", WHOLE, WHOLE),
        ("1_000", UNREADABLE, UNREADABLE),
        ("１２", UNREADABLE, UNREADABLE),
        ("٣", UNREADABLE, UNREADABLE),
        ("1e3", UNREADABLE, UNREADABLE),
        ("0x10", UNREADABLE, UNREADABLE),
        ("-5", UNREADABLE, UNREADABLE),
        ("+5", UNREADABLE, UNREADABLE),
        ("1..000", UNREADABLE, UNREADABLE),
        ("1'000", UNREADABLE, UNREADABLE),
        (".5", UNREADABLE, UNREADABLE),
        ("5.", UNREADABLE, UNREADABLE),
        ("NaN", UNREADABLE, UNREADABLE),
        ("inf", UNREADABLE, UNREADABLE),
        ("9" * 21, UNREADABLE, UNREADABLE),
    ],
)
def test_a_whole_number_is_read_as_its_language_writes_it_or_asked_back(typed, dutch, english):
    assert (answer(whole, typed, "nl"), answer(whole, typed, "en")) == (dutch, english)


@pytest.mark.parametrize("language", ["nl", "en"])
@given(number=st.integers(0, 10**9))
def test_what_a_language_writes_is_what_it_reads(language, number):
    assert whole(format_decimal(number, locale=language), language) == number
    assert whole(str(number), language) == number


@given(text=st.text(alphabet="0123456789.,' \u00a0e-_", max_size=12))
def test_no_text_is_read_differently_by_the_two_languages(text):
    read = {answer(whole, text, language) for language in ("nl", "en")} - {AMBIGUOUS, FOREIGN, WHOLE, UNREADABLE}
    assert len(read) <= 1


def test_what_has_two_readings_is_asked_back_in_words():
    for language, typed, large in (("nl", "1,000", "1.000"), ("en", "1.000", "1,000")):
        with override(language), pytest.raises(Unreadable) as wrong:
            whole(typed)
        with override(language):
            said = sentence("fault", wrong.value.code, wrong.value.facts)
        assert typed in said and large in said and " 1" in said and "%(" not in said


@pytest.mark.parametrize(
    ("typed", "dutch", "english"),
    [
        ("2,5", 2.5, 2.5),
        ("2.5", 2.5, 2.5),
        ("0,25", 0.25, 0.25),
        ("1,500", 1.5, 1500),
        ("1.500", 1500, 1.5),
        ("x", UNREADABLE, UNREADABLE),
    ],
)
def test_a_number_with_a_fraction_may_have_either_mark(typed, dutch, english):
    assert (answer(decimal, typed, "nl"), answer(decimal, typed, "en")) == (dutch, english)


@pytest.mark.parametrize(
    ("typed", "lat", "lon"),
    [
        ("", None, None),
        ("50.8667", 50.8667, 50.8667),
        ("50,8667", 50.8667, 50.8667),
        ("-68,27", -68.27, -68.27),
        ("50.8667°", 50.8667, 50.8667),
        ("50.8667 N", 50.8667, "other-axis"),
        ("N 50.8667", 50.8667, "other-axis"),
        ("5.83 E", "other-axis", 5.83),
        ("5,83 O", "other-axis", 5.83),
        ("68.27 W", "other-axis", -68.27),
        ("50°52'12\"N", 50.87, "other-axis"),
        ("5° 49′ 48″ O", "other-axis", 5.83),
        ("50°75'00\"N", "unreadable-degrees", "other-axis"),
        ("317000", "looks-like-rd", "looks-like-rd"),
        ("186000", "looks-like-rd", "looks-like-rd"),
        ("50.8667, 5.8306", "unreadable-degrees", "unreadable-degrees"),
        ("31UGS1234567890", "grid-reference", "grid-reference"),
        ("31U GS 12345 67890", "grid-reference", "grid-reference"),
        ("91", "latitude-out-of-range", 91),
        ("999", "latitude-out-of-range", "longitude-out-of-range"),
        ("1e2", "unreadable-degrees", "unreadable-degrees"),
        ("nan", "unreadable-degrees", "unreadable-degrees"),
        ("Dorpsplein", "unreadable-degrees", "unreadable-degrees"),
        ("1" * 400, "unreadable-degrees", "unreadable-degrees"),
    ],
)
def test_degrees_are_read_or_the_fault_says_what_was_pasted(typed, lat, lon):
    assert (answer(degrees, typed, LAT), answer(degrees, typed, LON)) == (lat, lon)
