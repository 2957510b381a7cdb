"""What somebody looks for: stems, phrases, synonyms, slips of the hand, and which answer is the better one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steun.core.kernel.text.likeness import corrected, points, slips, slips_forgiven
from steun.core.kernel.text.terms import Lexicon, Term, lies_in, synonyms

DUTCH = Lexicon(
    endings=("eren", "atie", "eerd", "en", "e", "s"), weak=("t",), separable=("onder", "op"),
    idle=frozenset({"de", "in"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("evacueren", ["evacu"]),
        ("evacuatie", ["evacu"]),
        ("geevacueerd", ["geevacu", "evacu"]),
        ("ondergelopen", ["ondergelop", "ondergeloop", "onderlop", "onderloop"]),
        ("opgehoogd", ["ophoogd"]),
        ("gewerken", ["gewerk", "werk"]),
        ("stormschermen", ["stormscherm"]),
        ("stoppen", ["stop"]),  # a letter that is doubled before the ending is single without it
        ("lopen", ["loop"]),  # and a vowel that is long before it is written twice
        ("lampen", ["lamp"]),
        ("boeten", ["boet"]),
        ("golven", ["golv", "golf"]),
        ("huizen", ["huiz", "huis"]),
        ("staakt", ["staak"]),
        ("staat", []),
        ("golf", []),
        ("dammen", []),  # three letters are too few: dam lies in too many words
        ("gaten", ["gaat"]),
        ("opgelet", ["opgele"]),  # what is left of *let* is too short to be a word by itself
        ("ondergebracht", ["ondergebrach", "onderbrach"]),
        ("geld", []),
        ("ondergelegs", ["ondergeleg"]),
        ("b2026", []),
        ("zeeen", []),
    ],
)
def test_a_word_is_found_by_its_stems(word: str, forms: list[str]) -> None:
    assert DUTCH.forms(word) == [word, *forms]


def test_the_longest_ending_goes_and_a_weak_one_only_of_a_longer_word() -> None:
    lexicon = Lexicon(endings=("eren", "en"), weak=("n",))
    assert lexicon.forms("transporteren") == ["transporteren", "transport"]
    assert lexicon.forms("dieren") == ["dieren", "dier"], "with the longest ending no stem is left"
    assert lexicon.forms("zeilen") == ["zeilen", "zeil"]
    assert lexicon.forms("stroon") == ["stroon", "stroo"] and lexicon.forms("stoon") == ["stoon"]


MEANS = Lexicon(("en", "s"), synonyms=synonyms([["brandstof", "fuel", "diesel olie"], ["fuel", "benzine"]], DUTCH))


def test_a_word_stands_for_what_means_the_same_a_phrase_too_and_in_each_of_its_groups() -> None:
    (fuel,) = MEANS.terms(["fuel"])
    assert set(fuel.ways) == {("fuel",), ("brandstof",), ("diesel", "olie"), ("benzin",)} and fuel.typed == ("fuel",)
    (phrase,) = MEANS.terms(["diesel", "olie"])
    assert phrase.typed == ("diesel", "olie") and ("brandstof",) in phrase.ways
    one, other = MEANS.terms(["diesel", "pomp"])
    assert (one.typed, other.typed) == (("diesel",), ("pomp",))
    assert [it.typed for it in MEANS.terms(["oude", "diesel", "olie"])] == [("oude",), ("diesel", "olie")]


def test_a_phrase_has_four_words_at_most() -> None:
    words = ["een", "twee", "drie", "vier", "vijf"]
    known = Lexicon(synonyms={tuple(words): (("zes",),), tuple(words[:4]): (("zeven",),)})
    assert known.phrase(words) == tuple(words[:4]) and known.phrase(words[:3]) == ("een",)


def test_words_that_say_nothing_count_when_there_is_nothing_else() -> None:
    assert [it.typed for it in DUTCH.terms(["boot", "in", "de", "haven"])] == [("boot",), ("haven",)]
    assert [it.typed for it in DUTCH.terms(["in", "de"])] == [("in",), ("de",)]
    known = Lexicon(idle=frozenset({"in"}), synonyms={("in", "nood"): (("sos",),)})
    assert [it.typed for it in known.terms(["in", "nood"])] == [("in", "nood")], "a phrase says something"


def test_of_many_ways_the_first_are_asked() -> None:
    known = Lexicon(synonyms={("boot",): tuple((f"vaartuig{n}",) for n in range(40))})
    assert len(known.term(("boot",)).ways) == 24


def test_a_way_that_says_more_than_another_is_not_asked() -> None:
    term = Term((("evacuatie",), ("evacu",), ("vlucht", "weg"), ("vluchtweg",)))
    assert term.enough == (("evacu",), ("vlucht", "weg"))
    assert lies_in(("evacu",), ("evacuatie",)) and not lies_in(("evacuatie",), ("evacu",))
    assert lies_in(("vlucht",), ("weg", "vlucht")) and not lies_in(("vlucht", "weg"), ("vlucht",))
    assert term.is_met_by("de vlucht over de weg") and not term.is_met_by("de vlucht")


@pytest.mark.parametrize(("word", "forgiven"), [("abc", 0), ("abcd", 1), ("abcdefg", 1), ("abcdefgh", 2), ("b2026", 0)])
def test_more_slips_are_forgiven_in_longer_words_and_none_in_numbers(word: str, forgiven: int) -> None:
    assert slips_forgiven(word) == forgiven


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("boot", "boot", 0), ("boot", "boo", 1), ("boo", "boot", 1), ("boot", "boxt", 1), ("botos", "boots", 1),
     ("boot", "btoo", 2), ("obot", "boot", 1), ("abcd", "badc", 2), ("", "ab", 2), ("zandzak", "zandzakken", 3)],
)  # fmt: skip
def test_a_slip_is_a_letter_more_less_other_or_two_that_changed_places(one: str, other: str, count: int) -> None:
    assert slips(one, other, 5) == count
    assert slips(one, other, count) == count
    assert count == 0 or slips(one, other, count - 1) == count, "more than asked for is one more"


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_slips_are_the_same_from_either_side_and_never_more_than_the_longer_word(one: str, other: str) -> None:
    found = slips(one, other, 9)
    assert found == slips(other, one, 9) <= max(len(one), len(other))
    assert abs(len(one) - len(other)) <= found and (found == 0) == (one == other)


def test_what_was_meant_is_the_most_alike_and_of_equal_ones_the_first() -> None:
    assert corrected("helikoptr", ["helihaven", "helicoptr", "helikopter"]) == "helicoptr"
    assert corrected("helikooter", ["helicooterr", "helikopter"]) == "helikopter", "one slip beats two"
    assert corrected("helikxxter", ["helikabter", "helikopter"]) == "helikabter", "of two with two slips the first"
    assert corrected("helikxxxer", ["helikopter"]) == "" and corrected("boo", ["boot"]) == ""
    assert corrected("bxxt", ["boot"]) == "" and corrected("boxt", ["boot"]) == "boot"


def test_what_begins_the_name_comes_before_what_lies_elsewhere() -> None:
    pomp, boot = Term((("pomp",), ("pump",))), Term((("boot",),))
    assert points([pomp], "hoge-pomp") == 50, "a word after a hyphen begins as well"
    assert points([pomp], "boot", "pump") == 10 and points([pomp, boot], "pomp", "boot") == 35
    assert points([pomp], "boot") == points([], "pomp") == 0
    assert points([Term((("pomp", "boot"),))], "bootpomp", "pomp") == 40
