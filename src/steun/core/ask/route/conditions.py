"""What a legal basis demands of a case: one claim, one verdict, one source. Each answer names its article.

Facts of which the text was not read literally warn and never block.
"""

from collections.abc import Callable, Mapping

from steun.core.ask.route.situation import Situation
from steun.core.kernel.law import TRUE_MARKS, LegalBasis, Source
from steun.core.kernel.verdict import Fact, Verdict

Rule = Callable[[Situation, LegalBasis], Verdict]


def claim(met: bool, code: str, source: Source, binding: bool = True, **facts: Fact) -> Verdict:
    """A verdict on the ground of a source; practice, and a text that nobody has read literally, only warn."""
    return Verdict(met, code, source.title, facts, binding and source.may_block)


def answered(answer: bool | None, code: str, source: Source, **facts: Fact) -> Verdict:
    """Met when told so; what was not told yet only warns."""
    return claim(answer is True, code, source, answer is not None, **facts)


# Does this basis apply at all?


def wording_holds(case: Situation, basis: LegalBasis) -> Verdict:
    """The law of the day applies. Source: first and last day of the wording."""
    met = basis.source.holds_on(case.day)
    facts: dict[str, Fact] = {"day": case.day.isoformat(), "valid_from": basis.source.valid_from.isoformat()}
    return Verdict(met, "wording-holds-on-day", basis.source.title, facts)


def wording_was_read(case: Situation, basis: LegalBasis) -> Verdict:
    """Did anybody read this act as it stood then? Source: evidence mark of the basis."""
    met = basis.source.was_read_for(case.day)
    return Verdict(met, "wording-was-read", basis.source.title, {"day": case.day.isoformat()})


def in_force(case: Situation, basis: LegalBasis) -> Verdict:
    """Emergency law sleeps until a royal decree. Source: Coördinatiewet uitzonderingstoestanden 1, 7-8."""
    awake = bool({basis.code, *basis.awakened_by} & case.decrees)
    return claim(not basis.dormant or awake, "law-is-in-force", basis.source)


def not_replaced(case: Situation, basis: LegalBasis) -> Verdict:
    """A decree may turn the road of some tasks: mayors then no longer ask the Minister of JenV. A power switches
    nothing off before it is used. Source: Oorlogswet 14, WBBBG 10.
    """
    active = [r for r in basis.replaced_by if r.code in (case.used if r.when_used else case.decrees)]
    left = set(case.tasks) & set(basis.tasks)
    for one in active:
        left -= set(one.tasks or left)
    decree = ", ".join(one.code for one in active)
    return claim(not active or bool(left), "no-decree-replaces-it", basis.source, decree=decree)


def territory_covered(case: Situation, basis: LegalBasis) -> Verdict:
    """The islands have their own act. Source: Veiligheidswet BES 6, 7, 58."""
    met = basis.territory == "any" or basis.overseas == case.island
    return claim(met, "basis-covers-the-territory", basis.source, island=case.island)


def place_is_covered(case: Situation, basis: LegalBasis) -> Verdict:
    """Help abroad or at sea, and askers from abroad: no text that was read covers them. Source: MSOB 2."""
    met = not (case.abroad or case.at_sea)
    return claim(met, "text-covers-the-place", basis.source, abroad=case.abroad, at_sea=case.at_sea)


def carries_task(case: Situation, basis: LegalBasis) -> Verdict:
    """Each basis is for its own kind of task. Source: first paragraph of each basis."""
    met = bool(set(case.tasks) & set(basis.tasks))
    return claim(met, "basis-carries-the-task", basis.source, task=case.task)


def covers_supply(case: Situation, basis: LegalBasis) -> Verdict:
    """Who gives the help decides which article it is. Source: PolW 56, 57, 58; Wvr 51(3)."""
    met = not (case.supply and basis.supplies) or case.supply in basis.supplies
    return claim(met, "basis-covers-the-supply", basis.source, supply=case.supply)


