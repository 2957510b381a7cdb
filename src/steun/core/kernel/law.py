"""Law as objects: sources, authorities, legal bases and the gates that each basis demands.

Nothing here reads a file: `steun.rules.load` reads `rules/nl/*.toml` and builds these. Logic never goes into TOML, and
no article number ever stands in an `if`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from steun.core.kernel.law_facts import DecidingFact, Question, Replacement
from steun.core.kernel.seats import Roles
from steun.core.kernel.units import Metres, at_least, distance

TRUE_MARKS = frozenset({"L", "S", "L21"})
"""Literal text read, seen in a source, literal text of July 2021 read."""
LABELLED_MARKS = frozenset({"L15"})
"""Text of 2015 read: enforced, and labelled so."""
WARNING_MARKS = frozenset({"K", "I", "?"})
"""General knowledge, inference, not established: only warns."""
BINDING_MARKS = TRUE_MARKS | LABELLED_MARKS
MARKS = TRUE_MARKS | LABELLED_MARKS | WARNING_MARKS

GATE_KINDS = frozenset({"sign", "judge", "decide", "agree", "consult", "view", "inform", "consent", "report"})
GATE_PHASES = ("before-sending", "before-grant", "before-deployment", "after")
ORIGINS = frozenset({"law", "policy"})
REFUSALS = frozenset({"reasons", "urgent-reasons", "unlawful", "none"})
HOLDERS = frozenset({"", "signer", "addressee", "province", "police-unit"})

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact of law or policy comes from, and on which days it holds."""

    title: str  # "Wet veiligheidsregio's, art. 51(1)"
    evidence: str  # L, S, L21, L15, K, I, ?
    valid_from: date
    valid_to: date | None = None  # last day; None = still valid
    bwb_id: str = ""
    article: str = ""
    paragraph: str = ""
    url: str = ""
    in_force: bool = True  # False = dormant until a decree is entered
    practice: bool = False  # a catalogue, procedure or policy: no statute
    read_version: date | None = None  # first day of the version of the act that was read
    read_on: date | None = None  # the day on which somebody read it
    quote: str = ""  # the decisive words, literal
    text_sha256: str = ""  # of the literal text of the article, as it stands in `texts`
    text_kept: bool = True  # False = it was read once, but its words could not be had to keep: then nothing is quoted
    covered_from: date | None = None  # first day for which any wording of this act was read
    at_latest: bool = False  # the words stood there on the first day; since when before it was not established

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def binds(self) -> bool:
        """May it block? Facts that nobody has read literally only warn."""
        return self.evidence in BINDING_MARKS

    @property
    def may_block(self) -> bool:
        """Only a statute blocks, and only one that was read; practice is shown and advises."""
        return self.binds and not self.practice

    def was_read_for(self, day: date) -> bool:
        """Did anybody read this act as it stood then? What nobody read is another answer than what did not exist."""
        if self.at_latest and day < self.valid_from:
            return False
        return self.covered_from is None or self.covered_from <= day

    @property
    def act(self) -> str:
        """The title of the act alone."""
        return self.title.split(", art. ")[0]


@dataclass(frozen=True, slots=True)
class Gezag:
    """Who has authority over those who carry out a task: one row of `gezag.toml`.

    Signer, judge of need, consent before deployment, who is told and who commands all follow from it.
    """

    task: str
    role: str
    source: Source
    receivers: tuple[str, ...] = ()  # whose task it is: police, kmar; empty = does not matter
    overseas: bool = False  # on the islands
    under_minister: bool = False  # of a task directly under a minister
    above_local: str = ""  # role that has it alone at a disaster or crisis of more than local importance


@dataclass(frozen=True, slots=True)
class Gate:
    """One act that must be done: who, in which order, whether the law or only policy asks for it."""

    code: str
    kind: str  # sign, judge, decide, agree, consult, view, inform, consent, report
    by: tuple[str, ...]  # roles that may do it; for "inform": the roles informed
    phase: str  # before-sending, before-grant, before-deployment, after
    origin: str  # law, policy
    source: Source
    after: tuple[str, ...] = ()  # codes of gates of the same basis that come first; others run side by side
    refusal: str = "reasons"  # reasons, urgent-reasons, unlawful (only that), none (cannot be refused: told, heard)
    per: str = "request"  # request, authority (each competent municipality or region does its own)
    by_phone: bool = True
    confirm_within: int | None = None  # minutes to confirm a phone act in writing (policy)
    answer_within: int | None = None  # minutes to answer (policy): the clock reminds, then escalates
    waived_when: str = ""  # "urgent": not needed then
    audience: str = "all"  # all, defence (Defence and LOCC only)
    only_when: str = ""  # code of a case (core.ask.route.finder): the law asks it in that case only
    at: str = ""  # whose organisation holds it: signer, addressee, province, police-unit; "" = the role says it all
    second: tuple[str, ...] = ()  # said on the phone, it counts for an order when one of these roles confirms it too
    of_gezag: bool = False  # of several authorities named, the one that has the gezag in this case

    @property
    def is_of_another(self) -> bool:
        """It decides or agrees, and not for the body that asks: nobody does that on a request of one's own."""
        return self.kind in {"decide", "agree"} and self.at != "signer"


