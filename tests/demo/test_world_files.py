"""The files of the demo world hold together: complete, bilingual, sourced or marked illustrative, nothing dangling."""

from __future__ import annotations

import csv
import os
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "demo"
RULES = ROOT / "src" / "steun" / "rules" / "nl"
SHARED = Path(os.environ.get("STEUN_SHARED", ROOT.parent / "shared"))

CLASSES = {"standing", "guaranteed", "unique", "ad-hoc", "civil"}
KINDS = {
    "ministry", "locc", "ncc", "toc", "dops", "rmc", "defence-unit", "water-authority", "province", "prosecution",
    "police", "civil-provider", "island", "allied-force", "oversight",
}  # fmt: skip
STATES = {"draft", "asked", "granted", "committed", "ordered", "deployed", "ended"}
ONE_CLICK = 15
CODE = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")


def rows(file: str, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((DEMO / f"{file}.toml").read_text(encoding="utf-8"))[table]
    return found


EFFECTS = rows("effects", "effect")
SOURCED = rows("capabilities", "capability")
EXTRA = rows("capabilities_illustrative", "capability")
CAPABILITIES = SOURCED + EXTRA
ORGANISATIONS = rows("organisations", "organisation")
SITES = rows("sites", "site")
UNITS = rows("units", "unit")
PEOPLE = rows("people", "person")
CASES = rows("cases", "case") + rows("what_if", "case")
MANDATES = [(p["code"], m) for p in PEOPLE for m in p["mandates"]]


def codes(of: list[dict[str, Any]]) -> set[str]:
    return {r["code"] for r in of}


@pytest.fixture(scope="module")
def everybody() -> set[str]:
    """All organisation codes: those of the file, and those that the loader builds from the rules."""
    path = RULES / "regions.toml"
    regions = tomllib.loads(path.read_text(encoding="utf-8"))
    built = {r["code"] for r in regions["region"]} | {m[0] for r in regions["region"] for m in r["municipalities"]}
    return codes(ORGANISATIONS) | built | set(regions["police_units"])


@pytest.fixture(scope="module")
def authorities() -> dict[str, Any]:
    path = RULES / "authorities.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def table_of_sources() -> list[dict[str, str]]:
    path = SHARED / "facts" / "capabilities.csv"
    if not path.exists():
        pytest.skip("the table of sources is not there (set STEUN_SHARED)")
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def last_year(year: str) -> int | None:
    """The newest year that a text names.

    >>> last_year("2012-2025"), last_year("circa 2007"), last_year("n.d.")
    (2025, 2007, None)
    """
    found = re.findall(r"\d{4}", year)
    return int(found[-1]) if found else None


def seat_kind(code: str) -> str:
    """The kind of an organisation, from the file or from the shape of its code."""
    known = {o["code"]: o["kind"] for o in ORGANISATIONS}
    shapes = {"GM": "municipality", "VR": "safety-region", "PU": "police-unit"}
    return known.get(code) or shapes[code[:2]]


@pytest.mark.parametrize("file", sorted(p.name for p in DEMO.glob("*.toml") if not p.name.startswith("replay")))
def test_every_file_says_what_is_sourced_and_what_is_illustrative(file: str) -> None:
    head = (DEMO / file).read_text(encoding="utf-8").split("\n\n")[0].casefold()

    assert head.startswith("#")
    assert "illustrative" in head or "fictitious" in head
    assert "sourced" in head


@pytest.mark.parametrize(
    "table", [EFFECTS, CAPABILITIES, ORGANISATIONS, SITES, UNITS, PEOPLE, CASES],
    ids=["effects", "capabilities", "organisations", "sites", "units", "people", "cases"],
)  # fmt: skip
def test_codes_are_unique(table: list[dict[str, Any]]) -> None:
    assert [c for c, n in Counter(r["code"] for r in table).items() if n > 1] == []


@pytest.mark.parametrize("table", [EFFECTS, CAPABILITIES, SITES, UNITS, PEOPLE, CASES])
def test_codes_are_lower_case_words_with_dashes(table: list[dict[str, Any]]) -> None:
    assert [r["code"] for r in table if not CODE.match(r["code"]) or len(r["code"]) > 60] == []


@pytest.mark.parametrize(
    "row", EFFECTS + CAPABILITIES + ORGANISATIONS + UNITS + CASES, ids=lambda r: str(r["code"])
)  # fmt: skip
def test_every_row_is_told_in_dutch_and_in_english(row: dict[str, Any]) -> None:
    dutch = {k.removesuffix("_nl").removesuffix("nl") for k in row if k == "nl" or k.endswith("_nl")}
    english = {k.removesuffix("_en").removesuffix("en") for k in row if k == "en" or k.endswith("_en")}

    assert dutch == english
    assert all(row[k] for k in row if k in {"nl", "en"} or k.endswith(("_nl", "_en")))
    assert max(len(row["nl"]), len(row["en"])) <= 160


def test_there_are_fifty_nine_sourced_capabilities_in_the_order_of_the_table() -> None:
    assert [c["number"] for c in SOURCED] == list(range(1, 60))
    assert not any(c.get("illustrative") for c in SOURCED)


def test_the_extra_capabilities_are_illustrative_and_numbered_from_101() -> None:
    assert [c["number"] for c in EXTRA] == list(range(101, 101 + len(EXTRA)))
    assert all(c["illustrative"] and c["evidence"] != "S" for c in EXTRA)


@pytest.mark.parametrize("row", CAPABILITIES, ids=lambda r: str(r["code"]))
def test_a_capability_is_complete(row: dict[str, Any]) -> None:
    for name in ("quantity", "reaction", "place", "constraint", "counted", "keywords"):
        assert row[f"{name}_nl"] and row[f"{name}_en"], name
    assert set(row["class"]) <= CLASSES
    assert row["effects"] and set(row["effects"]) <= codes(EFFECTS)
    assert row["evidence"] in {"S", "K", "I"}
    assert 0 < len(row["source"]) <= 200
    assert 0 < len(row["year"]) <= 20
    for name in ("reaction_formal_minutes", "reaction_observed_minutes"):
        assert isinstance(row.get(name, 1), int) and row.get(name, 1) > 0


@pytest.mark.parametrize("row", SOURCED, ids=lambda r: str(r["code"]))
def test_quantities_of_2013_and_older_are_historic(row: dict[str, Any]) -> None:
    year = last_year(row["year"])

    assert row["historic"] == (year is not None and year <= 2013)


def test_class_and_numbers_agree_with_the_table_of_sources(table_of_sources: list[dict[str, str]]) -> None:
    letters = {"V": "standing", "G": "guaranteed", "U": "unique", "A": "ad-hoc"}
    for expected, row in zip(table_of_sources, SOURCED, strict=True):
        mark = expected["class"]
        wanted = ["civil"] if mark == "civil" else [letters[x] for x in re.findall("[VGUA]", mark)]
        assert (row["class"], row["class_inferred"]) == (wanted, "*" in mark), row["code"]
        for column, name in (("quantity", "quantity_en"), ("reaction_and_duration", "reaction_en")):
            missing = set(re.findall(r"\d+", expected[column])) - set(re.findall(r"\d+", row[name]))
            assert missing <= {"7"}, (row["code"], column, missing)  # "24/7" may be told in words


def test_noodstroom_is_found_from_stroom_and_from_power() -> None:
    for word in ("stroom", "power"):
        found = [r["code"] for r in CAPABILITIES if word in words(r)]
        assert "emergency-power" in found
        assert "emergency-power-supplied" in [r["code"] for r in EFFECTS if word in words(r)]


def words(row: dict[str, Any]) -> str:
    return " ".join([row["nl"], row["en"], *row["keywords_nl"], *row["keywords_en"]]).casefold()


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda r: str(r["code"]))
def test_every_effect_can_be_achieved_and_searched(effect: dict[str, Any]) -> None:
    assert [c["code"] for c in CAPABILITIES if effect["code"] in c["effects"]]
    assert effect["keywords_nl"] and effect["keywords_en"]


