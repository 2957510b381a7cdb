"""The page of a case says when the law changed after it was sent, and what a refusal opens."""

from datetime import date
from types import SimpleNamespace as Some

from django.template.loader import render_to_string
from django.utils import translation

from steun.rules.load import law
from steun.web.ask.gate.rows import Chain, changed_since

SENT = Some(sent_at=object(), law_day=date(2022, 12, 30))


def part(basis: str = "polw-56", outcome: str = "open"):
    return Some(basis=basis, outcome=outcome)


def page(chain: Chain) -> str:
    with translation.override("en"):
        return " ".join(render_to_string("ask/route/_chain.html", {"chain": chain, "it": SENT}).split())


def test_a_running_request_says_that_the_law_changed_and_which_rules_it_follows():
    change = changed_since(part(), SENT)
    shown = page(Chain(part(), law().on(SENT.law_day)["polw-56"], [], change))

    assert change and change.code == "polw-56"
    assert "follows the law of 30 December 2022" in shown and "was not read: ask a lawyer" in shown


def test_a_draft_a_decided_part_and_a_text_that_stayed_say_nothing():
    assert changed_since(part(), Some(sent_at=None, law_day=SENT.law_day)) is None
    assert changed_since(part(outcome="granted"), SENT) is None
    assert changed_since(part("wvr-51"), SENT) is None
    assert "The law changed" not in page(Chain(part(), law().on(SENT.law_day)["polw-56"], []))


def test_a_refused_part_says_what_the_law_opens_next():
    basis = law().on(SENT.law_day)["polw-56"]

    assert "Ask the Minister to instruct the chief constable" in page(Chain(part(outcome="refused"), basis, []))
    assert "Ask the Minister to instruct" not in page(Chain(part(), basis, []))
