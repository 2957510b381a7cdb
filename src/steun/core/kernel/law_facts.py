"""What the law asks of a case: the facts that decide, and who has authority over those who carry out a task."""

from collections.abc import Mapping
from dataclasses import dataclass

FACT_KINDS = frozenset({"yes-no", "choice", "set", "count", "day", "role", "organisation"})
TOLD_BY = frozenset({"form", "request", "seat", "incident", "decree", "outcome"})
"""How a fact is told: a question of the form, another field of the request, the seat of who asks, its incident, a
decree that was entered, or what became of the request before."""


@dataclass(frozen=True, slots=True)
class DecidingFact:
    """One fact of a case that decides about its road, as `rules/nl/facts.toml` defines it."""

    code: str  # a field of core.ask.route.situation.Situation
    kind: str  # yes-no, choice, set, count, day, role, organisation
    told_by: str  # form, request, seat, incident, decree, outcome
    values: tuple[str, ...]  # of a choice or a set
    decides: tuple[str, ...]  # codes of conditions and cases that it can make true or false
    ask: Mapping[str, str]  # the question in plain words, {"nl", "en"}