def covers_receiver(case: Situation, basis: LegalBasis) -> Verdict:
    """Help to the police and help to the KMar are different articles. Source: PolW 56-58 and 61-62."""
    met = not (case.receiver and basis.receivers) or case.receiver in basis.receivers
    return claim(met, "basis-covers-the-receiver", basis.source, receiver=case.receiver)


def right_alarm_line(case: Situation, basis: LegalBasis) -> Verdict:
    """Each unit with a direct alarm has its own line. Source: Catalogus Nationale Operaties."""
    met = not (basis.alarm_line and case.alarm) or basis.alarm_line == case.alarm
    return claim(met, "alarm-line-is-this-one", basis.source, alarm=case.alarm)


def requester_named(case: Situation, basis: LegalBasis) -> Verdict:
    """The text says who may ask; where only practice does, that advises. Source: Wvr 51(1), PolW 57(2), MSOB 1(c) and
    3(1), Inkwartieringswet 6.
    """
    nobody_said = not (case.requester_role or case.requester_kind)
    named = case.requester_role in basis.requesters or case.requester_kind in basis.prepared_by
    met = not basis.requesters or nobody_said or named
    by_law = basis.requester_origin == "law"
    return claim(met, "requester-is-named-by-the-basis", basis.asking, by_law, seats=", ".join(basis.requesters))


SCOPE: tuple[Rule, ...] = (
    wording_holds, wording_was_read, in_force, not_replaced, territory_covered, place_is_covered, carries_task,
    covers_supply, covers_receiver, right_alarm_line,
)  # fmt: skip
"""What a basis is about: outside it, it does not apply, whatever the evidence."""
NOT_READ = frozenset({"wording-was-read", "text-covers-the-place"})
"""Unmet, it says that nobody read a text for it, which is another answer than that there is no basis."""
APPLIES: tuple[Rule, ...] = (*SCOPE, requester_named)
"""Asked of every basis."""


def advises(rule: Rule, basis: LegalBasis) -> bool:
    """Where the text names who may ask, nobody else may; where practice does, whoever asks is helped."""
    return rule is requester_named and basis.requester_origin != "law"


# What some bases ask besides: by the code under `conditions` in the rules


def _source(basis: LegalBasis, condition: str) -> Source:
    return basis.condition_sources.get(condition, basis.source)


def fire_disaster_or_crisis(case: Situation, basis: LegalBasis) -> Verdict:
    """A fire, disaster or crisis, or serious fear of it; who calls it so is believed. Source: Wvr 1, 51(1)."""
    known = True if case.fire else case.is_disaster_or_crisis
    source = _source(basis, "fire-disaster-or-crisis")
    believed = known is None and case.fire is None
    return claim(bool(known) or believed, "it-is-fire-disaster-or-crisis", source)


def special_case(case: Situation, basis: LegalBasis) -> Verdict:
    """Only in special cases, which must be argued. Source: PolW 58(1), 62(1); VBES 6."""
    return answered(case.special_case, "special-case-is-argued", _source(basis, "special-case"))


def under_the_minister(case: Situation, basis: LegalBasis) -> Verdict:
    """A task directly under the Minister, such as persons that he designated. Source: PolW 57(4), 58(4), 42(1)(c)."""
    return claim(case.directly_under_minister, "task-is-under-the-minister", _source(basis, "under-the-minister"))


def not_under_the_minister(case: Situation, basis: LegalBasis) -> Verdict:
    """In a task directly under the Minister nobody asks: he acts himself. Source: PolW 57(4), 58(4)."""
    met = not case.directly_under_minister
    return claim(met, "task-is-under-mayor-or-prosecutor", _source(basis, "not-under-the-minister"))


def own_task_of_kmar(case: Situation, basis: LegalBasis) -> Verdict:
    """What the KMar does as its own task is not assistance. Source: PolW 4(1)."""
    return claim(case.kmar_own_task, "it-is-an-own-task-of-the-kmar", _source(basis, "own-task-of-kmar"))


