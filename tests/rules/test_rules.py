"""The facts of law and policy: each sourced, dated, in two languages, and hanging together."""

from __future__ import annotations

import re
import shutil
from datetime import date
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest

from steun.core.kernel.law import MARKS, LegalBasis, Source
from steun.rules.load import FOLDER, HOME, law, load_law, read_toml
from steun.rules.policy.powers import load_powers
from steun.rules.table import Faults
from steun.rules.texts import read_texts

BASES = [pytest.param(b, id=f"{b.code} of {b.source.valid_from}") for b in law().bases]
LINK = re.compile(r"https://wetten\.overheid\.nl/BWBR\d{7}/\d{4}-\d{2}-\d{2}(#Artikel[\w.:]+)?")


def every_source() -> list[tuple[str, Source]]:
    rules = law()
    found = [(b.code, s) for b in rules.bases for s in (b.source, *b.more_sources, *b.condition_sources.values())]
    found += [(f"{b.code}/{g.code}", g.source) for b in rules.bases for g in b.gates]
    for kind in (rules.authorities.values(), rules.grip, rules.deadlines.values(), rules.provisions):
        found += [(thing.code, thing.source) for thing in kind]
    return found + [(r.code, r.source) for r in rules.regions.values()]


def test_every_rule_is_sourced_and_dated() -> None:
    for name, source in every_source():
        assert source.title and source.evidence in MARKS, name
        assert date(1990, 1, 1) < source.valid_from < date(2030, 1, 1), name
        assert bool(source.bwb_id) == bool(LINK.fullmatch(source.url)), name
        assert source.url or source.title.startswith("Beleid van Steun"), name
        assert source.bwb_id == "" or source.bwb_id in source.url, name


def test_law_has_an_identifier_and_policy_says_that_it_is_policy() -> None:
    for basis in law().bases:
        for gate in basis.gates:
            assert gate.origin == "policy" or gate.source.bwb_id, f"{basis.code}/{gate.code}"
            assert gate.source.bwb_id == "" or gate.origin == "law", f"{basis.code}/{gate.code}"
    for deadline in law().deadlines.values():
        assert (deadline.origin == "law") == bool(deadline.source.bwb_id), deadline.code
        assert deadline.origin == "law" or not deadline.source.binds, deadline.code


def test_every_rule_speaks_dutch_and_english() -> None:
    rules = law()
    texts = [(b.code, b.title) for b in rules.bases] + [(p.code, p.says) for p in rules.provisions]
    for kind in (rules.authorities.values(), rules.grip, rules.deadlines.values(), rules.provisions):
        texts += [(thing.code, thing.title) for thing in kind]
    for name, text in texts:
        assert set(text) == {"nl", "en"} and all(text.values()), name


@pytest.mark.parametrize("basis", BASES)
def test_every_authority_named_is_a_role(basis: LegalBasis) -> None:
    roles = {*basis.requesters, basis.addressee, *basis.command, *basis.via, *(r for g in basis.gates for r in g.by)}

    assert roles <= set(law().authorities)


@pytest.mark.parametrize("basis", BASES)
def test_gates_follow_gates_of_the_same_basis_and_nobody_waits_for_himself(basis: LegalBasis) -> None:
    codes = [g.code for g in basis.gates]

    assert len(set(codes)) == len(codes)
    assert all(set(g.after) <= set(codes) for g in basis.gates)
    order = list(TopologicalSorter({g.code: g.after for g in basis.gates}).static_order())
    assert set(order) == set(codes)


@pytest.mark.parametrize("basis", BASES)
def test_a_gate_waits_only_for_gates_of_its_own_phase_or_an_earlier_one(basis: LegalBasis) -> None:
    phases = ["before-sending", "before-grant", "before-deployment", "after"]
    for gate in basis.gates:
        for code in gate.after:
            assert phases.index(basis.gate(code).phase) <= phases.index(gate.phase)


@pytest.mark.parametrize("basis", BASES)
def test_who_may_ask_signs(basis: LegalBasis) -> None:
    signs = {role for g in basis.gates if g.kind == "sign" for role in g.by}

    assert signs == set(basis.requesters) or basis.direct_alarm
    assert set(basis.above_local) <= set(basis.requesters)


@pytest.mark.parametrize("basis", BASES)
def test_somebody_decides_unless_nobody_asks(basis: LegalBasis) -> None:
    assert basis.deciders or not basis.requesters


