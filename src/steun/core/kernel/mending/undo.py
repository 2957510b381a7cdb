"""A slip of the hand is taken back by a new act that everybody sees; what it took back stays in the journal.

Only an act on which nobody relies yet: within minutes, by who did it, and as long as nothing followed on the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from steun.core.kernel.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Slip:
    """The act that somebody would undo. `minutes`: how long the rules allow it for this kind of act; 0 = never."""

    act: str = ""
    minutes: int = 0
    done_at: datetime | None = None  # when it was recorded
    done_by: str = ""
    by: str = ""  # the person who would undo it
    now: datetime | None = None
    followed: int = 0  # acts on the same since

    @property
    def until(self) -> datetime | None:
        """The last moment at which it can be undone."""
        return self.done_at + timedelta(minutes=self.minutes) if self.done_at else None


NO_SLIP = Slip()


class Undoing(Protocol):
    """The facts of a life of which an act can be undone."""

    @property
    def slip(self) -> Slip: ...


def act_can_be_undone(facts: Undoing) -> Verdict:
    """Signatures, orders and decisions are never undone. Source: policy of Steun (`rules/slips.toml`)."""
    return Verdict(facts.slip.minutes > 0, "act-can-be-undone", "Steun", {"act": facts.slip.act})


def undone_in_time(facts: Undoing) -> Verdict:
    """A slip shows within minutes; later others may rely on it. Source: policy of Steun (`rules/slips.toml`)."""
    slip = facts.slip
    in_time = slip.until is not None and slip.now is not None and slip.now <= slip.until
    met = slip.minutes == 0 or in_time  # of what never can be undone, the rule above speaks
    return Verdict(met, "undone-in-time", "Steun", {"minutes": slip.minutes})


def undone_by_who_did_it(facts: Undoing) -> Verdict:
    """Nobody takes back the act of somebody else. Source: policy of Steun."""
    return Verdict(bool(facts.slip.by) and facts.slip.by == facts.slip.done_by, "undone-by-who-did-it", "Steun")


def nothing_followed(facts: Undoing) -> Verdict:
    """What was built on is not taken away under it. Source: policy of Steun."""
    return Verdict(facts.slip.followed == 0, "nothing-followed", "Steun", {"acts": facts.slip.followed})


SLIP = (act_can_be_undone, undone_in_time, undone_by_who_did_it, nothing_followed)
