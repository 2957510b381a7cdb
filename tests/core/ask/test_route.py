"""The route finder, case by case, as a lawyer would read it: situation, then basis, who signs, who decides, and why.

The numbers T1-T21 are those of the list of cases that the law was read for.
"""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from steun.core.ask.route.finder import Route, Situation, find_routes
from steun.rules.load import law

JULY_2021 = date(2021, 7, 14)
TODAY = date(2026, 7, 1)

FLOOD = Situation(
    day=JULY_2021, task="disaster", requester_role="duty-officer", requester_kind="safety-region", municipalities=5,
    serious_harm_or_threat=True, interests=frozenset({"many-people", "large-material"}), multi_discipline_needed=True,
)  # fmt: skip
RIOT = Situation(day=TODAY, task="public-order", requester_role="mayor", special_case=True)
CRISIS_RIOT = replace(RIOT, municipalities=5, crisis=True)
SCHIPHOL = Situation(
    day=TODAY, task="criminal-law", requester_role="public-prosecutor", receiver="kmar", special_case=True
)
SPECIAL = Situation(day=TODAY, task="special-units", requester_role="public-prosecutor")
CLEARING = Situation(
    day=TODAY, task="public-interest", requester_role="dijkgraaf", last_resort_reasons=True,
    market_reasons=False, trade_statement=False,
)  # fmt: skip
NEIGHBOUR = Situation(
    day=TODAY, task="disaster", requester_role="safety-region-chair", fire=True, supply="safety-region", urgent=True,
    adjacent=True, both_crisis_plans=True,
)  # fmt: skip
BARNS = Situation(day=TODAY, task="allied-transit", requester_role="military-requester", state_cannot_provide=True)
SABA = Situation(day=TODAY, task="disaster", requester_role="gezaghebber", island=True, serious_fear=True)


@dataclass(frozen=True)
class Case:
    """One row: what is proposed (in order), who signs and decides under the first, and what stops others."""

    name: str
    situation: Situation
    proposed: tuple[str, ...]
    signs: str = ""
    decides: tuple[str, ...] = ()
    agrees: tuple[str, ...] = ()
    informs: tuple[str, ...] = ()  # roles informed by the act itself
    commands: tuple[str, ...] = ()
    stopped: tuple[tuple[str, str], ...] = ()  # (basis, verdict that is not met)
    warned: tuple[str, ...] = ()  # warnings under the first


JENV, DEFENCE = "minister-jenv", "minister-defence"

