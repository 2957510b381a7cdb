"""Law as objects: sources, authorities, legal bases and the gates that each basis demands.

Nothing here reads a file: `steun.rules.load` reads `rules/nl/*.toml` and builds these. Logic never goes into TOML, and
no article number ever stands in an `if`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

TRUE_MARKS = frozenset({"L", "S", "L21"})
"""Literal text read, seen in a source, literal text of July 2021 read."""
LABELLED_MARKS = frozenset({"L15"})
"""Text of 2015 read: enforced, and labelled so."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact of law or policy comes from, and on which days it holds."""

    title: str  # "Wet veiligheidsregio's, art. 51(1)"
    evidence: str  # L, S, L21, L15, K, I
    valid_from: date
    valid_to: date | None = None  # last day; None = still valid
    bwb_id: str = ""
    article: str = ""
    paragraph: str = ""
    url: str = ""
    in_force: bool = True  # False = dormant until a decree is entered

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def binds(self) -> bool:
        """May it block? Facts that nobody has read literally only warn."""
        return self.evidence in TRUE_MARKS | LABELLED_MARKS


@dataclass(frozen=True, slots=True)
class Gate:
    """One act that must be done: who, in which order, whether the law or only policy asks for it."""

    code: str
    kind: str  # sign, judge, decide, agree, consult, view, inform, consent
    by: tuple[str, ...]  # roles that may do it; for "inform": the roles told
    phase: str  # before-sending, before-grant, before-deployment, after
    origin: str  # law, policy
    source: Source
    after: tuple[str, ...] = ()  # codes of gates of the same basis that come first; others run side by side
    refusal: str = "reasons"  # reasons, urgent-reasons, none (cannot be refused: told, heard)
    per: str = "request"  # request, authority (each competent municipality or region does its own)
    by_phone: bool = True
    confirm_within: int | None = None  # minutes to confirm a phone act in writing (policy)
    answer_within: int | None = None  # minutes to answer (policy): the clock reminds, then escalates
    waived_when: str = ""  # "urgent": not needed then
    audience: str = "all"  # all, defence (Defence and LOCC only)


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """On which ground may help be asked and given: one version, with the days on which it holds."""

    code: str  # wvr-51, polw-58, msob ...
    title: Mapping[str, str]  # {"nl": ..., "en": ...}
    source: Source
    more_sources: tuple[Source, ...]
    tasks: tuple[str, ...]  # kinds of task that it can carry
    number_prefix: str  # B, S, C
    requesters: tuple[str, ...]  # roles that sign the request; empty = nobody asks, the decider acts
    addressee: str  # role
    deciders: tuple[str, ...]
    agree: tuple[str, ...]
    consult: tuple[str, ...]
    inform: tuple[str, ...]
    command: tuple[str, ...]  # gezag over those who help
    conditions: tuple[str, ...]  # codes
    refusal_grounds: tuple[str, ...]  # codes; with "urgent-reasons" there is a duty to comply
    last_resort: str  # none, reasons, market-test
    market_test_exempt: tuple[str, ...]  # roles
    urgency: str  # what the text says of urgent cases: code
    force: str  # regime code, derived by whoever needs it, never typed
    cost_payer: str | None  # None = not known
    form_per_municipality: bool  # policy of LOCC; not the law
    gates: tuple[Gate, ...]
    changed: Mapping[str, str]  # {"nl","en"}: what differs from the version before, "" when first
    direct_alarm: bool = False
    dormant: bool = False

    def gate(self, code: str) -> Gate:
        """The gate of that code. Raises KeyError."""
        return next(g for g in self.gates if g.code == code) if any(g.code == code for g in self.gates) else _no(code)


def _no(code: str) -> Gate:
    raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Authority:
    """A role that law or practice knows."""

    code: str
    title: Mapping[str, str]
    side: str  # civil, defence, national, oversight
    organisation_kinds: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class GripLevel:
    """One step of the uniform escalation procedure."""

    code: str  # "0".."5", "rijk"
    title: Mapping[str, str]
    trigger: Mapping[str, str]
    team: str
    head: tuple[str, ...]  # roles
    alarms: tuple[str, ...]  # roles alarmed at this level
    source: Source


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit from law or policy."""

    code: str
    title: Mapping[str, str]
    minutes: int
    origin: str  # law, policy
    source: Source


@dataclass(frozen=True, slots=True)
class Region:
    """A safety region with its municipalities, police unit and military command."""

    code: str  # VR24
    name: str
    province: str
    police_unit: str
    rmc: str
    municipalities: tuple[tuple[str, str, float, float], ...]  # code, name, lon, lat
    neighbours: tuple[str, ...]
    source: Source


@dataclass(frozen=True)
class Law:
    """All facts of law and policy, as read from one folder."""

    bases: tuple[LegalBasis, ...]
    authorities: Mapping[str, Authority]
    grip: tuple[GripLevel, ...]
    deadlines: Mapping[str, Deadline]
    regions: Mapping[str, Region]

    def on(self, day: date) -> dict[str, LegalBasis]:
        """The bases whose wording holds on that day, by code: the law of the day applies."""
        return {b.code: b for b in self.bases if b.source.holds_on(day)}

    def versions(self, code: str) -> list[LegalBasis]:
        """Every wording of one basis, oldest first."""
        return sorted((b for b in self.bases if b.code == code), key=lambda b: b.source.valid_from)
