"""Who must be involved: which lines hold, because of what, and that more of a threat never sends anybody home."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steun.core.kernel.law import Source
from steun.core.know.risks.involvement import Line, Reason, Threat, involved, reason_of
from steun.core.know.risks.risk import SCALES
from steun.rules.knowing.risks import risk_rules

HERE = Source("Act", "L", date(2026, 1, 1))


def line(**more) -> Line:
    return Line("role", {}, HERE, **more)


def threat(theme: str = "heat", scale: str = "regional", **impacts: int) -> Threat:
    return Threat(theme, scale, impacts or {"people": 2})


@pytest.mark.parametrize(("given_line", "given_threat", "theme", "interests"), [
    (line(), threat(), False, ()),
    (line(scales=("regional", "national")), threat(), False, ()),
    (line(themes=("heat",)), threat(), True, ()),
    (line(interests=("people",)), threat(), False, ("people",)),
    (line(interests=("people",), least=2), threat(), False, ("people",)),
    (line(interests=("people", "nature")), threat(people=1, nature=1), False, ("people", "nature")),
    (line(themes=("heat",), interests=("nature",), least=3), threat(), True, ()),
    (line(themes=("flood",), interests=("people",)), threat(), False, ("people",)),
    (line(themes=("heat",), interests=("people",)), threat(), True, ("people",)),
    (line(least=2), threat(people=2, nature=1), False, ("people",)),
])  # fmt: skip
def test_a_line_holds_and_says_because_of_what(given_line, given_threat, theme, interests):
    assert reason_of(given_line, given_threat) == Reason(given_line, theme, interests)


@pytest.mark.parametrize(("given_line", "given_threat"), [
    (line(scales=("national",)), threat()),
    (line(scales=("national",), themes=("heat",)), threat()),
    (line(themes=("flood",)), threat()),
    (line(interests=("nature",)), threat()),
    (line(interests=("people",), least=3), threat()),
    (line(interests=("people",), least=3), threat(people=2, nature=5)),
    (line(least=3), threat()),
    (line(themes=("flood",), interests=("nature",)), threat()),
    (line(), Threat("heat", "regional", {})),
])  # fmt: skip
def test_a_line_does_not_hold(given_line, given_threat):
    assert reason_of(given_line, given_threat) is None


def test_a_role_stands_once_with_all_its_reasons():
    other = Line("other", {}, HERE)
    one, two = line(), line(themes=("heat",))

    found = involved([one, other, two], threat())

    assert [(it.role, [reason.line for reason in it.reasons]) for it in found] == [
        ("role", [one, two]), ("other", [other]),
    ]  # fmt: skip


RULES = risk_rules()
RANKS = st.integers(1, len(RULES.impacts))
IMPACTS = st.dictionaries(st.sampled_from(sorted(RULES.interests)), RANKS, min_size=1)
THEMES = st.sampled_from(sorted(RULES.themes))


def roles_in(theme: str, scale: str, impacts: dict[str, int]) -> set[str]:
    return {it.role for it in involved(RULES.lines, Threat(theme, scale, impacts))}


@given(THEMES, st.sampled_from(SCALES), IMPACTS, st.sampled_from(sorted(RULES.interests)), RANKS)
def test_what_hits_harder_or_more_sends_nobody_home(theme, scale, impacts, interest, rank):
    heavier = {**impacts, interest: max(rank, impacts.get(interest, 0))}

    assert roles_in(theme, scale, impacts) <= roles_in(theme, scale, heavier)


@given(THEMES, st.integers(0, len(SCALES) - 2), IMPACTS)
def test_a_larger_scale_sends_nobody_home(theme, scale, impacts):
    assert roles_in(theme, SCALES[scale], impacts) <= roles_in(theme, SCALES[scale + 1], impacts)


@given(THEMES, st.sampled_from(SCALES), IMPACTS)
def test_somebody_civil_and_somebody_of_defence_is_always_there(theme, scale, impacts):
    assert {"safety-region-chair", "mayor", "rmoa"} <= roles_in(theme, scale, impacts)
