"""What a legal basis demands of a case: one claim, one verdict, one source. Each answer names its article.

Facts of which the text was not read literally warn and never block.
"""

from collections.abc import Callable, Mapping

from steun.core.ask.route.situation import Situation
from steun.core.kernel.law import TRUE_MARKS, LegalBasis, Source
from steun.core.kernel.verdict import Fact, Verdict

Rule = Callable[[Situation, LegalBasis], Verdict]


def said(met: bool, code: str, source: Source, binding: bool = True, **facts: Fact) -> Verdict:
    """A verdict on the ground of a source; a source that nobody has read literally only warns."""
    return Verdict(met, code, source.title, facts, binding and source.binds)


def answered(answer: bool | None, code: str, source: Source, **facts: Fact) -> Verdict:
    """Met when told so; what was not told yet only warns."""
    return said(answer is True, code, source, answer is not None, **facts)


# Does this basis apply at all?


def wording_holds(case: Situation, basis: LegalBasis) -> Verdict:
    """The law of the day applies. Source: first and last day of the wording."""
    met = basis.source.holds_on(case.day)
    facts: dict[str, Fact] = {"day": case.day.isoformat(), "valid_from": basis.source.valid_from.isoformat()}
    return Verdict(met, "wording-holds-on-day", basis.source.title, facts)


def in_force(case: Situation, basis: LegalBasis) -> Verdict:
    """Emergency law sleeps until a royal decree. Source: Coördinatiewet uitzonderingstoestanden 1, 7-8."""
    return said(not basis.dormant or basis.code in case.decrees, "law-is-in-force", basis.source)


def not_replaced(case: Situation, basis: LegalBasis) -> Verdict:
    """A decree may turn the route: mayors then no longer ask the Minister of JenV. Source: Oorlogswet 14, WBBBG 10."""
    active = [code for code in basis.replaced_by if code in case.decrees]
    # Where task divides the power to ask, the prosecutor's own power is not switched off.
    by_prosecutor = "criminal-law" in case.tasks and bool(basis.requesters_by_task)
    return said(not active or by_prosecutor, "no-decree-replaces-it", basis.source, decree=", ".join(active))


def territory_covered(case: Situation, basis: LegalBasis) -> Verdict:
    """The islands have their own act. Source: Veiligheidswet BES 6, 7, 58."""
    met = basis.territory == "any" or (basis.territory == "bes") == case.island
    return said(met, "basis-covers-the-territory", basis.source, island=case.island)


def carries_task(case: Situation, basis: LegalBasis) -> Verdict:
    """Each basis is for its own kind of task. Source: first paragraph of each basis."""
    met = bool(set(case.tasks) & set(basis.tasks))
    return said(met, "basis-carries-the-task", basis.source, task=case.task)


def covers_supply(case: Situation, basis: LegalBasis) -> Verdict:
    """Who gives the help decides which article it is. Source: PolW 56, 57, 58; Wvr 51(3)."""
    met = not (case.supply and basis.supplies) or case.supply in basis.supplies
    return said(met, "basis-covers-the-supply", basis.source, supply=case.supply)


def covers_receiver(case: Situation, basis: LegalBasis) -> Verdict:
    """Help to the police and help to the KMar are different articles. Source: PolW 56-58 and 61-62."""
    met = not (case.receiver and basis.receivers) or case.receiver in basis.receivers
    return said(met, "basis-covers-the-receiver", basis.source, receiver=case.receiver)


def right_alarm_line(case: Situation, basis: LegalBasis) -> Verdict:
    """Each unit with a direct alarm has its own line. Source: Catalogus Nationale Operaties."""
    met = not (basis.alarm_line and case.alarm) or basis.alarm_line == case.alarm
    return said(met, "alarm-line-is-this-one", basis.source, alarm=case.alarm)


def requester_named(case: Situation, basis: LegalBasis) -> Verdict:
    """The text says who may ask. Source: Wvr 51(1), PolW 57(2), MSOB 1(c) and 3(1), Inkwartieringswet 6."""
    nobody_said = not (case.requester_role or case.requester_kind)
    named = case.requester_role in basis.requesters or case.requester_kind in basis.prepared_by
    met = not basis.requesters or nobody_said or named
    return said(met, "requester-is-named-by-the-basis", basis.asking, seats=", ".join(basis.requesters))


APPLIES: tuple[Rule, ...] = (
    wording_holds, in_force, not_replaced, territory_covered, carries_task, covers_supply, covers_receiver,
    right_alarm_line, requester_named,
)  # fmt: skip
"""Asked of every basis."""


# What some bases ask besides: by the code under `conditions` in the rules


def _source(basis: LegalBasis, condition: str) -> Source:
    return basis.condition_sources.get(condition, basis.source)


def fire_disaster_or_crisis(case: Situation, basis: LegalBasis) -> Verdict:
    """A fire, disaster or crisis, or serious fear of it; who calls it so is believed. Source: Wvr 1, 51(1)."""
    known = True if case.fire else case.is_disaster_or_crisis
    source = _source(basis, "fire-disaster-or-crisis")
    believed = known is None and case.fire is None
    return said(bool(known) or believed, "it-is-fire-disaster-or-crisis", source)


def special_case(case: Situation, basis: LegalBasis) -> Verdict:
    """Only in special cases, which must be argued. Source: PolW 58(1), 62(1); VBES 6."""
    return answered(case.special_case, "special-case-is-argued", _source(basis, "special-case"))