@dataclass(frozen=True, slots=True)
class Remedy:
    """What the law opens after a refusal: who may turn to whom."""

    code: str  # joint-minister, instruct ... (context "remedy")
    by: tuple[str, ...]
    to: str
    source: Source
    basis: str = ""  # code of the basis on which that is asked, when it is one


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
    via: tuple[str, ...] = ()  # roles that pass the request on
    supplies: tuple[str, ...] = ()  # who gives the help: armed-forces, kmar, police ...
    receivers: tuple[str, ...] = ()  # whom it helps: police, kmar; empty = does not matter
    territory: str = "nl"  # nl, bes, any
    prepared_by: tuple[str, ...] = ()  # kinds of organisation that may prepare what the requester signs
    requester_origin: str = "law"  # law, policy: does the text name who asks, or only practice?
    above_local: tuple[str, ...] = ()  # roles that sign alone above local scale (Wvr 39)
    condition_sources: Mapping[str, Source] = field(default_factory=lambda: NOTHING)
    replaces: tuple[str, ...] = ()  # codes of bases whose route is off while this one is active
    replaced_by: tuple[Replacement, ...] = ()  # the same, seen from the other side
    goes_before: tuple[str, ...] = ()  # codes of bases that need not be used when this one fits
    alarm_line: str = ""  # cbrn, eod, dsi, air
    duties: tuple[str, ...] = ()  # codes of provisions that come with it
    gezag: tuple[
        str, ...
    ] = ()  # "task": authority over the task of the case; tasks: over those; () = as `command` says
    overseas: bool = False  # a basis of the islands
    awakened_by: tuple[str, ...] = ()  # codes of dormant provisions that wake this basis
    market_test_exempt_kinds: tuple[str, ...] = ()  # kinds of organisation of the roles that are exempt
    after_refusal: tuple[Remedy, ...] = ()  # what the law opens when it is refused, wholly or in part

    @property
    def direction(self) -> str:
        """civil-to-military, or military-to-civil for support to Defence."""
        return "military-to-civil" if self.number_prefix == "C" else "civil-to-military"

    @property
    def asks_somebody(self) -> bool:
        """Does somebody in particular decide on it: a provider, a mayor, the region next door?"""
        return any(gate.at == "addressee" for gate in self.gates)

    @property
    def asking(self) -> Source:
        """The text that says who asks: that of the signature, else of the basis."""
        return next((g.source for g in self.gates if g.kind == "sign"), self.source)

    def gate(self, code: str) -> Gate:
        """The gate of that code. Raises KeyError."""
        for gate in self.gates:
            if gate.code == code:
                return gate
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Provision:
    """A rule of law beside the bases: it is cited in verdicts and shown as a duty that comes with help."""

    code: str  # wvr-39, rvv-1, polw-7-8 ...
    title: Mapping[str, str]
    says: Mapping[str, str]  # in plain words
    source: Source
    replaces: tuple[str, ...] = ()  # dormant law: codes of bases that it switches off
    replaces_when_used: bool = False  # it gives a power: nothing is off before it is used
    tasks: tuple[str, ...] = ()  # as a duty it comes with these tasks only; empty = with all
    when: tuple[str, ...] = ()  # cases in which it is shown beside the bases (core.ask.route.CASES)


@dataclass(frozen=True, slots=True)
class Authority:
    """A role that law or practice knows."""

    code: str
    title: Mapping[str, str]
    side: str  # civil, defence, national, oversight
    organisation_kinds: tuple[str, ...]
    source: Source
    overseas: bool = False  # of the islands
    of_asker: bool = False  # it stands for whichever organisation asks, and for no other


