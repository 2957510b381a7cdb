"""Other times for a movement, from a plan of the roads: a bid gets them, a credit is given again for the same way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from steun.core.deliver.movement.life import HOLDS, MOVEMENT
from steun.web.deliver.movement import acts
from steun.web.deliver.movement.model import Along, Movement
from steun.web.deliver.movement.planning import Found, in_the_way
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry

AGAIN = "credit-again"


def give_times(it: Movement, start: datetime, marches: list[dict[str, Any]], by: Actor, plan: str) -> None:
    """Let it go at these times. On another way permissions are asked anew, so a credit falls to a bid; who is under way
    goes on, and those along its new way are told at once. Nobody is told here of what does not change for him."""
    links = tuple(dict.fromkeys(leg[0] for row in marches for leg in row["legs"]))
    held = it.state in HOLDS
    if it.state == "under-way" or (held and set(links) <= set(it.links)):
        credit_again(it, start, marches, by, plan)
        return
    acts.planned(it, "plan-again", by, None, Found(start, marches))
    if held:
        acts.inform(it, "credit-withdrawn", it.entry)


def credit_again(it: Movement, start: datetime, marches: list[dict[str, Any]], by: Actor, plan: str) -> Entry:
    before = set(acts.touched(it))
    it.marches, it.counted_from = marches, start
    facts = it.facts(in_the_way=in_the_way(it))
    MOVEMENT.check(it.state, AGAIN, by, facts)
    codes = acts.touched(it)
    data = {
        "marches": it.marches, "counted_from": start.isoformat(), "along": sorted({*codes, *before}), "roadplan": plan,
    }  # fmt: skip
    entry = acts.walk(it, AGAIN, by, facts, data, None)
    new = [code for code in codes if code not in before]
    Along.objects.bulk_create([Along(movement=it, organisation_id=code) for code in new])
    acts.inform(it, "movement-retimed", entry, before)
    return entry


def marches_of(it: Movement, start: datetime, answer: Mapping[str, Any], asked: Mapping[str, Any]) -> Any:
    """Its marches as a plan has them; packets that are there already as they went. None: some packet has no way."""
    assert it.counted_from is not None
    later = int((it.counted_from - start).total_seconds() // 60)
    found = []
    for n, row in enumerate(it.marches, 1):
        name = f"{it.pk}/{n}"
        legs = [[link, begin, enter + later, leave + later] for link, begin, enter, leave in row["legs"]]
        if name in answer["unplanned"]:
            return None
        if name in answer["schedules"]:
            legs = [*asked["past"].get(name, []), *answer["schedules"][name]]
        found.append({**row, "legs": legs})
    return found