def test_effects_run_in_both_directions() -> None:
    by_civil = {e for c in CAPABILITIES if "civil" in c["class"] for e in c["effects"]}
    by_defence = {e for c in CAPABILITIES if set(c["class"]) - {"civil"} for e in c["effects"]}

    assert {"convoy-parked", "fuel-supplied", "route-kept-free", "military-wounded-received"} <= by_civil
    assert {"water-kept-out", "river-crossable", "explosives-cleared", "fire-contained"} <= by_defence


def test_every_organisation_is_of_a_known_kind_and_hangs_somewhere(everybody: set[str]) -> None:
    for row in ORGANISATIONS:
        assert row["kind"] in KINDS, row["code"]
        assert row["short"], row["code"]
        for name in ("parent", "region"):
            assert row.get(name, row["code"]) in everybody, (row["code"], name)
        assert ("lon" in row) == ("lat" in row)


def test_all_provinces_water_authorities_commands_and_islands_are_there() -> None:
    count = Counter(o["kind"] for o in ORGANISATIONS)

    assert (count["province"], count["water-authority"], count["rmc"], count["island"]) == (12, 21, 3, 3)


def test_the_provinces_of_the_regions_are_the_provinces_of_the_file() -> None:
    path = RULES / "regions.toml"
    named = tomllib.loads(path.read_text(encoding="utf-8"))

    for table in ("provinces", "commands", "islands"):
        assert set(named[table]) <= codes(ORGANISATIONS), table