CASES = [
    Case(
        "T1: July 2021, flood in several Limburg municipalities, troops for sandbags",
        FLOOD, ("wvr-51",), signs="safety-region-chair", decides=(JENV, DEFENCE), informs=("commissaris",),
        commands=("safety-region-chair",),
        stopped=(("msob", "task-is-not-assistance"), ("polw-58", "basis-carries-the-task")),
    ),
    Case(
        "T2: as T1 in one municipality: still the chair asks, the mayor commands",
        replace(FLOOD, municipalities=1, requester_role="mayor", requester_kind="municipality"), ("wvr-51",),
        signs="safety-region-chair", decides=(JENV, DEFENCE), commands=("mayor",), warned=("asker-signs-itself",),
    ),
    Case(
        "T3: 2026, riot in one town, cordon by soldiers",
        RIOT, ("polw-58",), signs="mayor", decides=(JENV,), agrees=(DEFENCE,), informs=("mayor",), commands=("mayor",),
        stopped=(("wvr-51", "basis-carries-the-task"), ("msob", "task-is-not-assistance")),
    ),
    Case(
        "T4: as T3 in a crisis over five municipalities: the chair alone",
        CRISIS_RIOT, ("polw-58",), signs="safety-region-chair", decides=(JENV,), agrees=(DEFENCE,),
        commands=("safety-region-chair",),
    ),
    Case(
        "T5: as T4 in July 2021: the act named no requester, the chair's list did not hold article 58",
        replace(CRISIS_RIOT, day=JULY_2021), ("polw-58",), signs="mayor", decides=(JENV,), agrees=(DEFENCE,),
        warned=("text-names-the-requester", "chair-power-is-listed"),
    ),
    Case(
        "T6: 2026, military drone for a criminal investigation",
        Situation(day=TODAY, task="criminal-law", requester_role="public-prosecutor", special_case=True),
        ("polw-58",), signs="public-prosecutor", decides=(JENV,), agrees=(DEFENCE,), commands=("public-prosecutor",),
    ),
    Case(
        "T7: a region asks a drone for an enforcement week: not under MSOB, but Politiewet 58",
        Situation(day=TODAY, task="public-order", requester_role="duty-officer", requester_kind="safety-region"),
        ("polw-58",), signs="mayor", warned=("special-case-is-argued", "asker-signs-itself"),
        stopped=(
            ("msob", "requester-is-named-by-the-basis"),
            ("msob", "task-is-not-assistance"),
            ("msob", "basis-carries-the-task"),
        ),
    ),
    Case(
        "T8: water board wants engineers to clear trees weeks after the flood, firms are there",
        CLEARING, (), stopped=(("msob", "market-test-is-met"),),
    ),
    Case(
        "T8 with the statement of the trade association",
        replace(CLEARING, trade_statement=True), ("msob",),
        signs="dijkgraaf", decides=(DEFENCE,), informs=("dijkgraaf",),
    ),
    Case(
        "T9: the Minister of IenW asks a ferry link: no market test for a minister",
        replace(CLEARING, requester_role="minister"), ("msob",), signs="minister", decides=(DEFENCE,),
    ),
    Case(
        "T10: hostage taking, standard scenario: the chair of the Board decides, Defence is told",
        SPECIAL, ("polw-59",), signs="public-prosecutor", decides=("college-pg",), informs=(DEFENCE, JENV),
        commands=("public-prosecutor",),
    ),
    Case(
        "T11: two linked attacks in two cities: the mandate lapses, the Minister decides",
        replace(SPECIAL, linked_incidents=True), ("polw-59",), signs="public-prosecutor", decides=(JENV,),
        informs=(DEFENCE,),
    ),
    Case(
        "T12: 2026, KMar at Schiphol needs army guards",
        SCHIPHOL, ("polw-62",), signs="public-prosecutor", decides=(JENV,), agrees=(DEFENCE,),
        stopped=(("polw-58", "basis-covers-the-receiver"),),
    ),
    Case(
        "T12 in July 2021: there was no such article",
        replace(SCHIPHOL, day=JULY_2021), (), stopped=(("polw-62", "wording-holds-on-day"),),
    ),
    Case(
        "T13: September 2022, KMar helps police: whether after consultation, how in agreement",
        replace(RIOT, day=date(2022, 9, 1), supply="kmar"), ("polw-57",), signs="mayor", decides=(JENV,),
        agrees=(DEFENCE,), warned=("text-names-the-requester",),
    ),
    Case(
        "T14: a police region is short of riot police",
        replace(RIOT, supply="police"), ("polw-56",), signs="police-chief", decides=("korpschef",),
        informs=("mayor", "regioburgemeester"),
    ),
    Case(
        "T15: fire crosses into the neighbour region, urgent, the crisis plans have a clause",
        NEIGHBOUR, ("wvr-51-5",), signs="safety-region-chair", decides=("safety-region-chair",),
        informs=(JENV, "commissaris"),
    ),
    Case(
        "T15 without the clause: through the Minister",
        replace(NEIGHBOUR, both_crisis_plans=False), ("wvr-51",), signs="safety-region-chair", decides=(JENV,),
        stopped=(("wvr-51-5", "both-crisis-plans-agree"),),
    ),
    Case(
        "T15 with a region that is not adjacent",
        replace(NEIGHBOUR, adjacent=False), ("wvr-51",), stopped=(("wvr-51-5", "region-is-adjacent"),),
    ),
    Case(
        "T16: an allied unit needs barns and lorries, firms refuse: the mayor complies, the State compensates",
        BARNS, ("inkw-6",), signs="military-requester", decides=("mayor",),
    ),
    Case(
        "T16 blocked: soldiers ask inhabitants directly",
        replace(BARNS, asks_inhabitants=True), (),
        stopped=(
            ("inkw-6", "inhabitants-are-not-asked-directly"),
            ("hns-contract", "inhabitants-are-not-asked-directly"),
        ),
    ),
    Case(
        "Defence asks a provider by contract",
        replace(BARNS, requester_role="toc", state_cannot_provide=False), ("hns-contract",), signs="toc",
        decides=("provider", "mayor", "duty-officer"), warned=("text-was-read",),
        stopped=(("inkw-6", "state-cannot-provide"), ("msob", "requester-is-named-by-the-basis")),
    ),
    Case(
        "T17: forced evacuation with army lorries: transport under Wvr 51, force under Politiewet 58",
        replace(FLOOD, day=TODAY, municipalities=1, needs_powers=True, special_case=True, forced_evacuation=True),
        ("wvr-51", "polw-58"), signs="safety-region-chair", decides=(JENV, DEFENCE),
    ),
    Case(
        "T18: hurricane on Saba",
        SABA, ("vbes-58",), signs="gezaghebber", decides=(DEFENCE,), commands=("gezaghebber",),
        stopped=(("wvr-51", "basis-covers-the-territory"),),
    ),
    Case(
        "T18: support on Saba: only after a legal check",
        replace(SABA, task="public-interest", requester_role="minister", last_resort_reasons=True), ("msob",),
        signs="minister", warned=("support-is-in-the-netherlands",),
    ),
    Case(
        "Riot on Bonaire",
        replace(RIOT, requester_role="gezaghebber", island=True), ("vbes-6",), signs="gezaghebber", decides=(DEFENCE,),
    ),
    Case(
        "Riot on Bonaire, KMar asked",
        replace(RIOT, requester_role="gezaghebber", island=True, supply="kmar"), ("vbes-6-kmar",),
        signs="gezaghebber", decides=(DEFENCE,),
    ),
    Case(
        "Investigation on Bonaire",
        replace(RIOT, task="criminal-law", requester_role="procureur-generaal", island=True), ("vbes-7",),
        signs="procureur-generaal", decides=(DEFENCE,),
    ),
    Case(
        "T19: a person designated by the Minister: nobody asks, JenV acts in agreement",
        replace(RIOT, task="criminal-law", requester_role="", designated_person=True), ("polw-58-4",), signs="",
        decides=(JENV,), agrees=(DEFENCE,), stopped=(("polw-58", "task-is-under-mayor-or-prosecutor"),),
    ),
    Case(
        "T20: Oorlogswet 14 is active: the mayor asks Defence, the road of Politiewet 58 is closed",
        replace(RIOT, decrees=frozenset({"own-14"})), ("own-14",), signs="mayor",
        decides=(DEFENCE,), stopped=(("polw-58", "no-decree-replaces-it"),),
    ),
    Case(
        "T20 without a decree: emergency law sleeps",
        RIOT, ("polw-58",), stopped=(("own-14", "law-is-in-force"),),
    ),
    Case(
        "WBBBG 10 was used: article 56 is switched off",
        replace(RIOT, supply="police", decrees=frozenset({"wbbbg-10"}), used=frozenset({"wbbbg-10"})), ("wbbbg-10-2",),
        stopped=(("polw-56", "no-decree-replaces-it"),),
    ),
    Case(
        "Police help the KMar: JenV alone, Defence is told",
        replace(SCHIPHOL, supply="police"), ("polw-61",), signs="public-prosecutor", decides=(JENV,),
        informs=("public-prosecutor", DEFENCE),
    ),
    Case(
        "CBRN unit goes first",
        Situation(
            day=TODAY, task="direct-alarm", requester_role="duty-officer", requester_kind="safety-region", alarm="cbrn"
        ),
        ("alarm-cbrn",), signs="duty-officer", stopped=(("alarm-eod", "alarm-line-is-this-one"),),
    ),
    Case(
        "EOD is called through the police: a mayor who calls is told so, and helped",
        Situation(day=TODAY, task="direct-alarm", requester_role="mayor", alarm="eod"), ("alarm-eod",),
        warned=("requester-is-named-by-the-basis",),
    ),
    Case(
        "Enforcement under cover of public interest: powers make it assistance",
        replace(CLEARING, requester_role="mayor", market_reasons=True, needs_powers=True, special_case=True),
        ("polw-58",), signs="mayor", stopped=(("msob", "task-is-not-assistance"),),
    ),
    Case(
        "Own task of the KMar: no assistance, nobody asks",
        replace(RIOT, supply="kmar", kmar_own_task=True), ("polw-4",), signs="",
    ),
]  # fmt: skip


