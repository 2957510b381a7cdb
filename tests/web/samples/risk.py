"""A risk: the region states high water on its rivers, tied to what it would need."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from steun.web.kernel import clock
from steun.web.know.risk import acts
from steun.web.know.risk.shape import RiskIn
from tests.builders import World
from tests.web.samples.sample import Case, May, Sample

DESK, LOCC = ("duty-officer", "VR24"), ("locc", "LOCC")


def day(n: int) -> str:
    return (clock.today() + timedelta(days=n)).isoformat()


def given(**more: Any) -> dict[str, Any]:
    words = {"name": "High water on the Geul", "scenario": "Three days of rain", "origin": "Risk profile of the region"}
    asks = {"capabilities": ["sandbags"], "effects": ["water-kept-out"], "valid_until": day(300)}
    hits = {"theme": "climate", "likelihood": "somewhat-likely", "impacts": ["physical.B", "economic.C"]}
    return {"scale": "regional", "places": ["VR24"], **words, **asks, **hits, **more}


def risk(world: World, **more: Any) -> Any:
    return acts.state(RiskIn(**given(**more)), by=world.desk)


def national(world: World, **more: Any) -> Any:
    said = {"name": "No power for a week", "theme": "infrastructure", "scale": "national", "places": []}
    return acts.state(RiskIn(**given(**{**said, **more})), by=world.actor(*LOCC))


def later(world: World, it: Any) -> None:
    acts.revise(it.pk, RiskIn(**given(scale="interregional", places=["VR24", "VR23"], evidence="S")), by=world.desk)
    acts.reconfirm(it.pk, by=world.desk, valid_until=clock.today() + timedelta(days=400))


def reads(row: Any) -> May:
    return lambda actor: True


SAMPLE = Sample(
    row=risk, begin="state", may=reads, words=("name", "scenario", "origin"),
    seats=(DESK, ("safety-region-chair", "VR24"), LOCC), later=later,
    cases={
        "state": lambda w: Case(DESK, None, given()),
        "revise": lambda w: Case(DESK, risk(w).pk, given(impacts=["physical.D"])),
        "reconfirm": lambda w: Case(DESK, risk(w).pk, {"valid_until": day(500)}),
        "withdraw": lambda w: Case(DESK, risk(w).pk, {"reason": "The dykes are higher now"}),
    },
    bad=(
        ({"name": " ", "scenario": ""}, {"name", "scenario"}),
        ({"theme": "dragons", "likelihood": "never"}, {"theme", "likelihood"}),
        ({"impacts": []}, {"impacts"}),
        ({"impacts": ["physical.C", "physical.D"]}, {"impacts"}),
        ({"impacts": ["physical.Z"]}, {"impacts.0"}),
        ({"scale": "galactic"}, {"scale"}),
        ({"scale": "interregional"}, {"places"}),
        ({"scale": "municipal"}, {"places"}),
        ({"places": ["VR23"]}, {"places"}),
        ({"places": ["VR24", "LOCC"]}, {"places.1"}),
        ({"scale": "national", "places": []}, {"scale"}),
        ({"capabilities": ["dragons"], "effects": ["dragons"]}, {"capabilities.0", "effects.0"}),
        ({"needs": ["018f0000-0000-7000-8000-000000000000"]}, {"needs.0"}),
        ({"origin": ""}, {"origin"}),
        ({"valid_until": day(0)}, {"valid_until"}),
        ({"valid_until": day(5000)}, {"valid_until"}),
    ),
)  # fmt: skip