def not_assistance(case: Situation, basis: LegalBasis) -> Verdict:
    """What is assistance is not support: no order, no enforcement, no disaster. Source: MSOB 1(a)."""
    met = case.tasks == ("public-interest",)
    return claim(met, "task-is-not-assistance", _source(basis, "not-assistance"), task=case.task)


def own_legal_task(case: Situation, basis: LegalBasis) -> Verdict:
    """The interest belongs to the body's own legal responsibilities. Source: MSOB 1(b)."""
    return claim(case.own_legal_task is not False, "task-is-the-bodys-own", _source(basis, "own-legal-task"))


def in_the_netherlands(case: Situation, basis: LegalBasis) -> Verdict:
    """Only in the Netherlands; whether that covers the islands since 2010 is doubtful. Source: MSOB 2."""
    return claim(not case.island, "support-is-in-the-netherlands", _source(basis, "in-the-netherlands"))


def last_resort(case: Situation, basis: LegalBasis) -> Verdict:
    """Not, not in time, or not adequately able itself, with reasons. Source: MSOB 3(2)."""
    return answered(case.last_resort_reasons, "last-resort-is-argued", _source(basis, "last-resort"))


def market_test(case: Situation, basis: LegalBasis) -> Verdict:
    """Why no firm can do it, or a statement of its trade association; not for a minister. Source: MSOB 3(3), 3(4)."""
    source = _source(basis, "market-test")
    exempt = case.requester_role in basis.market_test_exempt or case.requester_kind in basis.market_test_exempt_kinds
    answers = (case.market_reasons, case.trade_statement)
    answer = None if None in answers and True not in answers else True in answers
    return claim(True, "market-test-is-met", source) if exempt else answered(answer, "market-test-is-met", source)


def no_immovable_property(case: Situation, basis: LegalBasis) -> Verdict:
    """Land and buildings go through the Domains service. Source: MSOB 4(5)."""
    return claim(not case.immovable, "it-is-no-immovable-property", _source(basis, "no-immovable-property"))


def immovable_property(case: Situation, basis: LegalBasis) -> Verdict:
    """For land and buildings the Domains service decides, on the advice of Defence. Source: MSOB 4(5)."""
    return claim(case.immovable, "it-is-immovable-property", _source(basis, "immovable-property"))


def not_abroad(case: Situation, basis: LegalBasis) -> Verdict:
    """Not outside the Kingdom. Source: MSOB 2."""
    return claim(not case.abroad, "support-is-not-abroad", _source(basis, "not-abroad"))


def temporary(case: Situation, basis: LegalBasis) -> Verdict:
    """Support is temporary by nature. Source: MSOB 5."""
    return claim(not case.permanent, "help-is-temporary", _source(basis, "temporary"))


def adjacent_region(case: Situation, basis: LegalBasis) -> Verdict:
    """The direct line goes to an adjacent region only. Source: Wvr 51(5)."""
    return claim(case.adjacent is True, "region-is-adjacent", _source(basis, "adjacent-region"))


def both_crisis_plans(case: Situation, basis: LegalBasis) -> Verdict:
    """Both crisis plans hold agreements on it. Source: Wvr 51(5)."""
    return claim(case.both_crisis_plans is True, "both-crisis-plans-agree", _source(basis, "both-crisis-plans"))


def urgency(case: Situation, basis: LegalBasis) -> Verdict:
    """The direct line is for urgent cases. Source: Wvr 51(5)."""
    return claim(case.urgent, "it-is-urgent", _source(basis, "urgency"))


def state_cannot_provide(case: Situation, basis: LegalBasis) -> Verdict:
    """Requisition only where the State has not provided. Source: Inkwartieringswet 14."""
    return claim(case.state_cannot_provide is True, "state-cannot-provide", _source(basis, "state-cannot-provide"))