def test_wordings_of_one_basis_follow_each_other_without_overlap() -> None:
    for code in {b.code for b in law().bases}:
        for one, following in pairwise(law().versions(code)):
            assert one.source.valid_to is not None
            assert one.source.valid_to < following.source.valid_from
            assert following.changed["nl"] and following.changed["en"]


@pytest.mark.parametrize("home", [HOME / "nl", HOME / "de"], ids=["nl", "de"])
def test_the_version_that_is_named_is_one_in_which_the_text_was_read(home: Path) -> None:
    faults, rules = Faults(), load_law(home)
    files = [(path, read_toml(path, faults)) for path in sorted((home / "texts").glob("*.toml"))]
    read = {text.sha256: text.read for text in read_texts(files, read_toml(home / "acts.toml", faults), faults).rows}
    sources = [basis.source for basis in rules.bases] + [provision.source for provision in rules.provisions]
    sources += [s for b in rules.bases for s in (*b.condition_sources.values(), *(gate.source for gate in b.gates))]
    for source in (source for source in sources if source.text_sha256):
        assert source.read_version in read[source.text_sha256], source.title
        assert source.valid_to is None or source.read_version <= source.valid_to, source.title
        assert source.read_on, source.title


def test_the_rules_are_read_once_and_then_kept() -> None:
    """How long reading takes is measured by `make bench`."""
    assert law() is law()
    assert load_law() == law()


# What is wrong is named, all at once


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "nl"))


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def faults(folder: Path) -> str:
    """What is refused when the program starts: of the law, and of what is read beside it."""
    with pytest.raises(ValueError) as raised:
        load_powers(load_law(folder), folder)
    return str(raised.value)


def test_the_copied_rules_are_sound(folder: Path) -> None:
    assert load_law(folder) == law()