def first(case: Case) -> Route:
    return find_routes(case.situation, law()).proposed[0]


def informed(route: Route) -> set[str]:
    return {role for gate in route.gates if gate.kind == "inform" for role in gate.by}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_the_law_of_the_day_gives_this_road(case: Case) -> None:
    routes = find_routes(case.situation, law())

    assert tuple(r.basis.code for r in routes.proposed) == case.proposed
    assert (routes.none is None) == bool(case.proposed)
    for code, verdict in case.stopped:
        route = routes.of(code)
        assert route is not None
        assert not route.fits
        assert verdict in {v.code for v in route.verdicts if not v.met}


@pytest.mark.parametrize("case", [c for c in CASES if c.proposed], ids=lambda c: c.name)
def test_the_road_says_who_signs_decides_and_is_told(case: Case) -> None:
    route = first(case)

    assert route.requester == case.signs or not case.signs
    assert route.deciders == case.decides or not case.decides
    assert {r for g in route.gates if g.kind == "agree" for r in g.by} >= set(case.agrees)
    assert informed(route) >= set(case.informs)
    assert route.command == case.commands or not case.commands
    assert {v.code for v in route.warnings} >= set(case.warned)


def gate_codes(situation: Situation) -> list[str]:
    return [g.code for g in find_routes(situation, law()).proposed[0].gates]


