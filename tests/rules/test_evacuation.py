"""Evacuations in their file: figures with their marks, inhabitants of every municipality, what is wrong with one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import steun
from steun.core.deliver.evacuation.policy import EvacuationPolicy
from steun.rules.load import law
from steun.rules.movement.evacuation import FILE, load_evacuation
from steun.web.deliver.evacuation.model import FIGURES

HOME = Path(steun.__file__).parent / "rules"


def test_every_municipality_has_inhabitants_of_one_year_and_a_source():
    found = load_evacuation(law(), HOME / "nl")
    towns = {row[0] for region in law().regions.values() for row in region.municipalities}
    assert found.inhabitants.keys() == towns
    assert found.year == 2019
    assert found.counted.evidence == "S"
    assert 17_000_000 < sum(found.inhabitants.values()) < 17_600_000


def test_every_figure_that_a_page_takes_is_there_and_says_how_it_is_known():
    found = load_evacuation(law(), HOME / "nl")
    assert {it.code for it in found.figures} == set(FIGURES)
    assert {it.code: it.source.evidence for it in found.figures if it.source.binds} == {}


def test_only_law_that_was_read_says_who_orders():
    found = load_evacuation(law(), HOME / "nl")
    assert {it.code: (it.roles, it.source.may_block) for it in found.bases} == {
        "wvr-7": (("mayor",), True),
        "gemw-175": (("mayor",), True),
        "wvr-39": (("safety-region-chair",), True),
        "wvb-2a": (("mayor",), True),
    }


def test_a_country_without_such_a_file_has_none():
    assert load_evacuation(law(), HOME / "de") == EvacuationPolicy()


def test_every_fault_of_a_file_is_said_at_once(tmp_path):
    shutil.copy(HOME / "nl" / "acts.toml", tmp_path)
    wrong = (HOME / "nl" / FILE).read_text().replace("usual = [60, 80]", "usual = [80, 60]", 1)
    wrong = wrong.replace('roles = ["mayor"]', 'roles = ["king"]', 1).replace("each = 40", "each = 0", 1)
    (tmp_path / FILE).write_text(wrong)
    rows = ["municipality,inhabitants,evidence", "GM0281,nan,S", "GM0214,5,S", "GM0214,6,S", "GM0216,0,S"]
    (tmp_path / "inhabitants.csv").write_text("\n".join(rows))
    with pytest.raises(ValueError, match="fault") as error:
        load_evacuation(law(), tmp_path)
    said = str(error.value)
    for part in ("usual", "king", "each", "row 2", "GM0214 stands twice", "row 5"):
        assert part in said, part