MSOB, WVR = "legal_bases/msob.toml", "legal_bases/wvr.toml"
POLICE, VBES = "legal_bases/polw_police.toml", "legal_bases/vbes.toml"
SPOILT = [
    (MSOB, 'addressee = "locc"', 'addressee = "lok"', "no such role: 'lok'"),
    (MSOB, 'code = "dops-may" }', 'code = "dops-might" }', "'dops-might' is not in gates.toml"),
    (MSOB, 'evidence = "L15"', 'evidence = "X"', "evidence: 'X' is none of"),
    (MSOB, 'evidence = "L15"', 'evidence = "L21"', "names no version of msob for mark 'L21'"),
    (MSOB, 'act = "msob"', 'act = "msb"', "'msb' is not in acts.toml"),
    (MSOB, 'quote = "Op de aanvraag', 'quote = "Op het verzoek', "these words do not stand in msob 4 of 2007-12-19"),
    (MSOB, ', quote = "Op de aanvraag beslist de Minister" }', " }", "quotes no literal words of its article"),
    (
        "provisions.toml",
        ', quote = "het waken over de veiligheid van personen" }',
        " }",
        "provisions.toml: provision polw-1-2 (2013-01-01): source: quotes no literal words of its article",
    ),
    (
        "provisions.toml",
        ', quote = "het waken over',
        ', text_kept = false, quote = "het waken over',
        "polw-1-2 (2013-01-01): text_kept: is false, but words are quoted",
    ),
    ("acts.toml", "covered_from = 1999-02-17\n", "\n", "acts.toml: inkw: has first days of reading only"),
    (MSOB, 'paragraph = "2", evidence', 'paragraph = "2", evidense', "evidense: is unknown here"),
    (MSOB, "temporary = {", "lasting = {", "no such fact that makes this condition true or false: 'lasting'"),
    (MSOB, 'code = "defence-decides"', 'only_when = "at-dawn", code = "defence-decides"', "tells this case: 'at-dawn'"),
    ("texts/support.toml", "Op de aanvraag beslist", "Op de vraag beslist", "the text has another hash"),
    (POLICE, "valid_to = 2022-12-31", "valid_to = 2022-12-30", "no wording holds from 2022-12-31 to 2023-01-01"),
    (POLICE, "valid_to = 2022-12-31", "valid_to = 2022-12-30", "polw_police.toml: basis polw-56: no wording holds"),
    (
        VBES,
        'requesters = ["gezaghebber"]',
        'requesters = ["gezag"]',
        "vbes.toml: basis vbes-6 (2010-10-10): no such role",
    ),
    ("texts/police.toml", "valid_to = 2022-07-07", "valid_to = 2022-07-08", "texts/: polw 4: two wordings hold on"),
    (
        "texts/police.toml",
        "valid_to = 2022-07-07",
        "valid_to = 2022-07-06",
        "texts/: polw 4: no wording holds from 2022-07-07",
    ),
    ("gezag.toml", 'receivers = ["kmar"]', "", "gezag.toml: public-order police: two wordings hold on 2013-01-01"),
    ("country.toml", 'chair_rule = "wvr-39"', 'chair_rule = "wvr-93"', "chair_rule: no such provision: 'wvr-93'"),
    ("country.toml", 'column_rule = "rvv-1"', 'column_rule = "rvv-9"', "column_rule: no such provision: 'rvv-9'"),
    ("acts.toml", "read_on = 2026-11-29\n", "\n", "acts.toml: polw: says no day on which it was read"),
    (POLICE, 'basis = "polw-56-4"', 'basis = "polw-56-9"', "no such basis: 'polw-56-9'"),
    (VBES, 'territory = "bes"', 'territory = "abc"', "territory: 'abc' is no territory of this country"),
    ("gezag.toml", 'role = "mayor"', 'role = "major"', "no such role: 'major'"),
    ("gezag.toml", 'task = "public-order"', 'task = "order"', "task: 'order' is none of"),
    ("facts.toml", 'given_by = "seat"', 'given_by = "guess"', "given_by: 'guess' is none of"),
    ("facts.toml", 'values = ["person", "object"]', "", "a choice has values"),
    ("country.toml", 'home = "nl"', "", "home: is missing"),
    (
        "powers.toml",
        'entered_by = ["ncc"',
        'entered_by = ["nccc"',
        "powers.toml: cwu-1: entered_by, used_by: no such role",
    ),
    (
        "powers.toml",
        'act = "cwu", article = "1"',
        'act = "cwo", article = "1"',
        "powers.toml: cwu-1: source: act: 'cwo'",
    ),
    ("gates.toml", 'by = ["mayor"]', 'by = ["major"]', "gates.toml: signature: no such role: 'major'"),
    (
        "facts.toml",
        'decides = ["temporary"]',
        'decides = ["temporary", "moonlight"]',
        "decides: no such condition or case",
    ),
    ("country.toml", 'orderers = ["toc"]', "", "country.toml: roles: orderers: is missing"),
    ("country.toml", 'orderers = ["toc"]', "orderers = []", "country.toml: roles: orderers: names no role"),
    (
        "country.toml",
        'orderers = ["toc"]',
        'orderers = ["tok"]',
        "roles: orderers: no such role in authorities.toml: 'tok'",
    ),
    (
        "country.toml",
        'desks = ["duty-officer"]',
        'desk = ["duty-officer"]',
        "country.toml: roles: desk: is unknown here",
    ),
    ("country.toml", 'mayor = "municipality"', 'mayor = "town"', "roles: level_places: mayor: 'town' is none of"),
    ("country.toml", '"urgent-reasons", "unl', '"urgent", "unl', "bound_grounds: no such ground of a basis: 'urgent'"),
    ("country.toml", "toc = []", "tok = []", "roles: askers: no such role in authorities.toml: 'tok'"),
    ("country.toml", 'provider = ["civil-provider"]', 'provider = ["firm"]', "held for this kind: 'firm'"),
    (
        "country.toml",
        'local_kinds = ["municipality"',
        'local_kinds = ["town"',
        "local_kinds: no role of authorities.toml",
    ),
    (MSOB, 'force = "none"', 'force = "some"', "force: 'some' is none of"),
    (MSOB, 'urgency = "phone-first"', "", "urgency: is missing"),
    (MSOB, 'urgency = "phone-first"', 'urgency = "phone-first"\nhaste = 1', "haste: is unknown here"),
    (MSOB, 'urgency = "phone-first"', "urgency = 3", "urgency: is str, not 3"),
    (MSOB, 'en = "Military support in the public interest"', 'en = ""', "title: is a text in Dutch and in English"),
    (MSOB, "valid_from = 2007-12-19,", "valid_from = 2007-12-19, valid_to = 2006-01-01,", "lies before valid_from"),
    (MSOB, '"msob-5", "msob-6"', '"msob-55", "msob-6"', "no such provision: 'msob-55'"),
    (WVR, 'after = ["locc-judges"]', 'after = ["lock"]', "no such gate: 'lock'"),
    (WVR, 'code = "locc-judges" }', 'code = "locc-judges", after = ["defence-provides"] }', "wait for each other"),
    (WVR, 'code = "locc-judges" }', 'code = "jenv-decides" }', "a gate occurs twice"),
    (WVR, 'code = "wvr-51-5"', 'code = "wvr-51"', "two wordings hold on 2010-10-01"),
    (WVR, 'goes_before = ["wvr-51"]', 'goes_before = ["wvr-52"]', "no such basis: 'wvr-52'"),
    (WVR, 'code = "wvr-51-5"', 'code = "WVR 51"', "is not lower-case words with dashes"),
    ("gates.toml", 'confirm = "confirm-phone-act"', 'confirm = "confirm"', "'confirm' is not in deadlines.toml"),
    ("gates.toml", 'phase = "before-sending"', 'phase = "sooner"', "phase: 'sooner' is none of"),
    ("deadlines.toml", "minutes = 2", "minutes = 0", "minutes: is more than nothing"),
    ("deadlines.toml", "minutes = 2", "minutes = true", "minutes: is int, not True"),
    ("grip.toml", 'alarms = ["duty-officer"]', 'alarms = ["everybody"]', "no such role: 'everybody'"),
    ("regions.toml", 'neighbours = ["VR02", "VR03"]', 'neighbours = ["VR02"]', "VR01 does not say the same"),
    ("regions.toml", '"Stadskanaal", 7.0, 53.0, 11]', '"Stadskanaal", 7]', "holds lon, lat and reach in whole km"),
    ("regions.toml", '["GM0047", "Veendam"', '["GM0014", "Veendam"', "GM0014 is also in VR01"),
    ("regions.toml", 'rmc = "RMC-NOORD"', 'rmc = "RMC-OOST"', "rmc: has no name"),
    ("authorities.toml", 'side = "civil"', 'side = "blue"', "side: 'blue' is none of"),
    ("provisions.toml", 'replaces = ["polw-56"]', 'replaces = ["polw-5"]', "no such basis: 'polw-5'"),
    ("acts.toml", "[polw]", "[polw", "acts.toml: cannot be read"),
]