@dataclass(frozen=True, slots=True)
class GripLevel:
    """One step of the uniform escalation procedure."""

    code: str  # "0".."5", "rijk"
    title: Mapping[str, str]
    trigger: Mapping[str, str]
    team: str
    head: tuple[str, ...]  # roles
    alarms: tuple[str, ...]  # roles alarmed at this level
    set_by: tuple[str, ...]  # roles that set it, and scale down from it: policy
    source: Source
    head_title: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    above_local: bool = False  # a case at this level counts as more than local, unless it was judged otherwise


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit from law or policy."""

    code: str
    title: Mapping[str, str]
    minutes: int
    origin: str  # law, policy
    source: Source


@dataclass(frozen=True, slots=True)
class Area:
    """A municipality or island: a point in it (degrees, WGS84) and its reach, the farthest it goes from that point."""

    lon: float
    lat: float
    reach: Metres

    def beyond(self, lon: float, lat: float) -> Metres:
        """How far a point lies beyond the reach; less than nothing when within."""
        return Metres(distance(self.lon, self.lat, lon, lat) - self.reach)

    def holds(self, lon: float, lat: float, most: Metres) -> bool:
        """Whether a point lies at most so far beyond the reach; latitude alone rules out nearly all that do not."""
        return at_least(self.lat, lat) <= self.reach + most and self.beyond(lon, lat) <= most


@dataclass(frozen=True, slots=True)
class PhonePolicy:
    """What counts of what was said on the phone. Policy: no act read says it."""

    kinds: tuple[str, ...]  # of gates that need a second person before a unit is ordered
    second: tuple[str, ...]  # roles that may be that second person
    lives_first: tuple[str, ...]  # roles that may let the saving of lives go before that confirmation
    source: Source


@dataclass(frozen=True, slots=True)
class Region:
    """A safety region with its municipalities, police unit and military command."""

    code: str  # VR24
    name: str
    province: str  # organisation codes: PV-LI, PU-limburg, RMC-ZUID; names in `Law.names`
    police_unit: str
    rmc: str
    municipalities: tuple[tuple[str, str, float, float], ...]  # code, name, lon, lat
    neighbours: tuple[str, ...]
    source: Source
    seat: str = ""


@dataclass(frozen=True, slots=True)
class Country:
    """What is one word in code and another in each country: its file is `country.toml`."""

    code: str
    home: str = "nl"  # territory of a basis when it says none
    overseas: tuple[str, ...] = ()  # territories that are islands with law of their own
    usual_supplies: tuple[str, ...] = ()  # who is meant while nobody said who should help
    usual_receivers: tuple[str, ...] = ()  # and whom
    military: tuple[str, ...] = ()  # supplies that are Defence's
    chair_rule: str = ""  # provision that puts one authority in the place of all local ones
    column_rule: str = ""  # provision that says what a military column is
    link: str = ""  # address of an article: {id}, {read}, {article}
    tasks: tuple[str, ...] = ()  # kinds of task, in the order in which people choose one
    supplies: frozenset[str] = frozenset()  # who can help
    receivers: frozenset[str] = frozenset()  # who is helped
    forces: frozenset[str] = frozenset()  # regimes of force
    roles: Roles = field(default_factory=Roles)  # who does what no article gives to anybody
    local_kinds: frozenset[str] = frozenset()  # of organisations: there are many, so a role says for which it is held
    bound_grounds: frozenset[str] = frozenset()  # of a refusal: who may refuse for these only has a duty to help
    askable_kinds: tuple[str, ...] = ()  # of organisations that Defence may ask for help


@dataclass(frozen=True)
class Law:
    """All facts of law and policy, as read from one folder."""

    bases: tuple[LegalBasis, ...]
    authorities: Mapping[str, Authority]
    grip: tuple[GripLevel, ...]
    deadlines: Mapping[str, Deadline]
    regions: Mapping[str, Region]
    provisions: tuple[Provision, ...] = ()
    names: Mapping[str, str] = field(default_factory=lambda: NOTHING)  # of provinces, police units, commands, islands
    areas: Mapping[str, Area] = field(default_factory=lambda: NOTHING)  # of municipalities and islands
    phone: PhonePolicy | None = None
    facts: Mapping[str, DecidingFact] = field(default_factory=lambda: NOTHING)  # that decide about a road, by code
    questions: tuple[Question, ...] = ()  # what people can tell of a case, in the order in which it is asked
    gezag: tuple[Gezag, ...] = ()
    country: Country = field(default_factory=lambda: Country("nl"))

    def on(self, day: date) -> dict[str, LegalBasis]:
        """The bases whose wording holds on that day, by code: the law of the day applies."""
        return {b.code: b for b in self.bases if b.source.holds_on(day)}

    def versions(self, code: str) -> list[LegalBasis]:
        """Every wording of one basis, oldest first."""
        return sorted((b for b in self.bases if b.code == code), key=lambda b: b.source.valid_from)

    def provision(self, code: str, day: date) -> Provision:
        """The wording of a provision on that day. Raises KeyError when none is known."""
        for provision in self.provisions:
            if provision.code == code and provision.source.holds_on(day):
                return provision
        raise KeyError(code)

    @cached_property
    def cited(self) -> Mapping[str, tuple[Source, ...]]:
        """The sources of all rules by their title, and by that of their act: a verdict holds the title only."""
        found: dict[str, dict[Source, None]] = {}
        for source in self._sources():
            for title in (source.title, source.act):
                found.setdefault(title, {})[source] = None
        return MappingProxyType({title: tuple(sources) for title, sources in found.items()})

    def source(self, title: str, day: date) -> Source | None:
        """The source cited by this title, in the wording of that day; by its act when no rule cites the article."""
        known = self.cited.get(title) or self.cited.get(title.split(", art. ")[0], ())
        holding = [s for s in known if s.holds_on(day)]
        return max(holding or known, key=lambda s: (s.read_version or date.min, s.valid_from), default=None)

    def _sources(self) -> Iterator[Source]:
        for basis in self.bases:
            yield from (basis.source, *basis.more_sources, *basis.condition_sources.values())
            yield from (gate.source for gate in basis.gates)
            yield from (remedy.source for remedy in basis.after_refusal)
        for rules in (self.provisions, self.gezag, self.grip, self.deadlines.values(), self.authorities.values()):
            yield from (rule.source for rule in rules)

    def adjacent(self, one: str, other: str) -> bool:
        """Do these two safety regions share a border?"""
        return one in self.regions and other in self.regions[one].neighbours
