"""The life of an evaluation: due when a request ends, given before it may close."""

from dataclasses import dataclass

from steun.core.ask.request import reporters, requester
from steun.core.ask.rules import RequestFacts, bases_of
from steun.core.kernel.machine import NEW, Machine, Move
from steun.core.kernel.verdict import Verdict

SOURCE = "Kamerstuk 33 763, nr. 160"
ANSWERS = ("yes", "partly", "no", "unknown")


@dataclass(frozen=True, slots=True)
class EvaluationFacts:
    """What the rules of an evaluation look at."""

    request: RequestFacts
    effect_reached: str = ""
    in_time: str = ""
    promise_kept: str = ""
    explanation: str = ""


def every_question_is_answered(facts: EvaluationFacts) -> Verdict:
    """Effect reached? In time? Promise kept? *Unknown* is an answer, silence is not.

    Source: Kamerstuk 33 763, nr. 160.
    """
    asked = {"effect_reached": facts.effect_reached, "in_time": facts.in_time, "promise_kept": facts.promise_kept}
    missing = [name for name, answer in asked.items() if answer not in ANSWERS]
    return Verdict(not missing, "questions-are-answered", SOURCE, {"missing": ", ".join(missing)})


def what_fell_short_is_explained(facts: EvaluationFacts) -> Verdict:
    """A no needs words, or nobody learns. Source: Kamerstuk 33 763, nr. 160."""
    answers = (facts.effect_reached, facts.in_time, facts.promise_kept)
    fell_short = any(a in {"no", "partly"} for a in answers)
    return Verdict(not fell_short or bool(facts.explanation.strip()), "shortfall-is-explained", SOURCE)


def evaluators(facts: EvaluationFacts) -> frozenset[str]:
    """The requesting side gives the evaluation; who coordinates (LOCC) may do it for them."""
    return requester(facts.request) | frozenset(facts.request.roles.coordinators)


def enders(facts: EvaluationFacts) -> frozenset[str]:
    """Whoever ends the request makes its evaluation due."""
    return reporters(facts.request) | requester(facts.request)


EVALUATION: Machine[EvaluationFacts] = Machine("evaluation", [
    Move("await", NEW,     "due",   by=enders),
    Move("give",  "due",   "given", by=evaluators, when=(every_question_is_answered, what_fell_short_is_explained)),
    Move("amend", "given", "given", by=evaluators, when=(every_question_is_answered, what_fell_short_is_explained)),
], rests_on=lambda facts: bases_of(facts.request))  # fmt: skip