@pytest.mark.parametrize(("file", "old", "new", "fault"), SPOILT, ids=[s[3] for s in SPOILT])
def test_a_fault_is_named_with_its_place(folder: Path, file: str, old: str, new: str, fault: str) -> None:
    spoil(folder, file, old, new)

    assert fault in faults(folder)


def test_all_faults_are_named_at_once_with_file_and_key(folder: Path) -> None:
    spoil(folder, MSOB, 'force = "none"', 'force = "some"')
    spoil(folder, WVR, 'urgency = "silent"', "")
    (folder / "grip.toml").unlink()

    found = faults(folder)

    assert "msob.toml: basis msob (2007-12-19): force" in found
    assert "wvr.toml: basis wvr-51 (2010-10-01): urgency" in found
    assert "grip.toml: cannot be read" in found
    assert found.startswith("3 fault(s)")


def test_a_rule_without_its_literal_text_stands_in_the_list_of_what_is_not_verified() -> None:
    unverified = (HOME.parents[2] / "docs" / "law.md").read_text().split("## What is not verified")[1]
    for country in sorted(p.parent.name for p in HOME.glob("*/provisions.toml")):
        rules = load_law(HOME / country)
        for rule in (*rules.provisions, *rules.bases):
            assert rule.source.text_kept or f"`{rule.code}`" in unverified, rule.code


def test_the_first_day_of_a_wording_says_when_it_is_that_of_the_first_text_read() -> None:
    first = {(p.code, p.source.valid_from): p.source for p in law().provisions}

    assert first["gemw-175", date(2013, 1, 1)].at_latest and first["rvv-16", date(2024, 7, 1)].at_latest
    assert not first["ai-3", date(2013, 1, 1)].at_latest  # it names the act that came into force that day
    assert not first["wvr-5", date(2010, 10, 1)].at_latest
    assert law().deadlines["copi-starts"].source.at_latest
    for name, source in every_source():
        assert not source.at_latest or source.covered_from is not None, name
        within = "/" in name  # a gate has the days of its basis
        assert within or source.covered_from is None or source.covered_from <= source.valid_from, name
