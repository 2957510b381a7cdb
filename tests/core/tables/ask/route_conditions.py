"""What a legal basis demands of a case. C: a call on 1 February 2026; B: a basis that asks nothing, but for what is
given. A source that nobody read literally only warns: the last tables show that for each way of saying so.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from steun.core.ask.route import conditions as c
from steun.core.ask.route.situation import Situation
from steun.core.kernel.law import Source
from steun.core.kernel.law_facts import Replacement
from tests.core.tables.samples import GUESSED, READ, basis, gate
from tests.core.tables.truth import WARNS, row, table

ACT, SECOND = "Act, art. 1", "Act, art. 2"
TODAY = date(2026, 2, 1)
B = basis()
SIGNED = Source("Act, art. 3", "L", date(2020, 1, 1))
HELD = Source("Act, art. 4", "L15", date(2026, 2, 1), date(2026, 2, 3))
BOTH = ("public-order", "criminal-law")
TURNED = basis(
    tasks=BOTH, replaced_by=(Replacement("own-14", ("public-order",)), Replacement("own-15", ("public-order",)))
)
OFF = basis(tasks=BOTH, replaced_by=(Replacement("own-14"),))
POWER = basis(tasks=BOTH, replaced_by=(Replacement("wbb-10", when_used=True),))
UNREAD = basis(source=replace(READ, covered_from=date(2026, 2, 1)))
ASKED_BY = basis(
    requesters=("mayor", "chair"), prepared_by=("municipality",), gates=(gate(kind="sign", source=SIGNED),)
)
EXEMPT = basis(market_test_exempt=("minister",), market_test_exempt_kinds=("ministry",))


def case(task: str = "", **given: Any) -> Situation:
    return Situation(**{"day": TODAY, "task": task} | given)


def dated(day: int) -> Any:
    facts = {"day": f"2026-02-{day:02d}", "valid_from": "2026-02-01"}
    return row(case(day=date(2026, 2, day)), basis(source=HELD), **facts)


def elsewhere(condition: str) -> Any:
    """The condition stands in another article than the basis itself, and nobody read that one."""
    return basis(condition_sources={condition: GUESSED})


TABLES = [
    table(
        c.wording_holds, "wording-holds-on-day", "Act, art. 4",
        met=[dated(1), dated(3)],
        unmet=[dated(4),
               row(case(day=date(2026, 1, 31)), basis(source=HELD), day="2026-01-31", valid_from="2026-02-01")],
    ),
    table(
        c.in_force, "law-is-in-force", ACT,
        met=[(case(), B), (case(decrees=frozenset({"act-1"})), basis(dormant=True)),
             (case(decrees=frozenset({"act-0"})), basis(dormant=True, awakened_by=("act-0",)))],
        unmet=[(case(), basis(dormant=True)), (case(decrees=frozenset({"act-2"})), basis(dormant=True))],
    ),
    table(
        c.not_replaced, "no-decree-replaces-it", ACT,
        met=[
            row(case(), B, decree=""), (case(decrees=frozenset({"own-16"})), TURNED),
            row(case("criminal-law", decrees=frozenset({"own-14"})), TURNED, decree="own-14"),
            row(case("public-order", also_criminal=True, decrees=frozenset({"own-14"})), TURNED, decree="own-14"),
            row(case("public-order", decrees=frozenset({"wbb-10"})), POWER, decree=""),
        ],
        unmet=[
            row(case("public-order", decrees=frozenset({"own-14", "own-15"})), TURNED, decree="own-14, own-15"),
            row(case("criminal-law", decrees=frozenset({"own-14"})), OFF, decree="own-14"),
            row(case("public-order", used=frozenset({"wbb-10"})), POWER, decree="wbb-10"),
        ],
    ),
    table(
        c.wording_was_read, "wording-was-read", ACT,
        met=[row(case(), UNREAD, day="2026-02-01"), (case(day=date(1990, 1, 1)), B)],
        unmet=[row(case(day=date(2026, 1, 31)), UNREAD, day="2026-01-31")],
    ),
    table(
        c.place_is_covered, "text-covers-the-place", ACT,
        met=[row(case(), B, abroad=False, at_sea=False)],
        unmet=[row(case(abroad=True), B, abroad=True, at_sea=False),
               row(case(at_sea=True), B, abroad=False, at_sea=True)],
    ),
    table(
        c.territory_covered, "basis-covers-the-territory", ACT,
        met=[
            row(case(), B, island=False), row(case(island=True), basis(territory="bes", overseas=True), island=True),
            (case(), basis(territory="any")), (case(island=True), basis(territory="any")),
        ],
        unmet=[row(case(island=True), B, island=True),
               row(case(), basis(territory="bes", overseas=True), island=False)],
    ),
    table(
        c.carries_task, "basis-carries-the-task", ACT,
        met=[row(case("disaster"), basis(tasks=("disaster", "public-order")), task="disaster"),
             (case("disaster", needs_powers=True), basis(tasks=("public-order",)))],
        unmet=[row(case("disaster"), basis(tasks=("public-order",)), task="disaster"), row(case(), B, task="")],
    ),
    table(
        c.covers_supply, "basis-covers-the-supply", ACT,
        met=[row(case(supply="kmar"), basis(supplies=("police", "kmar")), supply="kmar"),
             (case(supply=""), basis(supplies=("police",))), (case(supply="kmar"), B)],
        unmet=[row(case(supply="kmar"), basis(supplies=("police",)), supply="kmar")],
    ),
    table(
        c.covers_receiver, "basis-covers-the-receiver", ACT,
        met=[row(case(receiver="kmar"), basis(receivers=("police", "kmar")), receiver="kmar"),
             (case(receiver=""), basis(receivers=("police",))), (case(receiver="kmar"), B)],
        unmet=[row(case(receiver="kmar"), basis(receivers=("police",)), receiver="kmar")],
    ),
    table(
        c.right_alarm_line, "alarm-line-is-this-one", ACT,
        met=[row(case(alarm="eod"), basis(alarm_line="eod"), alarm="eod"), (case(), basis(alarm_line="eod")),
             (case(alarm="eod"), B)],
        unmet=[row(case(alarm="eod"), basis(alarm_line="cbrn"), alarm="eod")],
    ),
    table(
        c.requester_named, "requester-is-named-by-the-basis", "Act, art. 3",
        met=[
            row(case(requester_role="mayor"), ASKED_BY, seats="mayor, chair"), (case(), ASKED_BY),
            (case(requester_role="rmoa", requester_kind="municipality"), ASKED_BY),
        ],
        unmet=[
            row(case(requester_role="rmoa"), ASKED_BY, seats="mayor, chair"),
            row(case(requester_kind="police"), ASKED_BY, seats="mayor, chair"),
        ],
    ),
    table(
        c.requester_named, "requester-is-named-by-the-basis", "Act, art. 3", unmet_is=WARNS, met=[],
        unmet=[row(case(requester_role="rmoa"), replace(ASKED_BY, requester_origin="policy"), seats="mayor, chair")],
    ),
    table(
        c.requester_named, "requester-is-named-by-the-basis", ACT, unmet_is=WARNS, met=[],
        unmet=[row(
            case(requester_role="rmoa"), replace(ASKED_BY, gates=(), source=replace(READ, practice=True)),
            seats="mayor, chair",
        )],
    ),
    table(
        c.requester_named, "requester-is-named-by-the-basis", ACT,
        met=[row(case(requester_role="rmoa"), B, seats="")], unmet=[],
    ),
    table(
        c.fire_disaster_or_crisis, "it-is-fire-disaster-or-crisis", ACT,
        met=[(case(), B), (case(fire=True), B), (case(fire=True, crisis=False, serious_fear=False), B),
             (case(serious_fear=True), B), (case(fire=False, crisis=True), B)],
        unmet=[(case(fire=False), B), (case(serious_fear=False), B), (case(fire=False, serious_fear=False), B)],
    ),
    table(
        c.special_case, "special-case-is-argued", ACT,
        met=[(case(special_case=True), B)], unmet=[(case(special_case=False), B)],
    ),
    table(c.special_case, "special-case-is-argued", ACT, unmet_is=WARNS, met=[], unmet=[(case(), B)]),
    table(
        c.special_case, "special-case-is-argued", SECOND, unmet_is=WARNS,
        met=[(case(special_case=True), elsewhere("special-case"))],
        unmet=[(case(special_case=False), elsewhere("special-case"))],
    ),
    table(
        c.under_the_minister, "task-is-under-the-minister", ACT,
        met=[(case(designated_person=True), B), (case(under_minister=True), B)],
        unmet=[(case(), B), (case(under_minister=False), B)],
    ),
    table(
        c.not_under_the_minister, "task-is-under-mayor-or-prosecutor", ACT,
        met=[(case(), B), (case(under_minister=False), B)],
        unmet=[(case(designated_person=True), B), (case(under_minister=True), B)],
    ),
    table(
        c.own_task_of_kmar, "it-is-an-own-task-of-the-kmar", ACT,
        met=[(case(kmar_own_task=True), B)], unmet=[(case(), B)],
    ),
    table(
        c.not_assistance, "task-is-not-assistance", ACT,
        met=[row(case("public-interest"), B, task="public-interest")],
        unmet=[row(case("public-interest", needs_powers=True), B, task="public-interest"),
               row(case("disaster"), B, task="disaster")],
    ),
    table(
        c.own_legal_task, "task-is-the-bodys-own", ACT,
        met=[(case(), B), (case(own_legal_task=True), B)], unmet=[(case(own_legal_task=False), B)],
    ),
    table(
        c.in_the_netherlands, "support-is-in-the-netherlands", ACT,
        met=[(case(), B)], unmet=[(case(island=True), B)],
    ),
    table(
        c.last_resort, "last-resort-is-argued", ACT,
        met=[(case(last_resort_reasons=True), B)], unmet=[(case(last_resort_reasons=False), B)],
    ),
    table(c.last_resort, "last-resort-is-argued", ACT, unmet_is=WARNS, met=[], unmet=[(case(), B)]),
    table(
        c.market_test, "market-test-is-met", ACT,
        met=[
            (case(market_reasons=True), B), (case(trade_statement=True), B),
            (case(market_reasons=True, trade_statement=False), B),
            (case(requester_role="minister"), EXEMPT), (case(requester_kind="ministry"), EXEMPT),
            (case(requester_kind="ministry", market_reasons=False, trade_statement=False), EXEMPT),
        ],
        unmet=[(case(market_reasons=False, trade_statement=False), B),
               (case(requester_role="mayor", market_reasons=False, trade_statement=False), EXEMPT)],
    ),
    table(
        c.market_test, "market-test-is-met", ACT, unmet_is=WARNS,
        met=[], unmet=[(case(), B), (case(market_reasons=False), B), (case(trade_statement=False), B)],
    ),
    table(
        c.no_immovable_property, "it-is-no-immovable-property", ACT,
        met=[(case(), B)], unmet=[(case(immovable=True), B)],
    ),
    table(
        c.immovable_property, "it-is-immovable-property", ACT,
        met=[(case(immovable=True), B)], unmet=[(case(), B)],
    ),
    table(c.not_abroad, "support-is-not-abroad", ACT, met=[(case(), B)], unmet=[(case(abroad=True), B)]),
    table(
        c.urgent_circumstances, "circumstances-are-urgent", ACT,
        met=[(case(), B), (case(allied_need="billets", dire_circumstances=False), B),
             (case(allied_need="supplies", dire_circumstances=True), B)],
        unmet=[(case(allied_need="supplies", dire_circumstances=False), B)],
    ),
    table(
        c.urgent_circumstances, "circumstances-are-urgent", ACT, unmet_is=WARNS,
        met=[], unmet=[(case(allied_need="supplies"), B)],
    ),
    table(
        c.no_services_disturbed, "services-are-not-disturbed", ACT,
        met=[(case(), B), (case(allied_need="transport"), B), (case(allied_need="billets", disturbs_services=True), B),
             (case(allied_need="supplies", disturbs_services=True), B)],
        unmet=[(case(allied_need="transport", disturbs_services=True), B), (case(disturbs_services=True), B)],
    ),
    table(
        c.refused_before, "request-was-refused", ACT,
        met=[(case(refused_before=True), B)], unmet=[(case(), B)],
    ),
    table(
        c.more_than_regional, "it-is-more-than-regional", ACT,
        met=[(case(scale="more-than-regional"), B)], unmet=[(case(), B), (case(scale="more-than-local"), B)],
    ),
    table(
        c.power_is_used, "power-is-used", ACT,
        met=[(case(used=frozenset({"act-1"})), B), (case(used=frozenset({"act-0"})), basis(awakened_by=("act-0",)))],
        unmet=[(case(), B), (case(decrees=frozenset({"act-1"})), B), (case(used=frozenset({"act-2"})), B)],
    ),
    table(c.temporary, "help-is-temporary", ACT, met=[(case(), B)], unmet=[(case(permanent=True), B)]),
    table(
        c.adjacent_region, "region-is-adjacent", ACT,
        met=[(case(adjacent=True), B)], unmet=[(case(), B), (case(adjacent=False), B)],
    ),
    table(
        c.both_crisis_plans, "both-crisis-plans-agree", ACT,
        met=[(case(both_crisis_plans=True), B)], unmet=[(case(), B), (case(both_crisis_plans=False), B)],
    ),
    table(c.urgency, "it-is-urgent", ACT, met=[(case(urgent=True), B)], unmet=[(case(), B)]),
    table(
        c.state_cannot_provide, "state-cannot-provide", ACT,
        met=[(case(state_cannot_provide=True), B)], unmet=[(case(), B), (case(state_cannot_provide=False), B)],
    ),
    table(
        c.not_from_inhabitants, "inhabitants-are-not-asked-directly", ACT,
        met=[(case(), B)], unmet=[(case(asks_inhabitants=True), B)],
    ),
    table(
        c.text_was_read, "text-was-read", ACT,
        met=[row(case(), basis(source=replace(READ, evidence=mark)), evidence=mark) for mark in ("L", "S", "L21")],
        unmet=[],
    ),
    table(
        c.text_was_read, "text-was-read", ACT, unmet_is=WARNS, met=[],
        unmet=[
            row(case(), basis(source=replace(READ, evidence=mark)), evidence=mark) for mark in ("L15", "K", "I", "?")
        ],
    ),
    table(
        c.text_names_requester, "text-names-the-requester", ACT, unmet_is=WARNS,
        met=[(case(), B)], unmet=[(case(), basis(requester_origin="policy"))],
    ),
    *(
        table(rule, code, SECOND, unmet_is=WARNS, met=[], unmet=[(case(**given), elsewhere(condition))])
        for rule, code, condition, given in (
            (c.fire_disaster_or_crisis, "it-is-fire-disaster-or-crisis", "fire-disaster-or-crisis", {"fire": False}),
            (c.under_the_minister, "task-is-under-the-minister", "under-the-minister", {}),
            (c.not_under_the_minister, "task-is-under-mayor-or-prosecutor", "not-under-the-minister",
             {"designated_person": True}),
            (c.own_task_of_kmar, "it-is-an-own-task-of-the-kmar", "own-task-of-kmar", {}),
            (c.own_legal_task, "task-is-the-bodys-own", "own-legal-task", {"own_legal_task": False}),
            (c.in_the_netherlands, "support-is-in-the-netherlands", "in-the-netherlands", {"island": True}),
            (c.last_resort, "last-resort-is-argued", "last-resort", {"last_resort_reasons": False}),
            (c.market_test, "market-test-is-met", "market-test", {"market_reasons": False, "trade_statement": False}),
            (c.no_immovable_property, "it-is-no-immovable-property", "no-immovable-property", {"immovable": True}),
            (c.temporary, "help-is-temporary", "temporary", {"permanent": True}),
            (c.immovable_property, "it-is-immovable-property", "immovable-property", {}),
            (c.not_abroad, "support-is-not-abroad", "not-abroad", {"abroad": True}),
            (c.urgent_circumstances, "circumstances-are-urgent", "urgent-circumstances",
             {"allied_need": "supplies", "dire_circumstances": False}),
            (c.no_services_disturbed, "services-are-not-disturbed", "no-services-disturbed",
             {"allied_need": "transport", "disturbs_services": True}),
            (c.refused_before, "request-was-refused", "refused-before", {}),
            (c.power_is_used, "power-is-used", "power-is-used", {}),
            (c.more_than_regional, "it-is-more-than-regional", "more-than-regional", {}),
            (c.adjacent_region, "region-is-adjacent", "adjacent-region", {}),
            (c.both_crisis_plans, "both-crisis-plans-agree", "both-crisis-plans", {}),
            (c.urgency, "it-is-urgent", "urgency", {}),
            (c.state_cannot_provide, "state-cannot-provide", "state-cannot-provide", {}),
            (c.not_from_inhabitants, "inhabitants-are-not-asked-directly", "not-from-inhabitants",
             {"asks_inhabitants": True}),
        )
    ),
    table(
        c.not_assistance, "task-is-not-assistance", SECOND, unmet_is=WARNS,
        met=[], unmet=[row(case("disaster"), elsewhere("not-assistance"), task="disaster")],
    ),
]  # fmt: skip
