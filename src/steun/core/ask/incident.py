"""The life of an incident: opened, scaled up and down along GRIP, closed when no request is open."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from steun.core.kernel.machine import NEW, Machine, Move, Seats
from steun.core.kernel.mending.undo import NO_SLIP, SLIP, Slip
from steun.core.kernel.seats import Roles, at_each, seat
from steun.core.kernel.verdict import Verdict


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """What the rules of an incident look at. `opener`, `regions` and `municipalities` are organisation codes."""

    opener: str = ""
    opener_seats: Seats = frozenset()
    regions: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()  # of the opener, and those for which help is asked
    roles: Roles = field(default_factory=Roles)
    grip: str = ""
    grip_levels: tuple[str, ...] = ()  # from low to high; the lowest is everyday work
    grip_set_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # level -> roles; rules/nl/grip.toml
    wanted_grip: str = ""
    reason: str = ""
    open_requests: int = 0
    drafts: int = 0  # under it, never sent
    like: tuple[str, ...] = ()  # names of open incidents that this one repeats
    point_doubts: tuple[Verdict, ...] = ()  # what speaks against its point on the map
    text: str = ""
    slip: Slip = NO_SLIP  # the note that is to be undone
    senders: Seats = frozenset()  # seats whose request brings the incident back
    knowingly: bool = False  # the question was put before, and the answer is yes


def openers(facts: IncidentFacts) -> Seats:
    """Who puts an incident on the board: the roles that the rules of the country name."""
    return frozenset(facts.roles.openers)


def calm(facts: IncidentFacts) -> str:
    """The level of everyday work: whoever opens an incident may leave it there."""
    return next(iter(facts.grip_levels), "")


def holders(facts: IncidentFacts) -> Seats:
    """Those who keep the incident: whoever opened it, its regions, and who coordinates (LOCC)."""
    opener = [facts.opener] if facts.opener else []
    local = at_each(facts.roles.incident_keepers, {*opener, *facts.regions})
    return local | at_each(facts.roles.openers, opener) | frozenset(facts.roles.coordinators)


def scalers(facts: IncidentFacts) -> Seats:
    """Who sets the level: the roles that the higher of the two levels names, each for its own region or municipality.

    A level of the region is the region's: LOCC and Defence do not set it. Without a wanted level: whoever may set one.

    >>> roles = {"0": ("duty-officer",), "4": ("safety-region-chair",), "rijk": ("ncc",)}
    >>> own = Roles(level_places={"duty-officer": "region", "safety-region-chair": "region"})
    >>> facts = IncidentFacts(regions=("VR24",), roles=own, grip="4", grip_levels=tuple(roles), grip_set_by=roles)
    >>> sorted(scalers(replace(facts, wanted_grip="0")))
    ['safety-region-chair@VR24']
    >>> sorted(scalers(replace(facts, wanted_grip="rijk")))
    ['ncc']
    """
    wanted = [facts.wanted_grip] if facts.wanted_grip else [x for x in facts.grip_levels if x != facts.grip]
    roles = {role for level in wanted for role in facts.grip_set_by.get(higher(facts, level), ())}
    opener = (facts.opener,) if facts.opener else ()
    places = {"region": facts.regions, "municipality": facts.municipalities, "opener": opener}
    own = facts.roles.level_places
    local = {seat(role, place) for role in roles & own.keys() for place in places[own[role]]}
    return frozenset(local | (roles - own.keys()))


def sender(facts: IncidentFacts) -> Seats:
    """Whose act brings it along: who sends a request under a closed incident opens it again by that very act."""
    return facts.senders


def higher(facts: IncidentFacts, level: str) -> str:
    """Of the present level and this one, the higher: up or down, who answers for that one answers for the step."""
    order = facts.grip_levels
    return max((facts.grip, level), key=lambda x: order.index(x) if x in order else -1)


def level_exists(facts: IncidentFacts) -> Verdict:
    """The level is one of the uniform escalation procedure. Source: Besluit veiligheidsregio's, art. 2.3.1."""
    known = facts.wanted_grip in facts.grip_levels
    return Verdict(known, "grip-level-exists", "Besluit veiligheidsregio's, art. 2.3.1", {"level": facts.wanted_grip})


