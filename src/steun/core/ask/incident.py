"""The life of an incident: opened, scaled up and down along GRIP, closed when no request is open."""

from dataclasses import dataclass

from steun.core.kernel.machine import NEW, Machine, Move, Seats
from steun.core.kernel.verdict import Verdict

OPENERS: Seats = frozenset({"duty-officer", "mayor", "safety-region-chair", "rmoa", "locc", "toc", "dops", "provider"})


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """What the rules of an incident look at. `opener` and `regions` are organisation codes."""

    opener: str = ""
    regions: tuple[str, ...] = ()
    grip: str = "0"
    grip_levels: tuple[str, ...] = ()
    wanted_grip: str = ""
    open_requests: int = 0
    text: str = ""


def holders(facts: IncidentFacts) -> Seats:
    """Those who keep the incident: whoever opened it, its regions, and LOCC."""
    organisations = {facts.opener, *facts.regions} - {""}
    local = {
        f"{role}@{code}" for role in ("duty-officer", "mayor", "safety-region-chair", "rmoa") for code in organisations
    }
    return frozenset(local | {"locc", f"toc@{facts.opener}", f"dops@{facts.opener}", f"provider@{facts.opener}"})


def level_exists(facts: IncidentFacts) -> Verdict:
    """The level is one of the uniform escalation procedure. Source: Besluit veiligheidsregio's, art. 2.3.1."""
    known = facts.wanted_grip in facts.grip_levels
    return Verdict(known, "grip-level-exists", "Besluit veiligheidsregio's, art. 2.3.1", {"level": facts.wanted_grip})


def level_changes(facts: IncidentFacts) -> Verdict:
    """A level is set once, not twice. Source: policy of Steun (one act, one entry)."""
    return Verdict(facts.wanted_grip != facts.grip, "grip-level-changes", "Steun", {"level": facts.grip})


def something_is_told(facts: IncidentFacts) -> Verdict:
    """A note has words. Source: policy of Steun."""
    return Verdict(bool(facts.text.strip()), "note-has-words", "Steun")


def no_request_is_open(facts: IncidentFacts) -> Verdict:
    """An incident closes after its requests. Source: policy of Steun (nothing closes without an evaluation)."""
    return Verdict(facts.open_requests == 0, "no-request-is-open", "Steun", {"open": facts.open_requests})


INCIDENT: Machine[IncidentFacts] = Machine("incident", [
    Move("open",  NEW,    "open",   by=OPENERS),
    Move("scale", "open", "open",   by=holders, when=(level_exists, level_changes)),
    Move("note",  "open", "open",   by=holders, when=(something_is_told,)),
    Move("close", "open", "closed", by=holders, when=(no_request_is_open,)),
    Move("reopen", "closed", "open", by=holders),
])  # fmt: skip
