"""The question of a recalibration (herijking): needs by scenario, pools of means, what is held ready, and a budget."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from steun.optimise.format.faults import InvalidProblem

FORMAT = "steun-recalibration/1"
MOST_WORLDS, MOST_PIECES = 20_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Pool:
    """A unit: `capacity` pieces that its offers share (capability -> most pieces). id: of the unit; owner: the code of
    its organisation; lon, lat: degrees, where it is at home; notice: minutes from call to departure; speed: km/h;
    airborne: as the crow flies. free: percent of its days on which it is there. called: percent of its pieces that
    are gone when Defence is at its first main task: units sent, reservists called up. defence: is it Defence's?"""

    id: str
    owner: str
    lon: float
    lat: float
    capacity: int
    notice: int
    speed: int
    offers: Mapping[str, int]
    airborne: bool = False
    free: int = 100
    called: int = 0
    defence: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """So many pieces (quantity) within so many minutes, in a scenario. id: of the ask; organisation, region: codes of
    who asks and where it is counted; lon, lat: degrees, where help goes; what: the name under which it is counted;
    capabilities: any of these will do. owners: of whom it may come, none = of everybody. event: asks of one event
    come together, and only one event of a scenario happens in a world; "" = each by itself. defence: Defence asks,
    of others."""

    id: str
    organisation: str
    region: str
    lon: float
    lat: float
    what: str
    capabilities: tuple[str, ...]
    quantity: int
    minutes: int
    scenario: str
    owners: tuple[str, ...] = ()
    event: str = ""
    defence: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """So many pieces of a pool (its id) lie ready for a capability by agreement."""

    pool: str
    capability: str
    pieces: int


@dataclass(frozen=True, slots=True)
class Recalibration:
    """A question: pools, asks, and what is held ready already. worlds: drawn per scenario, from `seed`. budget:
    person-hours a year for new agreements, of which each piece takes `hours`. ready: minutes from call to departure
    of what is held ready. occurs: percent of worlds of its scenario in which a need occurs; spread: percent by
    which its number is more or less. road_factor: percent."""

    pools: tuple[Pool, ...]
    asks: tuple[Ask, ...]
    held: tuple[Held, ...] = ()
    worlds: int = 200
    seed: int = 0
    budget: int = 0
    hours: int = 100
    ready: int = 60
    occurs: int = 80
    spread: int = 50
    road_factor: int = 130

    @property
    def scenarios(self) -> tuple[str, ...]:
        return tuple(sorted({ask.scenario for ask in self.asks}))

    def faults(self) -> list[str]:
        """Everything that is nonsense, each with its place."""
        found = [] if self.asks else ["asks: none, so there is nothing to be ready for"]
        bounds = (
            ("worlds", 1, MOST_WORLDS), ("seed", 0, 2**31), ("budget", 0, 10**12), ("hours", 1, 10**6),
            ("ready", 0, 525_600), ("occurs", 1, 100), ("spread", 0, 100), ("road_factor", 100, 1000),
        )  # fmt: skip
        found += [f"{n}: is not between {a} and {b}" for n, a, b in bounds if not a <= getattr(self, n) <= b]
        pools = {pool.id: pool for pool in self.pools}
        found += ["pools: an id stands there twice"] if len(pools) < len(self.pools) else []
        found += ["asks: an id stands there twice"] if len({a.id for a in self.asks}) < len(self.asks) else []
        for pool in self.pools:
            sound = 1 <= pool.capacity <= MOST_PIECES and pool.notice >= 0 and pool.speed > 0
            numbers = (pool.free, pool.called)
            if not sound or not all(0 <= n <= 100 for n in numbers) or any(n < 1 for n in pool.offers.values()):
                found.append(f"pool {pool.id!r}: a number is out of range")
        for ask in self.asks:
            if not 1 <= ask.quantity <= MOST_PIECES or ask.minutes < 1:
                found.append(f"ask {ask.id!r}: a number is out of range")
        together: dict[str, int] = {}
        for held in self.held:
            pool_of = pools.get(held.pool)
            if pool_of is None or held.capability not in pool_of.offers:
                found.append(f"held: {held.pool!r} does not offer {held.capability!r}")
            elif not 0 <= held.pieces <= pool_of.offers[held.capability]:
                found.append(f"held: {held.pool!r} does not have so many pieces for {held.capability!r}")
            together[held.pool] = together.get(held.pool, 0) + held.pieces
        found += [
            f"held: {k!r} does not have so many" for k, n in together.items() if k in pools and n > pools[k].capacity
        ]
        return found


def as_text(problem: Recalibration) -> str:
    """The question as JSON, the same bytes for the same question. Raises nothing."""
    return json.dumps({"format": FORMAT, **asdict(problem)}, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> Recalibration:
    """The question of a text (`steun-recalibration/1`). Raises `InvalidProblem` with every fault."""
    try:
        data = json.loads(text)
        if not isinstance(data, dict) or data.pop("format", None) != FORMAT:
            raise InvalidProblem([f"format: is not {FORMAT}"])
        problem = Recalibration(
            pools=tuple(Pool(**row) for row in data.pop("pools")),
            asks=tuple(made(Ask, row) for row in data.pop("asks")),
            held=tuple(Held(**row) for row in data.pop("held", ())),
            **data,
        )
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        if isinstance(error, InvalidProblem):
            raise
        raise InvalidProblem([str(error)]) from error
    if faults := problem.faults():
        raise InvalidProblem(faults)
    return problem


def made(kind: type[Ask], row: Mapping[str, Any]) -> Ask:
    """Lists of JSON become what a hash can be made of."""
    known = {field.name for field in fields(kind)}
    if unknown := row.keys() - known:
        raise TypeError(f"ask: no field {sorted(unknown)[0]!r}")
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return kind(**given)


read_recalibration, recalibration_text = from_text, as_text
"""Their public names, in `steun.optimise`."""
