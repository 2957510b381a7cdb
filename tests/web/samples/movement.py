"""A movement: the TOC states what an ally needs, from a port to the German border."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from steun.web.deliver.movement import acts
from steun.web.deliver.movement.shape import RequirementsIn
from steun.web.kernel import clock
from tests.builders import World
from tests.web.samples.sample import Case, May, Sample

TOC, DESK = ("toc", "TOC"), ("duty-officer", "VR24")
HOUR = timedelta(hours=1)


def given(**more: Any) -> dict[str, Any]:
    now = clock.now()
    return {
        "nation": "US",
        "command": "V",
        "purpose": "A brigade to its exercise",
        "carrier": "A ship",
        "vehicles": 20,
        "origin": "P-VLI",
        "destination": "B-DE-A76",
        "earliest": now + 2 * HOUR,
        "latest": now + 40 * HOUR,
        **more,
    }


def stated(world: World, **more: Any) -> Any:
    return acts.state(RequirementsIn(**given(**more)), by=world.actor(*TOC))


def bid(world: World, **more: Any) -> Any:
    return acts.bid(stated(world, **more).pk, by=world.actor(*TOC))


def permitted(world: World, it: Any) -> Any:
    """With every permission entered."""
    for key in [one.key for one in it.permissions.all() if not one.answer]:
        it = acts.permit(it.pk, permission=key, reference="Letter 7", by=world.actor(*TOC))
    return it


def credited(world: World, **more: Any) -> Any:
    return acts.credit(permitted(world, bid(world, **more)).pk, by=world.actor(*TOC))


def under_way(world: World) -> Any:
    return acts.depart(credited(world).pk, by=world.actor(*TOC))


def passed(world: World) -> Any:
    return acts.end_march(under_way(world).pk, by=world.actor(*TOC))


def later(world: World, it: Any) -> None:
    """Through its whole life, so that every field stands on record."""
    toc = world.actor(*TOC)
    permitted(world, acts.bid(it.pk, by=toc))
    acts.credit(it.pk, by=toc)
    acts.ask_civil(it.pk, by=toc, support="parking")
    acts.depart(it.pk, by=toc)
    acts.report(it.pk, by=toc, packet=1, point="P-VLI", how="late")
    acts.end_march(it.pk, by=toc)
    acts.close(it.pk, by=toc, evaluation="It went well")


def reads(row: Any) -> May:
    return lambda actor: actor.side in ("national", "defence", "oversight")


def open_key(it: Any) -> str:
    return str(it.permissions.first().key)


def answer(world: World, **more: Any) -> Case:
    it = bid(world)
    return Case(TOC, it.pk, {"permission": open_key(it), **more})


SAMPLE = Sample(
    row=stated, begin="state-requirements", may=reads, words=("purpose", "carrier"), seats=(TOC, DESK), later=later,
    more=("search", "evaluation"), share=lambda world, it: acts.bid(it.pk, by=world.actor(*TOC)) and None,
    planted=lambda it: [(it.asked("port"), "reference")],
    cases={
        "state-requirements": lambda w: Case(TOC, None, given()),
        "change-requirements": lambda w: Case(TOC, bid(w).pk, given(vehicles=45)),
        "bid": lambda w: Case(TOC, stated(w).pk),
        "plan-again": lambda w: Case(TOC, bid(w).pk),
        "permit": lambda w: answer(w, reference="Letter 7"),
        "deny": lambda w: answer(w, reason="The bridge is weak"),
        "ask-civil": lambda w: Case(TOC, bid(w).pk, {"support": "parking"}),
        "credit": lambda w: Case(TOC, permitted(w, bid(w)).pk),
        "refuse": lambda w: Case(TOC, bid(w).pk, {"reason": "No escort"}),
        "withdraw": lambda w: Case(TOC, stated(w).pk, {"reason": "The ship turned"}),
        "cancel": lambda w: Case(TOC, credited(w).pk, {"reason": "The ship turned"}),
        "depart": lambda w: Case(TOC, credited(w).pk),
        "report-point": lambda w: Case(
            TOC, under_way(w).pk, {"packet": 1, "point": "P-VLI", "how": "late", "happened_at": clock.now()}
        ),
        "end-march": lambda w: Case(TOC, under_way(w).pk),
        "close": lambda w: Case(TOC, passed(w).pk, {"evaluation": "It went well"}),
    },
    bad=(
        ({"vehicles": 0}, {"vehicles"}),
        ({"vehicles": 100_000}, {"vehicles"}),
        ({"destination": "P-VLI"}, {"destination"}),
        ({"origin": "NOWHERE", "destination": "NOR-HERE"}, {"origin", "destination"}),
        ({"packet_size": 9}, {"packet_size"}),
        ({"packet_size": 26}, {"packet_size"}),
        ({"latest": clock.now() - HOUR, "earliest": clock.now() - 2 * HOUR}, {"latest"}),
        ({"latest": clock.now() + 2 * HOUR, "earliest": clock.now() + 3 * HOUR}, {"latest"}),
        ({"nation": "usa"}, {"nation"}),
        ({"purpose": " "}, {"purpose"}),
        ({"speed_kmh": 0, "width_cm": -1}, {"speed_kmh", "width_cm"}),
    ),
)  # fmt: skip
