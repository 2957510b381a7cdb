"""The life of a decree: law that sleeps is put in force, or a special power is taken in use; used; ended.

Who may is read off the rules (`rules/nl/powers.toml`). Days are days of the Netherlands, the last one included.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from steun.core.kernel.law import Source
from steun.core.kernel.machine import CLOCK, NEW, Machine, Move, Seats
from steun.core.kernel.seats import seats_for
from steun.core.kernel.verdict import Verdict

KINDS = ("decree", "power")
"""Law that sleeps until a decree puts it in force; a power that its holder has already, and takes in use."""


NOTICE_MOMENTS = ("before", "before-unless-urgent", "soon", "at-once", "afterwards")
"""When somebody is heard or told of the use of a power, as the text says it."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Whom the law has heard or told when a power is used: often no role of Steun, such as a council."""

    who: Mapping[str, str]
    moment: str
    source: Source


@dataclass(frozen=True, slots=True)
class Power:
    """A provision that can be put in force, or a special power: who enters it, and who uses it."""

    code: str  # of a provision or a legal basis, or its own
    kind: str
    title: Mapping[str, str]
    says: Mapping[str, str]
    source: Source
    entered_by: tuple[str, ...]  # roles that say that it is in force, and that it no longer is
    used_by: tuple[str, ...]
    local: bool = False  # held for one place: entered and used there, by who holds the role there
    emergency: bool = False  # while it lasts there is a state of emergency
    notices: tuple[Notice, ...] = ()  # whom the law has heard or told when it is used


@dataclass(frozen=True, slots=True)
class DecreeFacts:
    """What the rules of a decree look at."""

    entered_by: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()
    local: bool = False
    area: tuple[str, ...] = ()  # codes of organisations; none = the whole country
    starts_on: date | None = None
    ends_on: date | None = None
    today: date | None = None
    used: bool = False
    how: str = ""
    reason: str = ""


def enterers(facts: DecreeFacts) -> Seats:
    return held(facts.entered_by, facts)


def users(facts: DecreeFacts) -> Seats:
    return held(facts.used_by, facts)


def held(roles: tuple[str, ...], facts: DecreeFacts) -> Seats:
    """The seats of these roles: of a local power in its area, else wherever they are held."""
    if not facts.local or not facts.area:
        return frozenset(roles)
    return frozenset(seat for code in facts.area for seat in seats_for(roles, code))


def area_is_named(facts: DecreeFacts) -> Verdict:
    """A local power holds somewhere. Source: logic."""
    return Verdict(bool(facts.area) or not facts.local, "decree-names-its-area", "Steun")


def days_are_forward(facts: DecreeFacts) -> Verdict:
    """It does not end before it begins. Source: logic."""
    late = facts.ends_on is not None and facts.starts_on is not None and facts.ends_on < facts.starts_on
    return Verdict(not late, "decree-ends-after-it-begins", "Steun")


def has_begun(facts: DecreeFacts) -> Verdict:
    """What is not in force yet cannot be used. Source: logic."""
    met = facts.starts_on is not None and facts.today is not None and facts.starts_on <= facts.today
    return Verdict(met, "decree-is-in-force", "Steun")


def use_is_described(facts: DecreeFacts) -> Verdict:
    """Who uses a special power says how: that is what is looked at afterwards. Source: policy of Steun."""
    return Verdict(bool(facts.how.strip()), "use-is-told", "Steun")


def end_is_argued(facts: DecreeFacts) -> Verdict:
    """Who ends it, or takes it back, says why. Source: policy of Steun."""
    return Verdict(bool(facts.reason.strip()), "end-is-argued", "Steun")


def was_not_used(facts: DecreeFacts) -> Verdict:
    """What was used did hold: it is ended, not taken back. Source: logic."""
    return Verdict(not facts.used, "decree-was-not-used", "Steun")


DECREE: Machine[DecreeFacts] = Machine("decree", [
    Move("enter",    NEW,        "in-force",   by=enterers, when=(area_is_named, days_are_forward)),
    Move("use",      "in-force", "in-force",   by=users,    when=(has_begun, use_is_described)),
    Move("end",      "in-force", "ended",      by=enterers, when=(end_is_argued,)),
    Move("expire",   "in-force", "ended",      by=frozenset({CLOCK})),
    Move("take-back", "in-force", "taken-back", by=enterers, when=(end_is_argued, was_not_used)),
])  # fmt: skip
