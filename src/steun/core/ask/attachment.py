"""The life of an attachment: a file comes with a request, and can be taken away again. Its digest stays on record."""

from dataclasses import dataclass

from steun.core.kernel.machine import NEW, Machine, Move, Seats
from steun.core.kernel.verdict import Verdict

MOST = 40
"""Files per request: policy of Steun, so that a request stays a request."""


@dataclass(frozen=True, slots=True)
class AttachmentFacts:
    """What the rules of an attachment look at.

    `drafters` of the request, `attached_by` the organisation that attached it, `administrators` of that organisation.
    """

    drafters: Seats = frozenset()
    attached_by: str = ""
    administrators: Seats = frozenset()
    request_runs: bool = True
    request_state: str = ""
    files: int = 0
    reason: str = ""


def attachers(facts: AttachmentFacts) -> Seats:
    """The requester, and its military adviser."""
    return facts.drafters


def removers(facts: AttachmentFacts) -> Seats:
    """Whoever may attach for the organisation that did, and administrators of that organisation."""
    own = frozenset(seat for seat in facts.drafters if seat.endswith(f"@{facts.attached_by}"))
    return own | facts.administrators


def request_still_runs(facts: AttachmentFacts) -> Verdict:
    """Nothing is added to what is over. Source: policy of Steun."""
    return Verdict(facts.request_runs, "request-still-runs", "Steun", {"state": facts.request_state})


def few_files(facts: AttachmentFacts) -> Verdict:
    """A request is no archive. Source: policy of Steun."""
    return Verdict(facts.files < MOST, "few-files", "Steun", {"most": MOST})


def removal_is_argued(facts: AttachmentFacts) -> Verdict:
    """What is taken from a record says why. Source: policy of Steun (whoever holds a record accounts for it)."""
    return Verdict(bool(facts.reason.strip()), "removal-is-argued", "Steun")


ATTACHMENT: Machine[AttachmentFacts] = Machine("attachment", [
    Move("attach", NEW,        "attached", by=attachers, when=(request_still_runs, few_files)),
    Move("remove", "attached", "removed",  by=removers,  when=(removal_is_argued,)),
])  # fmt: skip