def test_under_wvr_51_both_ministers_may_refuse_only_for_urgent_reasons() -> None:
    gates = {g.code: g for g in find_routes(FLOOD, law()).proposed[0].gates}

    assert gates["jenv-decides"].refusal == gates["defence-provides"].refusal == "urgent-reasons"
    others = [g for g in gates.values() if g.phase == "before-grant" and g.kind != "decide"]
    assert {g.refusal for g in others} == {"none"}


def test_civil_help_under_wvr_51_has_no_gate_of_defence() -> None:
    assert not [c for c in gate_codes(replace(FLOOD, supply="safety-region")) if "dops" in c or "defence" in c]


def test_above_local_scale_the_rbt_is_heard_and_the_chair_reports_to_the_councils() -> None:
    assert gate_codes(CRISIS_RIOT)[:2] == ["rbt-consulted", "signature"]
    assert "rbt-consulted" not in gate_codes(RIOT)
    assert "council-report" in gate_codes(FLOOD)
    assert "council-report" not in gate_codes(replace(FLOOD, municipalities=1))


def test_the_rbt_may_be_skipped_when_urgent_and_only_then() -> None:
    rbt = find_routes(CRISIS_RIOT, law()).proposed[0].gates[0]

    assert (rbt.waived_when, rbt.origin) == ("urgent", "law")


def test_several_towns_without_a_crisis_each_sign_their_own() -> None:
    route = find_routes(replace(RIOT, municipalities=3), law()).proposed[0]

    assert route.requester == "mayor"
    assert route.signing.each
    assert not route.signing.alone


def test_in_a_crisis_above_local_scale_the_chair_signs_alone() -> None:
    signing = find_routes(CRISIS_RIOT, law()).proposed[0].signing

    assert signing.alone
    assert not signing.each
    assert signing.consults_rbt


def test_today_defence_agrees_to_whether_and_how_before_2023_to_how_only() -> None:
    today = gate_codes(replace(RIOT, supply="kmar"))
    before = gate_codes(replace(RIOT, supply="kmar", day=date(2022, 12, 31)))

    assert "defence-agrees" in today and "defence-consulted" not in today
    assert "defence-agrees-manner" in before and "defence-consulted" in before


def test_before_2023_rules_on_powers_had_to_come_with_article_58() -> None:
    assert "powers-are-regulated" in gate_codes(replace(RIOT, day=JULY_2021))
    assert "powers-are-regulated" not in gate_codes(RIOT)


def test_without_a_scenario_defence_is_consulted_beforehand() -> None:
    assert "defence-consulted" in gate_codes(replace(SPECIAL, standard_scenario=False))
    assert "defence-consulted" not in gate_codes(replace(SPECIAL, linked_incidents=True))


def test_force_follows_from_the_basis() -> None:
    forces = {r.basis.code: r.force for r in find_routes(replace(FLOOD, day=TODAY, needs_powers=True), law()).proposed}

    assert forces == {"wvr-51": "none", "polw-58": "police-act"}
    assert find_routes(replace(BARNS, designated_military_object=True), law()).proposed[0].force == "guarding-act"


def test_at_a_forced_evacuation_the_mayors_order_is_named_and_dormant_law_shown_as_such() -> None:
    routes = find_routes(replace(FLOOD, forced_evacuation=True, day=TODAY), law())
    notes = {n.code: n.source.in_force for n in routes.notes}

    assert notes["gemw-175"] and not notes["wvb-2a"]
    assert "wvr-39" in notes and "wvr-40" in notes


def test_a_task_that_no_basis_carries_stays_open() -> None:
    routes = find_routes(replace(FLOOD, day=TODAY, needs_powers=True, designated_person=True, supply="police"), law())

    assert "disaster" in routes.open_tasks


def test_while_nobody_said_who_should_help_the_armed_forces_are_meant_and_others_named() -> None:
    routes = find_routes(replace(RIOT, supply="", receiver=""), law())

    assert [r.basis.code for r in routes.proposed] == ["polw-58"]
    assert {r.basis.code for r in routes.others} == {"polw-56", "polw-57", "polw-61", "polw-62"}


def test_what_was_not_told_warns_and_what_was_denied_blocks() -> None:
    asked = find_routes(replace(CLEARING, market_reasons=None, trade_statement=None), law()).proposed[0]

    assert "market-test-is-met" in {v.code for v in asked.warnings}


def test_no_basis_is_said_with_the_nearest_one() -> None:
    routes = find_routes(CLEARING, law())

    assert routes.none is not None
    assert routes.none.code == "some-basis-fits"
    assert routes.none.facts["basis"] == "msob"
