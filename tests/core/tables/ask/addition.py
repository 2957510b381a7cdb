"""The rules of an addition."""

from steun.core.ask import addition as a
from steun.core.ask.addition import AdditionFacts
from steun.core.ask.rules import RequestFacts
from tests.core.tables.truth import row, table


def facts(state: str = "asked", **words: object) -> AdditionFacts:
    return AdditionFacts(RequestFacts(), state, **words)


TABLES = [
    table(
        a.request_still_runs, "joined-request-runs", "Steun",
        met=[row(facts("asked"), state="asked"), facts("granted"), facts("ordered"), facts("deployed")],
        unmet=[row(facts(state), state=state) for state in ("draft", "ended", "withdrawn", "refused", "closed")],
    ),
    table(
        a.somebody_else_judges, "addition-is-judged-by-another", "Steun",
        met=[facts(actor="p1", added_by="p2"), facts(added_by="p2"), facts()],
        unmet=[facts(actor="p1", added_by="p1")],
    ),
    table(
        a.decline_has_reasons, "decline-has-reasons", "Awb, art. 3:46 (norm)",
        met=[facts(reason="Too far away")],
        unmet=[facts(), facts(reason="  ")],
    ),
]  # fmt: skip