@pytest.mark.parametrize("site", SITES, ids=lambda r: str(r["code"]))
def test_a_site_lies_in_the_kingdom(site: dict[str, Any]) -> None:
    europe = 3.2 <= site["lon"] <= 7.3 and 50.7 <= site["lat"] <= 53.7
    caribbean = -70.2 <= site["lon"] <= -62.8 and 12.0 <= site["lat"] <= 18.2

    assert europe or caribbean
    assert site["name"] and site["town"] and site["evidence"] == "K"


@pytest.mark.parametrize("unit", UNITS, ids=lambda r: str(r["code"]))
def test_a_unit_offers_what_it_has_and_says_that_it_is_illustrative(unit: dict[str, Any], everybody: set[str]) -> None:
    assert unit["illustrative"] is True
    assert unit["organisation"] in everybody
    assert unit["site"] in codes(SITES)
    assert unit["capacity"] > 0 and unit["notice_minutes"] >= 0 and unit["rest_minutes"] >= 0 and unit["speed_kmh"] > 0
    assert isinstance(unit["airborne"], bool)
    assert unit["offers"]
    assert max(Counter(o["capability"] for o in unit["offers"]).values()) == 1
    for offer in unit["offers"]:
        assert offer["capability"] in codes(CAPABILITIES)
        assert 0 < offer["quantity"] <= unit["capacity"]
        assert unit["divisible"] or offer["quantity"] == unit["capacity"]
    for absence in unit.get("absences", ()):
        assert 0 < absence["quantity"] <= unit["capacity"]
        assert absence["from_hours"] < absence["until_hours"]
        assert absence["nl"] and absence["en"]


def test_two_large_fires_find_two_helicopters_on_the_first_day() -> None:
    flying = sum(
        u["capacity"] - sum(a["quantity"] for a in u["absences"] if a["from_hours"] <= 0 and a["until_hours"] >= 24)
        for u in UNITS
        if u["code"] in {"dhc-chinook", "dhc-cougar"}
    )
    asked = sum(x["quantity"] for c in CASES if c["code"].startswith("fire-") for x in c["request"]["lines"])

    assert (flying, asked) == (2, 4)


def test_every_person_has_a_name_an_address_that_goes_nowhere_and_a_mandate() -> None:
    for person in PEOPLE:
        assert person["email"].endswith(".example"), person["code"]
        assert person["name"] and person["phone"] and person["mandates"], person["code"]
    for name in ("email", "phone", "name"):
        assert max(Counter(p[name] for p in PEOPLE).values()) == 1


