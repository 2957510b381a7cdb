"""The rules of giving and delegating a mandate. A mandate from noon on, for a mayor of a municipality."""

from datetime import timedelta
from typing import Any

from steun.core.people import mandate as m
from steun.core.people.mandate import MandateFacts
from tests.core.tables.samples import DAY, MINUTE, NOON
from tests.core.tables.truth import table

TEN = timedelta(minutes=10)


def facts(begins: Any = NOON, ends: Any = None, **given: Any) -> MandateFacts:
    return MandateFacts(NOON, begins, ends, **given)


def limits(given: dict[str, Any], own: dict[str, Any]) -> MandateFacts:
    return facts(limits=given, own_limits=own)


TABLES = [
    table(
        m.period_runs_forward, "mandate-period-runs-forward", "Steun",
        met=[facts(), facts(ends=NOON + MINUTE)], unmet=[facts(ends=NOON), facts(ends=NOON - MINUTE)],
    ),
    table(
        m.not_over_already, "mandate-not-over", "Steun",
        met=[facts(), facts(NOON - DAY, NOON + MINUTE)],
        unmet=[facts(NOON - DAY, NOON), facts(NOON - DAY, NOON - MINUTE)],
    ),
    table(
        m.not_backdated, "mandate-not-backdated", "Steun",
        met=[facts(), facts(NOON - TEN), facts(NOON + DAY)], unmet=[facts(NOON - TEN - MINUTE)],
    ),
    table(
        m.role_fits_organisation, "role-fits-organisation", "Steun",
        met=[facts(organisation_kind="municipality", kinds_of_role=("municipality",))],
        unmet=[facts(organisation_kind="police", kinds_of_role=("municipality",)), facts()],
    ),
    table(
        m.role_fits_organisation, "role-fits-organisation", "Act, art. 1",
        met=[], unmet=[facts(organisation_kind="police", role_source="Act, art. 1")],
    ),
    table(m.not_to_oneself, "mandate-not-to-oneself", "Steun", met=[facts()], unmet=[facts(to_oneself=True)]),
    table(m.person_is_active, "person-is-active", "Steun", met=[facts()], unmet=[facts(person_active=False)]),
    table(m.not_held_already, "mandate-not-held-already", "Steun", met=[facts()], unmet=[facts(held_already=True)]),
    table(
        m.mandator_holds_power, "mandator-holds-power", "Awb, art. 10:1",
        met=[facts()], unmet=[facts(mandator_holds_power=False)],
    ),
    table(m.mandate_in_force, "mandate-in-force", "Awb, art. 10:1", met=[facts()], unmet=[facts(own_in_force=False)]),
    table(m.delegable, "mandate-is-delegable", "Awb, art. 10:9", met=[facts()], unmet=[facts(own_delegable=False)]),
    table(
        m.within_own_period, "within-own-period", "Awb, art. 10:9",
        met=[
            facts(), facts(ends=NOON + DAY), facts(own_from=NOON), facts(ends=NOON + DAY, own_until=NOON + DAY),
            facts(ends=NOON + DAY, own_from=NOON, own_until=NOON + DAY),
        ],
        unmet=[
            facts(own_from=NOON + MINUTE), facts(own_until=NOON + DAY),
            facts(ends=NOON + DAY + MINUTE, own_until=NOON + DAY), facts(own_from=NOON - DAY, own_until=NOON + DAY),
        ],
    ),
    table(
        m.within_own_limits, "within-own-limits", "Awb, art. 10:9",
        met=[
            limits({}, {}), limits({"bases": ["a"]}, {}), limits({"bases": ["a"]}, {"bases": ["a"]}),
            limits({"bases": ["a"]}, {"bases": ["a", "b"]}), limits({"quantity": 5}, {"quantity": 5}),
            limits({"acts": ["gate.pass"]}, {"acts": ["gate.pass", "gate.refuse"]}),
        ],
        unmet=[
            limits({}, {"bases": ["a"]}), limits({"bases": ["a", "c"]}, {"bases": ["a", "b"]}),
            limits({}, {"quantity": 5}), limits({"quantity": 6}, {"quantity": 5}),
            limits({}, {"acts": ["gate.pass"]}), limits({"acts": ["gate.refuse"]}, {"acts": ["gate.pass"]}),
            limits({"bases": ["a"], "quantity": 6}, {"bases": ["a"], "quantity": 5}),
            limits({"bases": ["b"], "quantity": 5}, {"bases": ["a"], "quantity": 5}),
        ],
    ),
]  # fmt: skip
