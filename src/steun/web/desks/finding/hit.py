"""What a search finds: hits, by what they are, in one shape for page and API."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation

from steun.core.know.question import Place, Question
from steun.web.kernel import words
from steun.web.people.organisation.read import plain

KINDS = ("requests", "incidents", "capabilities", "units", "organisations", "roles", "decisions", "law", "own")
"""In the order in which equals are shown."""
MOST = 100
"""Of one kind, so many are looked at."""


@dataclass(slots=True)
class Hit:
    """One thing.

    page: the name of its page, by `key` unless `at_key` says otherwise. points: how well it answers. state: a code, in
    words by `context`. number, km, at: what it has. quantity, at, counted, exact: how many of a capability can be where
    it was asked, by when; `in_time`: within the time that was asked.
    """

    kind: str
    key: str
    name: str
    page: str
    points: int
    at_key: str | None = None
    anchor: str = ""
    detail: str = ""
    number: str = ""
    state: str = ""
    context: str = "state"
    closed: bool = False
    draft: bool = False
    at: datetime | None = None
    km: int | None = None
    quantity: int | None = None
    counted: str = ""
    exact: bool = True
    in_time: bool = True
    row: Any = None  # the request behind it, when the reader sees it whole

    @property
    def url(self) -> str:
        key = self.key if self.at_key is None else self.at_key
        return reverse(self.page, args=[key] if key else []) + self.anchor

    @property
    def state_in_words(self) -> str:
        return words.word(self.context, self.state)


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind, the most likely first. more: how many were found beside them; `many`: there may be others."""

    kind: str
    hits: list[Hit]
    total: int
    many: bool = False

    @property
    def best(self) -> int:
        return max((hit.points for hit in self.hits), default=0)

    @property
    def more(self) -> int:
        return self.total - len(self.hits)


@dataclass(frozen=True, slots=True)
class Found:
    """The answer. corrected: words that nothing has, and what was looked for instead."""

    text: str
    question: Question
    groups: list[Group]
    corrected: dict[str, str] = field(default_factory=dict)

    @property
    def near(self) -> Place | None:
        return self.question.near

    @property
    def within(self) -> int | None:
        return self.question.within

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups)

    @property
    def many(self) -> bool:
        return any(group.many for group in self.groups)

    def with_states(self) -> list[Any]:
        """The requests behind the hits."""
        return [hit.row for group in self.groups for hit in group.hits if hit.row is not None]


BOTH: dict[tuple[str, str], str] = {}


def in_both(context: str, code: str) -> str:
    """The (folded) words of a code, in Dutch and in English: whatever the interface speaks."""
    if (context, code) not in BOTH:
        found = []
        for language in ("nl", "en"):
            with translation.override(language):
                found.append(words.word(context, code))
        BOTH[context, code] = plain(" ".join(found))
    return BOTH[context, code]


def names(it: Any) -> str:
    """Both (folded) names of a row."""
    return plain(f"{it.name_nl} {it.name_en}")
