"""The rules of an evaluation."""

from steun.core.ask.rules import RequestFacts
from steun.core.learn import evaluation as e
from steun.core.learn.evaluation import EvaluationFacts
from tests.core.tables.truth import row, table

AUDIT = "Kamerstuk 33 763, nr. 160"


def facts(*answers: str, explanation: str = "") -> EvaluationFacts:
    return EvaluationFacts(RequestFacts(), *answers, explanation=explanation)


TABLES = [
    table(
        e.every_question_is_answered, "questions-are-answered", AUDIT,
        met=[row(facts("yes", "partly", "no"), missing=""), facts("unknown", "unknown", "unknown")],
        unmet=[
            row(facts(), missing="effect_reached, in_time, promise_kept"),
            row(facts("yes", "yes", "maybe"), missing="promise_kept"),
            row(facts("yes", "", "yes"), missing="in_time"),
        ],
    ),
    table(
        e.what_fell_short_is_explained, "shortfall-is-explained", AUDIT,
        met=[facts("yes", "unknown", ""), facts("no", "partly", "no", explanation="late")],
        unmet=[
            facts("no", "yes", "yes"), facts("yes", "partly", "yes"), facts("yes", "yes", "no"),
            facts("no", "no", "no", explanation=" "),
        ],
    ),
]  # fmt: skip
