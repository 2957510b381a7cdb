"""What an error and a verdict carry to page and API: codes and facts, in shapes that others read."""

from __future__ import annotations

import pytest

from steun.core.kernel import errors
from steun.core.kernel.verdict import Verdict

DEEP = Verdict(False, "deep", "Act, art. 2", {"n": 1})
FULL = Verdict(False, "full", "Act, art. 1", {"seats": "mayor"}, because=(DEEP,), askable=True)
WARNS = Verdict(False, "warns", "Act, art. 3", binding=False)
PLAIN = {"code": "deep", "met": False, "source": "Act, art. 2", "facts": {"n": 1}, "binding": True}
LEAD = errors.Fault("lead", "minutes", {"most": 9})


def test_a_fault_is_told_with_its_field_its_code_and_its_facts():
    assert LEAD.as_dict() == {"field": "lead", "code": "minutes", "facts": {"most": 9}}


def test_a_verdict_is_told_with_its_facts_and_with_what_lies_below_it_only_when_there_is_any():
    assert DEEP.as_dict() == PLAIN
    assert WARNS.as_dict() == {"code": "warns", "met": False, "source": "Act, art. 3", "facts": {}, "binding": False}
    assert FULL.as_dict() == {
        "code": "full", "met": False, "source": "Act, art. 1", "facts": {"seats": "mayor"}, "binding": True,
        "askable": True, "because": [PLAIN],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "true", "blocks"),
    [
        (Verdict(True, "a", "b"), True, False),
        (Verdict(False, "a", "b"), False, True),
        (Verdict(False, "a", "b", binding=False), False, False),
        (Verdict(True, "a", "b", binding=False), True, False),
    ],
)
def test_only_what_is_binding_and_not_met_blocks(verdict, true, blocks):
    assert (bool(verdict), verdict.blocks) == (true, blocks)


@pytest.mark.parametrize(
    ("make", "code", "text", "params"),
    [
        (lambda: errors.SteunError(), "error", "", {}),
        (
            lambda: errors.Refused([FULL, WARNS, DEEP, Verdict(True, "met", "b")]), "refused", "full; deep",
            {"reasons": [FULL.as_dict(), PLAIN]},
        ),
        (
            lambda: errors.Changed({"a": 1}, {"a": 2}, 7), "changed", "version 7 stands",
            {"theirs": {"a": 1}, "yours": {"a": 2}, "version": 7},
        ),
        (lambda: errors.NotYours(["b", "a"]), "not-yours", "a, b", {"needed": ["a", "b"], "limit": ""}),
        (lambda: errors.NotYours(["a"], limit="act"), "not-yours", "act", {"needed": ["a"], "limit": "act"}),
        (lambda: errors.NotYours(), "not-yours", "", {"needed": [], "limit": ""}),
        (lambda: errors.Unknown("unit", 5), "unknown", "unit 5", {"kind": "unit", "key": "5"}),
        (
            lambda: errors.Malformed([LEAD, errors.Fault("hold", "class")]), "malformed", "lead: minutes; hold: class",
            {"faults": [LEAD.as_dict(), {"field": "hold", "code": "class", "facts": {}}]},
        ),
        (
            lambda: errors.Tampered(3, "is odd"), "tampered", "entry 3: is odd",
            {"number": 3, "why": "is odd", "node": ""},
        ),
        (
            lambda: errors.Tampered(1, "is odd"), "tampered", "entry 1: is odd",
            {"number": 1, "why": "is odd", "node": ""},
        ),
        (lambda: errors.Tampered(0, "is gone"), "tampered", "is gone", {"number": 0, "why": "is gone", "node": ""}),
        (
            lambda: errors.Tampered(3, "is odd", "nl"), "tampered", "nl, entry 3: is odd",
            {"number": 3, "why": "is odd", "node": "nl"},
        ),
        (
            lambda: errors.Tampered(0, "is gone", "nl"), "tampered", "is gone",
            {"number": 0, "why": "is gone", "node": "nl"},
        ),
        (lambda: errors.Unavailable("busy", 30), "busy", "busy", {"after": 30}),
        (lambda: errors.TooOften(4), "too-often", "too-often", {"after": 4}),
    ],
)  # fmt: skip
def test_an_error_tells_its_code_its_words_for_a_log_and_its_facts(make, code, text, params):
    error = make()  # not when the rows are read: what is broken then nobody notices
    assert isinstance(error, errors.SteunError)
    assert (error.code, str(error), error.params()) == (code, text, params)


def test_what_is_unreadable_becomes_a_fault_at_its_field():
    unreadable = errors.Unreadable("no-number", {"most": 9})

    assert str(unreadable) == "no-number"
    assert unreadable.at("lead") == errors.Fault("lead", "no-number", {"most": 9})
    assert errors.Unreadable("empty").at("lead").facts == {}
