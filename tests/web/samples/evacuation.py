"""An evacuation: the mayor of Valkenburg prepares it, and orders it on the ground of the emergency order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from steun.web.deliver.evacuation import acts
from steun.web.deliver.evacuation.shape import BegunIn, ReceptionIn, ZoneIn
from steun.web.kernel import clock
from tests.builders import World
from tests.web.samples.sample import Case, May, Sample

MAYOR, DESK, CHAIR = ("mayor", "GM0994"), ("duty-officer", "VR24"), ("safety-region-chair", "VR24")
HOUR = timedelta(hours=1)
HALL = {"name": "Sports hall", "host": "GM0935", "places": 300}
AREA = {
    "municipality": "GM0994", "name": "The centre", "people": 900, "people_source": "The fire service counted doors",
    "action": "go-up",
}  # fmt: skip


def given(**more: Any) -> dict[str, Any]:
    now = clock.now()
    return {
        "name": "High water in the Geul",
        "cause": "flood",
        "threat": "The dyke holds until tomorrow",
        "decision_at": now + HOUR,
        "threat_at": now + 30 * HOUR,
        "municipalities": ["GM0994"],
        **more,
    }


def prepared(world: World, who: tuple[str, str] = MAYOR, **more: Any) -> Any:
    return acts.prepare(BegunIn(**given(**more)), by=world.actor(*who))


def zoned(world: World, it: Any, who: tuple[str, str] = MAYOR, **more: Any) -> Any:
    return acts.set_zone(it.pk, ZoneIn(**{**AREA, **more}), by=world.actor(*who))


def housed(world: World, it: Any, who: tuple[str, str] = MAYOR, **more: Any) -> Any:
    return acts.set_reception(it.pk, ReceptionIn(**{**HALL, **more}), by=world.actor(*who))


def ordered(world: World, **more: Any) -> Any:
    it = housed(world, prepared(world, **more))
    return acts.order(it.pk, by=world.actor(*MAYOR), basis="gemw-175", reason="The water rises")


def under_way(world: World) -> Any:
    return acts.begin(ordered(world).pk, by=world.actor(*MAYOR))


def complete(world: World) -> Any:
    return acts.complete(under_way(world).pk, by=world.actor(*MAYOR))


def returning(world: World) -> Any:
    return acts.order_return(complete(world).pk, by=world.actor(*MAYOR), reason="The water fell")


def later(world: World, it: Any) -> None:
    """Through its whole life, so that every field stands on record."""
    by = world.actor(*MAYOR)
    zoned(world, it)
    housed(world, it)
    acts.ask_support(it.pk, by=by, support="transport")
    acts.order(it.pk, by=by, basis="gemw-175", reason="The water rises")
    acts.begin(it.pk, by=by)
    acts.report(it.pk, by=by, zone="GM0994", people=400)
    acts.complete(it.pk, by=by)
    acts.order_return(it.pk, by=by, reason="The water fell")
    acts.end(it.pk, by=by, evaluation="It went well")


def share(world: World, it: Any) -> None:
    zoned(world, it)
    housed(world, it)
    acts.order(it.pk, by=world.actor(*MAYOR), basis="gemw-175", reason="The water rises")


def reads(row: Any) -> May:
    def may(actor: Any) -> bool:
        heard = set(row.concerned.values_list("organisation", flat=True)) | {"GM0994", "VR24"}
        return actor.side in ("national", "defence", "oversight") or actor.organisation in heard

    return may


SAMPLE = Sample(
    row=prepared, begin="prepare", may=reads, words=("name", "threat"), seats=(MAYOR, DESK, CHAIR), later=later,
    more=("search", "evaluation", "figures_source"), share=share,
    planted=lambda it: [
        (it.zones.get(name="The centre"), "name"), (it.zones.get(name="The centre"), "people_source"),
        (it.receptions.get(), "name"),
    ],
    cases={
        "prepare": lambda w: Case(MAYOR, None, given()),
        "revise": lambda w: Case(MAYOR, prepared(w).pk, {
            **{k: v for k, v in given().items() if k != "municipalities"}, "compliant_pct": 60,
            "figures_source": "The region, 2024",
        }),
        "set-zone": lambda w: Case(MAYOR, ordered(w).pk, AREA),
        "drop-zone": lambda w: Case(MAYOR, prepared(w).pk, {"zone": "GM0994"}),
        "set-reception": lambda w: Case(DESK, prepared(w, DESK).pk, HALL),
        "drop-reception": lambda w: Case(MAYOR, ordered(w).pk, {"reception": "Sports hall"}),
        "ask-support": lambda w: Case(MAYOR, ordered(w).pk, {"support": "transport"}),
        "order-evacuation": lambda w: Case(MAYOR, prepared(w).pk, {
            "basis": "wvr-7", "reason": "The water rises", "happened_at": clock.now(),
        }),
        "begin-evacuation": lambda w: Case(MAYOR, ordered(w).pk),
        "report-people": lambda w: Case(
            MAYOR, under_way(w).pk, {"zone": "GM0994", "people": 400, "happened_at": clock.now()}
        ),
        "complete": lambda w: Case(MAYOR, under_way(w).pk),
        "order-return": lambda w: Case(MAYOR, complete(w).pk, {"reason": "The water fell"}),
        "end-evacuation": lambda w: Case(MAYOR, returning(w).pk, {"evaluation": "It went well"}),
        "withdraw": lambda w: Case(MAYOR, ordered(w).pk, {"reason": "The water fell"}),
    },
    bad=(
        ({"name": " "}, {"name"}),
        ({"cause": "dragons"}, {"cause"}),
        ({"municipalities": ["GM9999"]}, {"municipalities"}),
        ({"municipalities": ["GM0994", "GM0281"]}, {"municipalities"}),
        ({"compliant_pct": 101, "spread_min": 0, "car_kmh": 0}, {"compliant_pct", "spread_min", "car_kmh"}),
        ({"compliant_pct": 50}, {"figures_source"}),
        ({"people_per_10_cars": 0}, {"people_per_10_cars"}),
    ),
)  # fmt: skip
