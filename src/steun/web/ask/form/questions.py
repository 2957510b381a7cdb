"""What the route finder asks in plain words: only the questions that can matter for this kind of task."""

from __future__ import annotations

from dataclasses import dataclass

from steun.rules.load import law
from steun.web.ask.form.fields import ANSWERS, CHOICES, UNTIL_TOLD, YES_OR_NO
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import SituationIn

KINDS = (
    "disaster", "public-order", "criminal-law", "public-interest", "special-units", "direct-alarm", "allied-transit",
)  # fmt: skip
"""Kinds of task, the most frequent first."""

ASKED: dict[str, tuple[str, ...]] = {
    "disaster": (
        "needs_powers", "more_than_local", "more_than_regional", "vital_interest", "supply",
    ),
    "public-order": ("receiver", "supply", "more_than_local", "vital_interest", "designated_person"),
    "criminal-law": ("receiver", "supply", "designated_person"),
    "public-interest": ("needs_powers",),
    "special-units": ("standard_scenario", "linked_incidents", "large_national_interest"),
    "allied-transit": ("state_cannot_provide",),
    "direct-alarm": ("alarm",),
}  # fmt: skip
"""Source: law.md, section 14 (definitions as decision criteria) and the conditions of each basis."""
IF_URGENT = {"disaster": ("adjacent_region", "crisis_plans_agree")}
"""The direct line to the neighbour is for urgent cases. Source: Wvr 51(5)."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `choices` are codes in the context `answer`, empty for yes or no."""

    name: str
    value: object
    choices: tuple[str, ...] = ()


def kinds_for(request: Request) -> list[str]:
    """Kinds of task that some basis carries for whoever asks: Defence asks for other things than a mayor."""
    carried = {task for b in law().on(request.law_day).values() if b.direction == request.direction for task in b.tasks}
    return [kind for kind in KINDS if kind in carried]


def questions_for(request: Request) -> list[Question]:
    """The questions for this kind of task, with the answers given."""
    given = {**SituationIn().model_dump(), **request.situation}
    names = ASKED.get(request.task_kind, ()) + (IF_URGENT.get(request.task_kind, ()) if request.urgent else ())
    return [
        Question(name, told(name, given[name]), () if name in YES_OR_NO else CHOICES[name])
        for name in names
        if name in ANSWERS
    ]


def told(name: str, value: object) -> object:
    """The answer as the form writes it; "" when nobody answered."""
    if name in UNTIL_TOLD:
        return "" if value is None else "yes" if value else "no"
    return value
