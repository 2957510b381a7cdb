"""What the route finder looks at: who asks, what must be done, how large it is. What is not in it cannot matter."""

from dataclasses import dataclass
from datetime import date

INTERESTS = frozenset({"many-people", "environment", "large-material"})
"""The interests of which one must be hit in a *ramp*: Wet veiligheidsregio's, art. 1."""
SCALES = ("local", "more-than-local", "more-than-regional")
WITH_POWERS = frozenset({"disaster", "public-interest"})
"""Tasks that become a task of public order as well where powers are needed."""


@dataclass(frozen=True, slots=True)
class Situation:
    """One call for help, as facts. `None` means: not told. Only what was told can block; the rest is asked."""

    day: date  # the law of this day applies
    task: str = ""  # public-order, criminal-law, disaster, public-interest, special-units, allied-transit, direct-alarm
    requester_role: str = ""  # who asks or drafts
    requester_kind: str = ""  # kind of the organisation that asks
    supply: str = "armed-forces"  # armed-forces, kmar, police, safety-region ... (vocabulary of the law); "" = any
    receiver: str = "police"  # for order and criminal law: police, kmar, rijksrecherche
    municipalities: int = 1  # how many are involved
    scale: str = ""  # local, more-than-local, more-than-regional; "" = from the number of municipalities
    island: bool = False  # Bonaire, Sint Eustatius, Saba
    urgent: bool = False
    needs_powers: bool = False  # guarding, keeping people away, coercion
    crisis: bool = False  # somebody with authority says that a disaster or crisis is going on (GRIP 4 and up)
    fire: bool | None = None
    serious_harm_or_threat: bool | None = None
    interests: frozenset[str] | None = None
    multi_discipline_needed: bool | None = None
    vital_interest: bool | None = None
    serious_fear: bool | None = None
    special_case: bool | None = None  # a reason why this case is special was given
    own_legal_task: bool | None = None
    last_resort_reasons: bool | None = None  # not, not in time, or not adequately: reasons given
    market_reasons: bool | None = None  # why no firm can be given the order
    trade_statement: bool | None = None  # the trade association has no objection
    permanent: bool = False
    immovable: bool = False  # use of Defence's land or buildings
    standard_scenario: bool = True  # a standard scenario for the special units exists
    linked_incidents: bool = False  # several, probably linked, at different places
    large_national_interest: bool = False
    designated_person: bool = False  # of Politiewet 42(1)(c): a task directly under the Minister
    under_minister: bool | None = None  # another task that the law puts directly under the Minister
    guards: str = ""  # person, object: what is watched over
    designated_object: bool = False  # of Politiewet 16: the Minister wants it guarded
    also_order: bool = False  # besides its own kind the task is one of public order
    also_criminal: bool = False  # besides its own kind the task is one of criminal law
    kmar_own_task: bool = False
    adjacent: bool | None = None  # the region that is asked borders on the region that asks
    both_crisis_plans: bool | None = None  # both crisis plans hold an agreement on it
    state_cannot_provide: bool | None = None  # Defence cannot get it by contract or from the State
    asks_inhabitants: bool = False  # the military would ask inhabitants directly
    designated_military_object: bool = False
    forced_evacuation: bool = False
    alarm: str = ""  # cbrn, eod, dsi, air
    decrees: frozenset[str] = frozenset()  # codes of emergency law that a decree has put in force
    used: frozenset[str] = frozenset()  # codes of powers in force that somebody has used
    state_of_emergency: bool = False  # limited or general: the military authority is in office
    refused_before: bool = False  # the same request was refused, wholly or in part
    abroad: bool = False  # a foreign authority asks, or the help is wanted abroad
    at_sea: bool = False
    allied_need: str = ""  # billets, transport, supplies: what the military ask of a municipality
    dire_circumstances: bool | None = None  # such as fire, riot, flood
    disturbs_services: bool = False  # it would disturb public services, public transport or care

    @property
    def tasks(self) -> tuple[str, ...]:
        """What must be carried by a basis: a disaster where powers are needed is also a task of public order.

        Watching over a person belongs to criminal law enforcement. Source: PolW 1(2).
        """
        guarded = self.guards == "person" and self.task == "public-order"
        found = ["criminal-law" if guarded else self.task]
        found += ["public-order"] if self.also_order or (self.needs_powers and self.task in WITH_POWERS) else []
        found += ["criminal-law"] if self.also_criminal else []
        return tuple(dict.fromkeys(found))

    @property
    def directly_under_minister(self) -> bool:
        """A task that the law puts directly under the Minister: nobody asks. Source: PolW 4, 42, 56-59, 61, 62."""
        return self.designated_person or self.under_minister is True

    @property
    def is_ramp(self) -> bool | None:
        """Serious harm or threat to an interest named, and several disciplines needed; None while nobody denied one and
        not all are told. Source: Wvr 1."""
        hit = None if self.interests is None else bool(self.interests & INTERESTS)
        answers = (self.serious_harm_or_threat, hit, self.multi_discipline_needed)
        if False in answers:
            return False
        return None if None in answers else True

    @property
    def is_disaster_or_crisis(self) -> bool | None:
        """A ramp, a crisis, or serious fear of it; None when nobody answered. Source: Wvr 1, 39, 51."""
        answers = (self.is_ramp, self.vital_interest, self.serious_fear, self.crisis or None)
        if any(answers):
            return True
        return None if all(a is None for a in answers) else False

    @property
    def beyond_local(self) -> bool:
        """Of more than local importance: as judged, else when several municipalities are involved, or at GRIP 4."""
        return self.scale in SCALES[1:] if self.scale else self.municipalities > 1 or self.crisis

    @property
    def chair_has_power(self) -> bool:
        """A disaster or crisis of more than local importance; a mere fire is neither. Source: Wvr 39(1)."""
        known = self.is_disaster_or_crisis
        believed = self.task == "disaster" and not self.fire
        return not self.island and self.beyond_local and (believed if known is None else known)