def under_the_minister(case: Situation, basis: LegalBasis) -> Verdict:
    """A task directly under the Minister, such as persons that he designated. Source: PolW 57(4), 58(4), 42(1)(c)."""
    return said(case.designated_person, "task-is-under-the-minister", _source(basis, "under-the-minister"))


def not_under_the_minister(case: Situation, basis: LegalBasis) -> Verdict:
    """In a task directly under the Minister nobody asks: he acts himself. Source: PolW 57(4), 58(4)."""
    met = not case.designated_person
    return said(met, "task-is-under-mayor-or-prosecutor", _source(basis, "not-under-the-minister"))


def own_task_of_kmar(case: Situation, basis: LegalBasis) -> Verdict:
    """What the KMar does as its own task is not assistance. Source: PolW 4(1)."""
    return said(case.kmar_own_task, "it-is-an-own-task-of-the-kmar", _source(basis, "own-task-of-kmar"))


def not_assistance(case: Situation, basis: LegalBasis) -> Verdict:
    """What is assistance is not support: no order, no enforcement, no disaster. Source: MSOB 1(a)."""
    met = case.tasks == ("public-interest",)
    return said(met, "task-is-not-assistance", _source(basis, "not-assistance"), task=case.task)


def own_legal_task(case: Situation, basis: LegalBasis) -> Verdict:
    """The interest belongs to the body's own legal responsibilities. Source: MSOB 1(b)."""
    return said(case.own_legal_task is not False, "task-is-the-bodys-own", _source(basis, "own-legal-task"))


def in_the_netherlands(case: Situation, basis: LegalBasis) -> Verdict:
    """Only in the Netherlands; whether that covers the islands since 2010 is doubtful. Source: MSOB 2."""
    return said(not case.island, "support-is-in-the-netherlands", _source(basis, "in-the-netherlands"))


def last_resort(case: Situation, basis: LegalBasis) -> Verdict:
    """Not, not in time, or not adequately able itself, with reasons. Source: MSOB 3(2)."""
    return answered(case.last_resort_reasons, "last-resort-is-argued", _source(basis, "last-resort"))


def market_test(case: Situation, basis: LegalBasis) -> Verdict:
    """Why no firm can do it, or a statement of its trade association; not for a minister. Source: MSOB 3(3), 3(4)."""
    source = _source(basis, "market-test")
    exempt = case.requester_role in basis.market_test_exempt or case.requester_kind == "ministry"
    answers = (case.market_reasons, case.trade_statement)
    answer = None if None in answers and True not in answers else True in answers
    return said(True, "market-test-is-met", source) if exempt else answered(answer, "market-test-is-met", source)


def no_immovable_property(case: Situation, basis: LegalBasis) -> Verdict:
    """Land and buildings go through the Domains service. Source: MSOB 4(5)."""
    return said(not case.immovable, "it-is-no-immovable-property", _source(basis, "no-immovable-property"))


def temporary(case: Situation, basis: LegalBasis) -> Verdict:
    """Support is temporary by nature. Source: MSOB 5."""
    return said(not case.permanent, "help-is-temporary", _source(basis, "temporary"))


def adjacent_region(case: Situation, basis: LegalBasis) -> Verdict:
    """The direct line goes to an adjacent region only. Source: Wvr 51(5)."""
    return said(case.adjacent is True, "region-is-adjacent", _source(basis, "adjacent-region"))


def both_crisis_plans(case: Situation, basis: LegalBasis) -> Verdict:
    """Both crisis plans hold agreements on it. Source: Wvr 51(5)."""
    return said(case.both_crisis_plans is True, "both-crisis-plans-agree", _source(basis, "both-crisis-plans"))


def urgency(case: Situation, basis: LegalBasis) -> Verdict:
    """The direct line is for urgent cases. Source: Wvr 51(5)."""
    return said(case.urgent, "it-is-urgent", _source(basis, "urgency"))


def state_cannot_provide(case: Situation, basis: LegalBasis) -> Verdict:
    """Requisition only where the State has not provided. Source: Inkwartieringswet 14."""
    return said(case.state_cannot_provide is True, "state-cannot-provide", _source(basis, "state-cannot-provide"))


def not_from_inhabitants(case: Situation, basis: LegalBasis) -> Verdict:
    """The military never demand anything straight from inhabitants. Source: Inkwartieringswet 7(2)."""
    met = not case.asks_inhabitants
    return said(met, "inhabitants-are-not-asked-directly", _source(basis, "not-from-inhabitants"))


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
}
"""The code in the rules, and the rule that judges it."""


# What is worth a warning, and never blocks


def text_was_read(case: Situation, basis: LegalBasis) -> Verdict:
    """Was the text itself read, and lately? Source: evidence mark of the basis."""
    met = basis.source.evidence in TRUE_MARKS
    return said(met, "text-was-read", basis.source, binding=False, evidence=basis.source.evidence)


def text_names_requester(case: Situation, basis: LegalBasis) -> Verdict:
    """Before 2023 the act named nobody who asks: what is shown is practice. Source: PolW 57, 58 (text of 2021)."""
    return said(basis.requester_origin == "law", "text-names-the-requester", basis.source, binding=False)


NOTES: tuple[Rule, ...] = (text_was_read, text_names_requester)
