"""Every code of law and policy has words in Dutch and in English, with the same facts in both."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import steun
from steun.core.ask.route.column import Column, military_column
from steun.core.ask.route.finder import Situation, find_routes
from steun.core.kernel.law import GATE_KINDS, MARKS, REFUSALS, Law
from steun.core.know.decree import NOTICE_MOMENTS
from steun.rules.load import HOME, law, load_law

LOCALE = Path(steun.__file__).parent / "web" / "locale"
TODAY = date(2026, 7, 1)
CRISIS = Situation(
    day=date(2021, 7, 14), task="public-order", requester_role="duty-officer", crisis=True, municipalities=3
)


def words(language: str) -> dict[tuple[str, str], str]:
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return {(m.context or "", str(m.id)): str(m.string) for m in read_po(file) if m.id}


def verdict_codes() -> set[str]:
    cases = [CRISIS, replace(CRISIS, day=TODAY, task=""), replace(CRISIS, day=TODAY, task="public-interest")]
    found = {v.code for case in cases for r in find_routes(case, law()).all for v in r.verdicts}
    return found | {"some-basis-fits"} | {v.code for v in military_column(Column(1), law(), TODAY)}


def codes() -> set[tuple[str, str]]:
    """Of every country for which there are rules."""
    return {code for country in HOME.glob("*/country.toml") for code in codes_of(load_law(country.parent))}


def codes_of(rules: Law) -> set[tuple[str, str]]:
    bases = rules.bases
    gates = [g for b in bases for g in b.gates]
    groups = {
        "verdict": verdict_codes(),
        "claim": verdict_codes(),
        "gate": {g.code for g in gates},
        "gate-kind": GATE_KINDS,
        "role": set(rules.authorities),
        "task": set(rules.country.tasks),
        "supply": rules.country.supplies,
        "force": rules.country.forces,
        "condition": {c for b in bases for c in b.conditions},
        "notice-moment": set(NOTICE_MOMENTS),
        "refusal": REFUSALS | {g for b in bases for g in b.refusal_grounds},
        "remedy": {remedy.code for b in bases for remedy in b.after_refusal},
        "urgency": {b.urgency for b in bases},
        "evidence": MARKS,
        "cost-payer": {b.cost_payer for b in bases if b.cost_payer},
        "alarm": {b.alarm_line for b in bases if b.alarm_line},
    }
    return {(context, code) for context, found in groups.items() for code in found}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_code_has_words(language: str) -> None:
    texts = words(language)

    assert not sorted(code for code in codes() if not texts.get(code))


def test_both_languages_tell_the_same_facts() -> None:
    dutch, english = words("nl"), words("en")
    for code in codes():
        assert sorted(re.findall(r"%\(\w+\)s", dutch[code])) == sorted(re.findall(r"%\(\w+\)s", english[code])), code


def test_a_sentence_names_only_facts_that_its_verdict_carries() -> None:
    dutch = words("nl")
    for route in find_routes(CRISIS, law()).all:
        for verdict in route.verdicts:
            named = set(re.findall(r"%\((\w+)\)s", dutch["verdict", verdict.code]))
            assert named <= set(verdict.facts), verdict.code
