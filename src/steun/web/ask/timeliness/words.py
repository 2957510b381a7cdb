"""In time, or not, in words: the one sentence and the one tone for each answer, on every page and through the API."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from steun.core.decide.timeliness import IN_TIME, LATE, NOTHING_PROMISED, PARTLY, TOO_FEW, TOO_LATE, UNKNOWN, Timeliness
from steun.web.kernel import words
from steun.web.kernel.input.shape import Shape
from steun.web.templatetags.steun import minutes

TONES = {IN_TIME: "good", LATE: "late", PARTLY: "part", TOO_LATE: "bad", UNKNOWN: "unsure"}
"""Code -> tone of a badge: each has a shape of its own beside its colour."""


HOUR, TWO_DAYS = 60, 48 * 60


class TimelinessOut(Shape):
    """Is it in time? code: in-time, late, partly, too-late, unknown. minutes: how late. quantity of asked (0: nobody
    said how many) from `at`. why: a code, where the code alone does not tell it. text: in the reader's language."""

    code: str
    minutes: int
    quantity: int
    asked: int
    at: datetime | None
    why: str
    text: str


def text(found: Timeliness, *, exact: bool = True) -> str:
    """Not `exact`: from classes, of which the least is sure, so it says at least so many, at most so late."""
    if found.why == TOO_FEW and not exact:
        found = replace(found, why="")
    facts = {"time": span(found.minutes), "quantity": found.quantity, "asked": found.asked}
    least = words.sentence("timeliness", sentence_of(found), facts)
    bound = {PARTLY: "at-least", LATE: "at-most"}.get(found.code)
    return least if exact or bound is None else words.sentence("timeliness", bound, {"text": least})


def span(late: int) -> str:
    """Minutes as they stand within a sentence: 45 min, 2 h, 3 h 53 min."""
    return f"{minutes(late)} min" if HOUR < late < TWO_DAYS and late % HOUR else minutes(late)


def sentence_of(found: Timeliness) -> str:
    """Which sentence tells it."""
    if found.why == NOTHING_PROMISED:
        return found.why if found.code == UNKNOWN else f"{found.code}-{found.why}"
    if found.code == PARTLY and found.asked and not found.why:
        return "partly-late" if found.minutes else PARTLY
    return found.why or found.code


def tone(found: Timeliness) -> str:
    return TONES[found.code]


def out(found: Timeliness | None, *, exact: bool = True) -> dict[str, Any] | None:
    """For machines."""
    if found is None:
        return None
    names = ("code", "minutes", "quantity", "asked", "at", "why")
    return {**{name: getattr(found, name) for name in names}, "text": text(found, exact=exact)}
