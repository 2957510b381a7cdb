"""Text as it comes in: nothing unseen stays in it; of the words that somebody looks for none is left out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steun.core.kernel.text.folding import LOOKALIKES, MOST_WORDS, numbered, words_of
from steun.core.kernel.text.incoming import CONTROL, clean, telephone, without_unseen


@given(st.text())
def test_clean_text_is_clean_and_stays_as_it_is(text):
    if CONTROL.search(text):
        with pytest.raises(ValueError, match="control-character"):
            clean(text)
        return
    plain = clean(text)
    assert clean(plain) == plain and plain == plain.strip()
    assert not [c for c in plain if unicodedata.category(c) == "Cf" and c not in "\u200c\u200d"]


@pytest.mark.parametrize("sign", "\u200c\u200d")
def test_a_joiner_beside_a_latin_letter_is_nothing(sign):
    assert without_unseen(f"An{sign}na") == "Anna" and without_unseen(f"{sign}Anna{sign}") == "Anna"
    assert without_unseen(f"می{sign}خ") == f"می{sign}خ"


@pytest.mark.parametrize("dash", LOOKALIKES["-"])
def test_every_dash_in_a_telephone_number_is_a_hyphen(dash):
    assert telephone(f"06{dash}12345678") == "06-12345678"


@given(st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=5), max_size=60))
def test_no_word_that_somebody_looks_for_is_left_out(typed):
    for read in (words_of, numbered):
        found = read(" ".join(typed))
        assert " ".join(found) == " ".join(typed) and len(found) <= MOST_WORDS
