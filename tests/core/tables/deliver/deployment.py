"""The rules of a deployment."""

from typing import Any

from steun.core.ask.rules import RequestFacts
from steun.core.deliver import deployment as d
from steun.core.deliver.deployment import DeploymentFacts
from tests.core.tables.samples import MINUTE, NOON
from tests.core.tables.truth import ASKS, row, table

LATER = NOON + MINUTE


def facts(**given: Any) -> DeploymentFacts:
    return DeploymentFacts(RequestFacts(), "RWS", **given)


TABLES = [
    table(d.commitment_stands, "commitment-stands", "Steun", met=[facts()], unmet=[facts(committed=False)]),
    table(
        d.gezag_consents, "gezag-consents", "Ambtsinstructie, art. 6(2)",
        met=[row(facts(), gates="")], unmet=[row(facts(consent_open=("a", "b")), gates="a, b")],
    ),
    table(
        d.gezag_consents, "gezag-consents", "Act, art. 7",
        met=[facts(consent_source="Act, art. 7")],
        unmet=[row(facts(consent_source="Act, art. 7", consent_open=("a",)), gates="a")],
    ),
    table(
        d.times_run_forward, "times-run-forward", "Steun",
        met=[facts(), facts(happened_at=NOON), facts(last_at=NOON), facts(happened_at=NOON, last_at=NOON),
             facts(happened_at=NOON, last_at=NOON + MINUTE * 59 / 60)],
        unmet=[facts(happened_at=NOON, last_at=LATER)],
    ),
    table(
        d.number_is_sane, "number-is-sane", "Steun",
        met=[facts(), facts(reported=0), facts(reported=1_000_000)],
        unmet=[facts(reported=-1), facts(reported=1_000_001)],
    ),
    table(
        d.corrected_report_was_given, "corrected-report-was-given", "Steun",
        met=[facts(corrects="arrive", reported_steps=("depart", "arrive"))],
        unmet=[facts(), facts(corrects="arrive", reported_steps=("depart",))],
    ),
    table(
        d.corrected_times_run_forward, "corrected-times-run-forward", "Steun",
        met=[facts(), facts(times=(NOON, NOON, LATER)), facts(times=(NOON + MINUTE * 59 / 60, NOON))],
        unmet=[facts(times=(NOON, LATER, NOON))],
    ),
    table(
        d.correction_has_reasons, "correction-has-reasons", "Steun",
        met=[facts(reason="clock was slow")], unmet=[facts(), facts(reason=" ")],
    ),
    table(
        d.number_fits_promise, "number-fits-promise", "Steun", unmet_is=ASKS,
        met=[
            facts(), facts(reported=5), facts(promised=5),
            row(facts(reported=20, promised=20), reported=20, promised=20),
            facts(reported=3, promised=20), facts(reported=200, promised=20, knowingly=True),
        ],
        unmet=[
            row(facts(reported=21, promised=20), reported=21, promised=20),
            row(facts(reported=2, promised=20), reported=2, promised=20),
            row(facts(reported=0, promised=0), reported=0, promised=0),
        ],
    ),
]  # fmt: skip
