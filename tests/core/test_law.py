"""What the objects of law promise: the law of the day, and marks that only warn."""

from dataclasses import replace
from datetime import date

import pytest

from steun.core.kernel.law import MARKS, Source
from steun.rules.load import law

FLOOD = date(2021, 7, 13)
TODAY = date(2026, 7, 1)


@pytest.mark.parametrize("mark", sorted(MARKS))
def test_only_a_text_that_somebody_read_may_block(mark: str) -> None:
    source = Source("an act", mark, TODAY)

    assert source.binds == (mark in {"L", "S", "L21", "L15"})


def test_a_source_holds_on_its_first_and_last_day_and_not_beside_them() -> None:
    source = Source("an act", "L", date(2021, 1, 1), date(2022, 12, 31))

    assert source.holds_on(date(2021, 1, 1)) and source.holds_on(date(2022, 12, 31))
    assert not source.holds_on(date(2020, 12, 31)) and not source.holds_on(date(2023, 1, 1))
    assert replace(source, valid_to=None).holds_on(date(2099, 1, 1))


def test_the_replay_of_july_2021_runs_on_the_text_of_july_2021() -> None:
    then, now = law().on(FLOOD), law().on(TODAY)

    assert then["polw-58"].source.evidence == "L21"
    assert now["polw-58"].source.evidence == "L"
    assert "polw-62" not in then and "polw-62" in now
    assert then["wvr-51"] == now["wvr-51"]  # word for word the same


@pytest.mark.parametrize("code", ["polw-56", "polw-57", "polw-58", "polw-59", "polw-61"])
def test_the_police_act_changed_on_the_first_of_january_2023(code: str) -> None:
    old, new = law().versions(code)

    assert old.source.valid_to == date(2022, 12, 31)
    assert new.source.valid_from == date(2023, 1, 1)
    assert new.changed["nl"] and new.changed["en"]
    assert not old.changed["nl"]


def test_before_the_first_text_read_the_law_is_not_known() -> None:
    assert "polw-58" in law().on(date(2013, 1, 1))
    assert "polw-58" not in law().on(date(2012, 12, 31))


def test_what_was_not_read_is_told_from_what_did_not_exist() -> None:
    oldest = law().versions("polw-62")[0].source

    assert not oldest.holds_on(date(2021, 7, 14)) and oldest.was_read_for(date(2021, 7, 14))
    assert not oldest.was_read_for(date(2012, 12, 31))
    assert replace(oldest, covered_from=None).was_read_for(date(1990, 1, 1))


def test_practice_never_blocks_and_a_statute_that_was_read_does() -> None:
    statute = Source("an act", "L", TODAY)

    assert statute.may_block and not replace(statute, practice=True).may_block
    assert not replace(statute, evidence="K").may_block


def test_each_statute_says_which_version_was_read_when_and_quotes_it() -> None:
    for basis in law().bases:
        source = basis.source
        if source.practice:
            continue
        assert source.read_version and source.read_on and source.quote and len(source.text_sha256) == 64, basis.code


def test_who_decides_is_read_off_the_gates() -> None:
    now = law().on(TODAY)

    assert now["wvr-51"].deciders == ("minister-jenv", "minister", "minister-defence")
    assert (now["polw-58"].deciders, now["polw-58"].agree) == (("minister-jenv",), ("minister-defence",))
    assert now["msob"].deciders == ("minister-defence",)
    assert now["msob"].market_test_exempt == ("minister", "minister-jenv", "minister-bzk")


def test_support_to_defence_runs_the_other_way() -> None:
    assert {b.code for b in law().bases if b.direction == "military-to-civil"} == {
        "hns-contract", "inkw-6", "inkw-28",
    }  # fmt: skip


def test_a_gate_is_found_by_its_code_or_missed_by_name() -> None:
    basis = law().on(TODAY)["msob"]

    assert basis.gate("locc-judges").origin == "law"
    with pytest.raises(KeyError, match="nonsense"):
        basis.gate("nonsense")


def test_locc_judges_by_law_under_msob_and_by_policy_elsewhere() -> None:
    origins = {b.code: b.gate("locc-judges").origin for b in law().bases if "locc-judges" in [g.code for g in b.gates]}

    assert [code for code, origin in origins.items() if origin == "law"] == ["msob"]


def test_the_second_consent_before_deployment_is_asked_under_57_58_and_62_only() -> None:
    asked = {b.code for b in law().bases if any(g.phase == "before-deployment" for g in b.gates)}

    assert asked == {"polw-57", "polw-58", "polw-62"}


def test_the_chair_rule_of_2021_did_not_list_what_it_lists_now() -> None:
    then, now = law().provision("wvr-39", FLOOD), law().provision("wvr-39", TODAY)

    assert then.says != now.says
    with pytest.raises(KeyError):
        law().provision("wvr-39", date(2000, 1, 1))


def test_neighbours_are_neighbours_of_each_other() -> None:
    assert law().adjacent("VR24", "VR23") and law().adjacent("VR23", "VR24")
    assert not law().adjacent("VR24", "VR01")
    assert not law().adjacent("VR99", "VR01")


def test_the_country_is_whole() -> None:
    regions = law().regions

    assert len(regions) == 25
    assert sum(len(r.municipalities) for r in regions.values()) == 342
    assert len({r.police_unit for r in regions.values()}) == 10
    assert regions["VR24"].rmc == "RMC-ZUID"
    assert "GM0994" in {code for code, *_ in regions["VR24"].municipalities}


def test_the_military_adviser_is_alarmed_at_grip_2() -> None:
    first = next(level.code for level in law().grip if "rmoa" in level.alarms)

    assert first == "2"
    assert [level.code for level in law().grip] == ["0", "1", "2", "3", "4", "5", "rijk"]
