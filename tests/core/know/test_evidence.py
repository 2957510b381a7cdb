"""What the register rests on is said in the reader's language, phrase by phrase; what is not known stays as it is."""

from __future__ import annotations

import re

import pytest

from steun.core.know.roads.evidence import in_words, phrase
from steun.exchange.roads import folder
from steun.rules import load
from steun.rules.load import chosen, road_phrases


def said_by_the_register() -> set[str]:
    register = folder.read(chosen() / "roads")
    rows = [*register.nodes.values(), *register.links.values(), *register.structures, *register.site_values]
    return {it.strip() for row in rows for it in row.evidence.split(";")} | {
        it.strip() for it in register.source.split(";")
    }


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_phrase_of_the_register_that_comes_with_the_rules_has_words(language: str) -> None:
    known = road_phrases(language)
    assert {it for it in said_by_the_register() if phrase(it) not in known} == set()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_number_of_a_phrase_is_lost(language: str) -> None:
    for text, words in road_phrases(language).items():
        assert text.count("{}") == words.count("{}"), text


def test_numbers_come_back_with_the_comma_of_the_reader_and_names_whole() -> None:
    said = in_words("K; position 0.5 km from VILD 5.6.A (2013)", road_phrases("nl"), point=",")
    assert said == "uit algemene kennis, niet nagezocht; plaats 0,5 km van die in VILD 5.6.A (2013)"


def test_what_another_register_says_stays_as_it_was_written() -> None:
    assert in_words("measured by us, 4.5 m; K lanes", {}, point=",") == "measured by us, 4.5 m; K lanes"


def test_a_country_whose_rules_come_without_a_register_has_no_phrases(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(load, "chosen", lambda: tmp_path)
    assert load.road_phrases.__wrapped__("nl") == {}


def test_no_english_of_ours_is_left_in_dutch() -> None:
    said = " ".join(in_words(it, road_phrases("nl")) for it in said_by_the_register())
    assert not re.search(r"\b(the|from|link|lanes|which|great|both)\b", said)
