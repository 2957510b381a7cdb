"""Cases that the rules name: when a gate is asked for (`only_when`), when a provision is shown (`when`)."""

from collections.abc import Callable, Mapping

from steun.core.ask.route.scale import rows_of
from steun.core.ask.route.situation import Situation
from steun.core.kernel.law import Law, LegalBasis

Case = Callable[[Situation, LegalBasis | None, Law], bool]


def _chair_uses_mayors_power(case: Situation, basis: LegalBasis | None, law: Law) -> bool:
    """Only what the mayor may do goes to the chair, never the power of a prosecutor. Source: Wvr 39(1)."""
    rows = rows_of(case, basis, law) if basis else ()
    return case.chair_has_power and any(row.above_local for row in rows)


def _mandate_holds(case: Situation, basis: LegalBasis | None, law: Law) -> bool:
    """The chair of the Board decides in the Minister's name, but for three cases. Source: Regeling DSI, art. 6(1)."""
    return case.standard_scenario and not case.linked_incidents and not case.large_national_interest


def _is_mixed(case: Situation, basis: LegalBasis | None, law: Law) -> bool:
    """Order and criminal law together: both ministers are heard. Source: Veiligheidswet BES 6, 7."""
    return {"public-order", "criminal-law"} <= set(case.tasks)


def _disorder(case: Situation, basis: LegalBasis | None, law: Law) -> bool:
    return "public-order" in case.tasks and case.beyond_local and not case.island


def _forced_evacuation(case: Situation, basis: LegalBasis | None, law: Law) -> bool:
    return case.forced_evacuation and bool({"disaster", "public-order"} & set(case.tasks))


CASES: Mapping[str, Case] = {
    "": lambda case, basis, law: True,
    "more-than-local": lambda case, basis, law: case.chair_has_power,
    "more-than-regional": lambda case, basis, law: case.chair_has_power and case.scale == "more-than-regional",
    "chair-uses-mayors-power": _chair_uses_mayors_power,
    "military-means-wished": lambda case, basis, law: not case.supply or case.supply in law.country.military,
    "another-minister-wished": lambda case, basis, law: case.supply == "ministry" and case.task == "disaster",
    "another-island-wished": lambda case, basis, law: case.supply == "island",
    "mandate-holds": _mandate_holds,
    "mandate-lapses": lambda case, basis, law: not _mandate_holds(case, basis, law),
    "no-scenario": lambda case, basis, law: not case.standard_scenario,
    "mixed-task": _is_mixed,
    "state-of-emergency": lambda case, basis, law: case.state_of_emergency,
    "no-state-of-emergency": lambda case, basis, law: not case.state_of_emergency,
    "forced-evacuation": _forced_evacuation,
    "disorder-above-local": _disorder,
    "person-is-guarded": lambda case, basis, law: case.guards == "person" and not case.island,
    "designated-object": lambda case, basis, law: case.designated_object and case.guards != "person",
}
"""The code in the rules, and when it holds. Without a basis the case alone is looked at."""