def test_every_mandate_is_a_role_for_an_organisation_of_its_kind(
    everybody: set[str], authorities: dict[str, Any]
) -> None:
    for code, mandate in MANDATES:
        assert mandate["organisation"] in everybody, code
        assert mandate["role"] in authorities, code
        kinds = authorities[mandate["role"]]["organisation_kinds"]
        assert seat_kind(mandate["organisation"]) in kinds, (code, mandate["role"])


def test_a_deputy_stands_behind_a_holder_of_the_same_seat() -> None:
    seats = {(code, m["role"], m["organisation"]) for code, m in MANDATES}
    for code, mandate in MANDATES:
        if first := mandate.get("deputy_of"):
            assert first != code
            assert (first, mandate["role"], mandate["organisation"]) in seats, code
        if mandator := mandate.get("on_behalf_of"):
            assert (mandator, mandate["role"], mandate["organisation"]) in seats, code


def test_no_seat_has_two_that_are_called_first() -> None:
    first = Counter((m["role"], m["organisation"]) for _, m in MANDATES if not m.get("deputy_of") and not m.get("rank"))

    assert [seat for seat, n in first.items() if n > 1] == []


def test_the_one_click_buttons_are_numbered_and_bilingual() -> None:
    buttons = [m["one_click"] for _, m in MANDATES if "one_click" in m]

    assert sorted(b["order"] for b in buttons) == list(range(1, ONE_CLICK + 1))
    assert all(b["nl"] and b["en"] for b in buttons)


def test_every_unit_has_somebody_who_answers_for_it() -> None:
    answering = {m["organisation"] for _, m in MANDATES if m["role"] in {"unit-commander", "provider", "mayor"}}

    assert sorted({u["organisation"] for u in UNITS} - answering) == []


@pytest.mark.parametrize("case", CASES, ids=lambda r: str(r["code"]))
def test_a_case_can_be_played(case: dict[str, Any], everybody: set[str]) -> None:
    incident, request = case["incident"], case["request"]

    assert case["illustrative"] is True
    assert case["state"] in STATES
    assert request["effect"] in codes(EFFECTS)
    assert request["requester"] in everybody
    assert request.get("addressee", request["requester"]) in everybody
    assert set(request["municipalities"]) | set(incident["regions"]) <= everybody
    assert request["from_hours"] < request["until_hours"]
    assert incident["from_hours"] < request["from_hours"]
    assert request["reason_nl"] and request["task_nl"] and request["place"]
    able = {c["code"] for c in CAPABILITIES if request["effect"] in c["effects"]}
    assert request["lines"] and {x["capability"] for x in request["lines"]} <= able | {"recovery-vehicles"}
    if case["state"] in {"ordered", "deployed", "ended"}:
        assert all(request[k] for k in ("assembly_point", "lodging", "meals", "contact"))


def test_a_case_rests_on_a_legal_basis_that_carries_its_task() -> None:
    folder = RULES / "legal_bases"
    bases = [b for f in sorted(folder.glob("*.toml")) for b in tomllib.loads(f.read_text(encoding="utf-8"))["basis"]]
    held = {(m["role"], m["organisation"]) for _, m in MANDATES}
    for case in CASES:
        request = case["request"]
        fitting = [b for b in bases if b["code"] == request["basis"] and request["task_kind"] in b["tasks"]]
        assert fitting, case["code"]
        signers = {(role, request["requester"]) for b in fitting for role in b["requesters"]}
        assert signers & held, case["code"]
        assert request.get("special_case_nl") or request["basis"] != "polw-58", case["code"]
        assert request.get("last_resort") or request["basis"] != "msob", case["code"]


@pytest.mark.parametrize("case", CASES, ids=lambda r: str(r["code"]))
def test_what_was_ordered_is_in_stock(case: dict[str, Any]) -> None:
    for line in case["request"]["lines"]:
        stock = sum(o["quantity"] for u in UNITS for o in u["offers"] if o["capability"] == line["capability"])
        assert stock >= line["quantity"], line["capability"]