def level_changes(facts: IncidentFacts) -> Verdict:
    """A level is set once, not twice. Source: policy of Steun (one act, one entry)."""
    return Verdict(facts.wanted_grip != facts.grip, "grip-level-changes", "Steun", {"level": facts.grip})


def level_has_a_reason(facts: IncidentFacts) -> Verdict:
    """Who is woken by a level may know why. Source: policy of Steun (the journal says on what ground)."""
    return Verdict(bool(facts.reason.strip()), "grip-has-a-reason", "Steun")


def down_is_meant(facts: IncidentFacts) -> Verdict:
    """Scaling down sends teams home: it is asked once. Source: policy of Steun."""
    known = facts.wanted_grip in facts.grip_levels
    down = known and facts.wanted_grip != facts.grip and higher(facts, facts.wanted_grip) == facts.grip
    levels = {"now": facts.grip, "level": facts.wanted_grip}
    return Verdict(facts.knowingly or not down, "grip-goes-down-knowingly", "Steun", levels, askable=True)


def first_level_is_theirs(facts: IncidentFacts) -> Verdict:
    """Who opens an incident above everyday work may set that level. Source: policy of Steun (`rules/nl/grip.toml`)."""
    may = scalers(replace(facts, grip=calm(facts)))
    met = facts.wanted_grip in {"", calm(facts)} or bool(may & facts.opener_seats)
    details = {"level": facts.wanted_grip, "seats": ", ".join(sorted(may))}
    return Verdict(met, "grip-is-theirs-to-set", "Steun", details)


def it_is_new(facts: IncidentFacts) -> Verdict:
    """One incident, one page: who opens it again is asked whether that is meant. Source: policy of Steun."""
    details = {"like": ", ".join(facts.like)}
    return Verdict(facts.knowingly or not facts.like, "incident-is-open-already", "Steun", details, askable=True)


def point_is_meant(facts: IncidentFacts) -> Verdict:
    """A point that is swapped or abroad is asked about once. Source: policy of Steun (a check on typing)."""
    met = facts.knowingly or not facts.point_doubts
    because = () if met else facts.point_doubts
    return Verdict(met, "incident-point-is-plausible", "Steun", askable=True, because=because)


def note_has_words(facts: IncidentFacts) -> Verdict:
    """A note has words. Source: policy of Steun."""
    return Verdict(bool(facts.text.strip()), "note-has-words", "Steun")


def no_request_is_open(facts: IncidentFacts) -> Verdict:
    """An incident closes after its requests. Source: policy of Steun (nothing closes without an evaluation)."""
    return Verdict(facts.open_requests == 0, "no-request-is-open", "Steun", {"open": facts.open_requests})


def drafts_are_left_knowingly(facts: IncidentFacts) -> Verdict:
    """A draft under it may be a need that nobody sent yet: closing asks once. Source: policy of Steun."""
    met = facts.knowingly or not facts.drafts
    return Verdict(met, "drafts-are-left-knowingly", "Steun", {"drafts": facts.drafts}, askable=True)


SCALING = (level_exists, level_changes, level_has_a_reason, down_is_meant)

INCIDENT: Machine[IncidentFacts] = Machine("incident", [
    Move("open",  NEW,    "open",   by=openers, when=(first_level_is_theirs, it_is_new, point_is_meant)),
    Move("scale", "open", "open",   by=scalers, when=SCALING),
    Move("note",  "open", "open",   by=holders, when=(note_has_words,)),
    Move("undo",  "open", "open",   by=holders, when=SLIP),
    Move("close", "open", "closed", by=holders, when=(no_request_is_open, drafts_are_left_knowingly)),
    Move("reopen", "closed", "open", by=holders),
    Move("resume", "closed", "open", by=sender),
])  # fmt: skip
