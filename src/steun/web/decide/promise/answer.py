"""The answer about one capability: facts and codes, and their sentences in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steun.core.decide import timeliness as core
from steun.core.decide.timeliness import Asked, Help, Timeliness
from steun.web.decide.kept.read import HeldReady
from steun.web.decide.promise.chart import Chart
from steun.web.decide.promise.read import Profile
from steun.web.kernel import words
from steun.web.know.catalogue.model import Capability
from steun.web.know.unit.model import Unit
from steun.web.templatetags.steun import minutes

NOBODY_SAID = Asked(None)

SHOWN = 5
"""Requests named in one sentence; more are counted."""

STEPS = ("capability", "allowed", "in-time", "alone", "available")

STAIR = {"away": "alone", "promised": "available"}
"""The step on which a reason lies, when it has another name."""


@dataclass(slots=True)
class Arrival:
    """One unit's answer. `proposed`: what its form says. `mine`: may the reader keep it aside for this request?"""

    unit: Unit
    quantity: int
    arrives: datetime
    late: int
    proposed: int
    name: str
    mine: bool = False


@dataclass(slots=True)
class Answer:
    """What can be there when, of one capability. `short`: pieces that cannot be there in time; then `reason` says why.

    asked: what is still open, and when. promised: how much in time what is promised of it is.
    falls: pieces left at each step (capability, allowed, in-time, alone, available). alone: as if nothing else were
    promised. promised_to: the class of each request that the reader may see, by number; `others` more
    are only counted. exact: False when the profile is in classes, for a reader who may not know more; then nothing else
    than the profile is shown, because whatever is compared with an exact number reveals that number. kept: what is held
    ready for others by agreement.
    """

    capability: Capability
    required: int | None
    stands: int = 0
    minimum: int = 1
    profile: Profile = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    short: int = 0
    alone: int = 0
    reason: str = ""
    falls: dict[str, int] = field(default_factory=dict)
    remedies: list[dict[str, Any]] = field(default_factory=list)
    promised_to: dict[str, int] = field(default_factory=dict)
    others: int = 0
    chart: Chart | None = None
    exact: bool = True
    asked: Asked = NOBODY_SAID
    promised: Timeliness | None = None
    kept: list[HeldReady] = field(default_factory=list)

    @property
    def timeliness(self) -> Timeliness:
        """What can be there, beside what is still open."""
        return core.timeliness(self.asked, self.coming)

    @property
    def coming(self) -> list[Help]:
        """The profile as help: each step comes to those before it."""
        before = [0, *(quantity for _, quantity in self.profile)]
        return [Help(at, n - known) for (at, n), known in zip(self.profile, before, strict=False)]

    @property
    def total(self) -> int:
        return self.profile[-1][1] if self.profile else 0

    @property
    def open(self) -> int | None:
        """What is asked and not promised yet."""
        return None if self.required is None else max(0, self.required - self.stands)

    @property
    def enough_at(self) -> datetime | None:
        """When all that is open can be there."""
        return next((at for at, quantity in self.profile if self.open and quantity >= self.open), None)

    @property
    def steps(self) -> list[tuple[str, int]]:
        """The staircase: what is left after each step."""
        return [(state, self.falls[state]) for state in STEPS if state in self.falls]

    @property
    def why(self) -> list[str]:
        """Why less than asked can be there in time, in sentences."""
        if not self.reason:
            return []
        there = self.falls.get(STAIR.get(self.reason, self.reason), 0)
        facts = {
            "free": self.total, "asked": self.open or 0, "there": there, "alone": self.alone,
            "taken": self.alone - self.total, "requests": self.requests, "minimum": self.minimum,
        }  # fmt: skip
        reason = "all-promised" if self.reason == "promised" and not self.total else self.reason
        codes = ["partly", reason] if self.exact and self.open and self.total else [reason]
        if self.reason != "promised" and self.alone > self.total:
            codes.append("promised-too")
        if not self.exact and self.promised_to:
            codes.append("kept-for")
        if self.open and 0 < self.total < self.minimum:
            codes.append("no-use")
        return [words.sentence("why-not", code, facts) for code in codes]

    @property
    def requests(self) -> str:
        """Who has it: requests that the reader may see, with how pressing they are; the others are counted."""
        pattern = _("%(number)s (priority %(priority)s, %(class)s)")
        seen = [
            pattern % {"number": number, "priority": k, "class": words.word("priority", str(k))}
            for number, k in self.promised_to.items()
        ]
        named, more = seen[:SHOWN], self.others + len(seen[SHOWN:])
        if more and named:
            rest = ngettext("%(count)s other request", "%(count)s other requests", more)
        else:
            rest = ngettext("%(count)s request of somebody else", "%(count)s requests of somebody else", more)
        found = [*named, *([rest % {"count": more}] if more else [])]
        return _(" and ").join([", ".join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)

    @property
    def help(self) -> list[str]:
        """What would help, each change as it was tried; the same words as on a proposal."""
        return [self.change(it) for it in self.remedies]

    def change(self, remedy: dict[str, Any]) -> str:
        unit = words.named(remedy["unit"]) if "unit" in remedy else _("one unit")
        facts = {**remedy["facts"], "unit": unit, "met": remedy["met"], "asked": self.open or 0}
        if "hours" in facts:
            facts["time"] = minutes(60 * facts["hours"])
        if "minutes" in facts:
            facts["time"] = minutes(facts["minutes"])
        return words.sentence("remedy", remedy["code"], facts)