def not_from_inhabitants(case: Situation, basis: LegalBasis) -> Verdict:
    """The military never demand anything straight from inhabitants. Source: Inkwartieringswet 7(2)."""
    met = not case.asks_inhabitants
    return claim(met, "inhabitants-are-not-asked-directly", _source(basis, "not-from-inhabitants"))


def urgent_circumstances(case: Situation, basis: LegalBasis) -> Verdict:
    """Supplies are requisitioned in urgent circumstances only. Source: Inkwartieringswet 27."""
    if case.allied_need != "supplies":
        return claim(True, "circumstances-are-urgent", _source(basis, "urgent-circumstances"))
    return answered(case.dire_circumstances, "circumstances-are-urgent", _source(basis, "urgent-circumstances"))


def no_services_disturbed(case: Situation, basis: LegalBasis) -> Verdict:
    """Transport is not requisitioned at the cost of public services or care. Source: Inkwartieringswet 24(2)."""
    met = not case.disturbs_services or case.allied_need in {"billets", "supplies"}
    return claim(met, "services-are-not-disturbed", _source(basis, "no-services-disturbed"))


def refused_before(case: Situation, basis: LegalBasis) -> Verdict:
    """Only after the request was refused, wholly or in part. Source: PolW 56(4)."""
    return claim(case.refused_before, "request-was-refused", _source(basis, "refused-before"))


def more_than_regional(case: Situation, basis: LegalBasis) -> Verdict:
    """Of more than regional importance, as judged. Source: first paragraph of each basis."""
    return claim(case.scale == "more-than-regional", "it-is-more-than-regional", _source(basis, "more-than-regional"))


def power_is_used(case: Situation, basis: LegalBasis) -> Verdict:
    """A power that sleeps no longer must still be used. Source: WBBBG 10(1), 10(2)."""
    used = bool({basis.code, *basis.awakened_by} & case.used)
    return claim(used, "power-is-used", _source(basis, "power-is-used"))


CONDITIONS: Mapping[str, Rule] = {
    "fire-disaster-or-crisis": fire_disaster_or_crisis,
    "special-case": special_case,
    "under-the-minister": under_the_minister,
    "not-under-the-minister": not_under_the_minister,
    "own-task-of-kmar": own_task_of_kmar,
    "not-assistance": not_assistance,
    "own-legal-task": own_legal_task,
    "in-the-netherlands": in_the_netherlands,
    "last-resort": last_resort,
    "market-test": market_test,
    "no-immovable-property": no_immovable_property,
    "temporary": temporary,
    "adjacent-region": adjacent_region,
    "both-crisis-plans": both_crisis_plans,
    "urgency": urgency,
    "state-cannot-provide": state_cannot_provide,
    "not-from-inhabitants": not_from_inhabitants,
    "immovable-property": immovable_property,
    "not-abroad": not_abroad,
    "urgent-circumstances": urgent_circumstances,
    "no-services-disturbed": no_services_disturbed,
    "refused-before": refused_before,
    "power-is-used": power_is_used,
    "more-than-regional": more_than_regional,
}
"""The code in the rules, and the rule that judges it."""
ALWAYS = frozenset({
    "alarm", "guarding-act", "in-force", "not-replaced", "place", "receiver", "requester", "supply", "task",
    "territory", "wording",
})  # fmt: skip
"""What is weighed of every basis without being asked, as the facts that decide it name it."""


# What is worth a warning, and never blocks


def text_was_read(case: Situation, basis: LegalBasis) -> Verdict:
    """Was the text itself read, and lately? Source: evidence mark of the basis."""
    met = basis.source.evidence in TRUE_MARKS
    return claim(met, "text-was-read", basis.source, binding=False, evidence=basis.source.evidence)


def text_names_requester(case: Situation, basis: LegalBasis) -> Verdict:
    """Before 2023 the act named nobody who asks: what is shown is practice. Source: PolW 57, 58 (text of 2021)."""
    return claim(basis.requester_origin == "law", "text-names-the-requester", basis.source, binding=False)


NOTES: tuple[Rule, ...] = (text_was_read, text_names_requester)
