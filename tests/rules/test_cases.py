"""The cases of the law, one row a test; enough of them for each paragraph; and faults named with their place."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from steun.rules.cases import LawCase, differences, load_cases, report
from steun.rules.load import FOLDER, law

CASES = load_cases()
STATUTES = sorted({b.code for b in law().bases if not b.source.practice})
BASES = sorted({b.code for b in law().bases})
RULES = sorted({p.code for p in law().provisions})


def codes_in(case: LawCase, *aspects: str) -> set[str]:
    return {code for aspect in aspects for code in case.right.get(aspect, ())}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.code}")
def test_the_law_gives_this_answer(case: LawCase) -> None:
    assert not differences(case, law())


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 150


@pytest.mark.parametrize("code", BASES)
def test_each_paragraph_has_a_case_that_fits_and_one_that_just_does_not(code: str) -> None:
    assert any(code in case.right.get("basis", ()) for case in CASES)
    assert any(code in case.right.get("stopped", {}) for case in CASES)


@pytest.mark.parametrize("code", RULES)
def test_each_rule_beside_the_bases_has_a_case_that_fits_and_one_that_just_does_not(code: str) -> None:
    days = [case.right.get("wordings", {}).get(f"rule {code}") for case in CASES]

    assert any(code in codes_in(c, "notes", "duties", "all_duties") for c in CASES) or any(
        d not in {None, "none"} for d in days
    )
    assert any(code in codes_in(c, "no_notes", "no_duties", "unread") for c in CASES) or "none" in days


@pytest.mark.parametrize("code", STATUTES)
def test_each_wording_has_a_case_of_its_own_time(code: str) -> None:
    for basis in law().versions(code):
        fits = [c for c in CASES if code in c.right.get("basis", ()) and basis.source.holds_on(c.situation.day)]
        assert fits, basis.source.valid_from


def test_all_cases_are_right_and_the_score_says_so() -> None:
    assert list(report(CASES, law())) == [
        f"{len(CASES)} of {len(CASES)} cases right in every aspect; {len(CASES)} in the basis"
    ]


def test_a_difference_is_told_with_case_article_and_what_was_found() -> None:
    case = next(c for c in CASES if c.code == "57-2 mayor asks")
    wrong = replace(case, right={**case.right, "signs": "dijkgraaf", "basis": ["polw-58"]})

    score, *lines = report((wrong,), law())

    assert score == "0 of 1 cases right in every aspect; 0 in the basis"
    assert "police: 57-2 mayor asks (Politiewet 2012, 57(2-3), L): signs: wanted 'dijkgraaf', got 'mayor'" in lines


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('like = "order"', 'like = "disorder"', "like: 'disorder' is not among the facts of this file"),
        ('supply = "police"', 'supplier = "police"', "supplier: is no fact and no aspect"),
        ('signs = "police-chief"', 'sign = "police-chief"', "sign: is no fact and no aspect"),
        ('evidence = "L"', 'evidence = "sure"', "evidence: 'sure' is none of"),
        ('code = "56-1 detectives"', 'code = "T14 56-1 riot police"', "T14 56-1 riot police: occurs twice"),
    ],
)
def test_a_fault_in_a_case_is_named_with_its_place(tmp_path: Path, old: str, new: str, fault: str) -> None:
    folder = Path(shutil.copytree(FOLDER / "cases", tmp_path / "cases"))
    text = (folder / "police.toml").read_text()
    (folder / "police.toml").write_text(text.replace(old, new, 1))

    with pytest.raises(ValueError, match="cases") as raised:
        load_cases(tmp_path)

    assert fault in str(raised.value)
