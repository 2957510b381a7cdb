"""Which permissions a movement needs: by its route, its load, and what nobody knows of the roads.

The permissions and answer times are dated facts with a source (`rules/nl/transit.toml`); this file only holds them
against a movement. The policy of the day of the bid applies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from steun.core.kernel.law import Source

GOODS = ("none", "dangerous", "ammunition")
STATUSES = ("promised", "proposed", "not-established")
"""How sure an answer time is: somebody promised it, it is a proposal that is not in force, or nobody knows it."""
PLACES, COUNTED = ("origin", "way"), ("vehicles", "packets")
"""Where and for which time support is needed; and of what its pieces are counted."""
MEASURES = ("vehicles", "weight_kg", "width_cm", "height_cm")
"""What of a load may lie beyond a threshold."""
ASKED = {
    "load_wheeled": "load_class",
    "height_cm": "height_cm",
    "width_cm": "width_cm",
}
"""By limit of the road register: the measure of a load that is held against it; a measure of 0 needs nothing."""


@dataclass(frozen=True, slots=True)
class Load:
    """A movement as permissions look at it: the heaviest, the widest and the highest of its vehicles; 0 is not said.

    load_class: military load class (MLC). weight_kg: of the heaviest vehicle.
    """

    vehicles: int = 0
    weight_kg: int = 0
    width_cm: int = 0
    height_cm: int = 0
    load_class: int = 0
    goods: str = "none"


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """Within how long an authority answers, by whose word."""

    code: str
    title: Mapping[str, str]
    minutes: int
    status: str
    source: Source


@dataclass(frozen=True, slots=True)
class Permission:
    """One permission that some movements need.

    at: kinds of node of the register; on the way, or anywhere when it names none. beyond, goods: what of the load asks
    for it; any load when it names neither. unknown: it asks for limits that nobody knows, of each owner of a road.
    roles: who answers in Steun, each for the organisation that is asked; whoever plans the movement enters what others
    answered. answer: the code of its answer time, "" when nobody knows one.
    """

    code: str
    title: Mapping[str, str]
    authority: Mapping[str, str]
    source: Source
    at: tuple[str, ...] = ()
    beyond: Mapping[str, int] = field(default_factory=dict)
    goods: tuple[str, ...] = ()
    unknown: bool = False
    organisation: str = ""
    roles: tuple[str, ...] = ()
    answer: str = ""

    def asks(self, load: Load, kinds: Collection[str]) -> bool:
        """Does a movement of this load, over nodes of these kinds, need it?"""
        if self.at and not set(self.at) & set(kinds):
            return False
        if not self.beyond and not self.goods:
            return True
        return load.goods in self.goods or any(getattr(load, name) > most for name, most in self.beyond.items())


@dataclass(frozen=True, slots=True)
class Support:
    """What a movement may need of civil partners. each: vehicles, or packets, for one piece of the capability. guards:
    its pieces are people at a time, so the request says how many person-hours that is."""

    code: str
    title: Mapping[str, str]
    effect: str
    capability: str
    at: str
    per: str
    each: int
    source: Source
    guards: bool = False

    def pieces(self, vehicles: int, packets: int) -> int:
        """Rounded up: half a parking place is none."""
        return -(-(vehicles if self.per == "vehicles" else packets) // self.each)


@dataclass(frozen=True, slots=True)
class TransitPolicy:
    """What the rules say of transit. packet_least, packet_most: vehicles of a packet."""

    packet_least: int = 0
    packet_most: int = 0
    packet_source: Source | None = None
    permissions: tuple[Permission, ...] = ()
    answer_times: tuple[AnswerTime, ...] = ()
    supports: tuple[Support, ...] = ()

    def support(self, code: str, day: date) -> Support | None:
        return next((it for it in self.supports if it.code == code and it.source.holds_on(day)), None)

    def on(self, day: date) -> tuple[Permission, ...]:
        """The permissions of a day."""
        return tuple(it for it in self.permissions if it.source.holds_on(day))

    def permission(self, code: str, day: date) -> Permission | None:
        return next((it for it in self.on(day) if it.code == code), None)

    def answer_time(self, code: str, day: date) -> AnswerTime | None:
        """None = nobody knows within how long is answered: that is asked too."""
        return next((it for it in self.answer_times if it.code == code and it.source.holds_on(day)), None)


def needed(policy: TransitPolicy, load: Load, kinds: Collection[str], day: date) -> tuple[Permission, ...]:
    """The permissions that this load over nodes of these kinds needs on a day."""
    return tuple(it for it in policy.on(day) if not it.unknown and it.asks(load, kinds))


def limits_to_ask(load: Load, unknown: Iterable[str], tunnel: str) -> tuple[str, ...]:
    """Of a link: the limits that this load needs and nobody stated; and its tunnel, for dangerous goods.

    >>> limits_to_ask(Load(load_class=80), ("load_wheeled", "height_cm"), "")
    ('load_wheeled',)
    >>> limits_to_ask(Load(goods="ammunition"), (), "C")
    ('tunnel',)
    """
    asked = [name for name in unknown if name in ASKED and getattr(load, ASKED[name])]
    return (*asked, *(["tunnel"] if load.goods != "none" and tunnel > "A" else []))


def is_barred(load: Load, least_known: Mapping[str, int | None]) -> bool:
    """Somebody stated less than this load needs: it does not pass, whatever else is unknown.

    >>> is_barred(Load(load_class=80), {"load_wheeled": 60})
    True
    >>> is_barred(Load(load_class=80), {"load_wheeled": None, "height_cm": 380})
    False
    """
    return any(known is not None and getattr(load, ASKED[name]) > known for name, known in least_known.items())
