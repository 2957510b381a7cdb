"""What an evacuation needs of others, as an ordinary request: filled in as far as the evacuation knows."""

from __future__ import annotations

from typing import Any

from steun.core.deliver.evacuation.people import in_all, sheltered
from steun.core.deliver.evacuation.policy import ZoneSupport
from steun.rules.load import law
from steun.web.ask.request.shape import RequestIn
from steun.web.deliver.evacuation.model import Evacuation
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.know.catalogue.model import Capability, Effect


def request_of(it: Evacuation, support: ZoneSupport, by: Actor) -> RequestIn:
    """The draft: effect, place, time, how many. Whoever asks says the rest, and to whom."""
    zones = list(it.zones.select_related("municipality__region"))
    this_hour = clock.now().replace(minute=0, second=0, microsecond=0)
    given: dict[str, Any] = {
        "task_kind": support.task, "title": f"{words.named(support.title)}, {it.name}",
        "starts_at": max(it.decision_at, this_hour), "reason": it.threat,
    }  # fmt: skip
    if it.threat_at > given["starts_at"]:
        given["ends_at"] = it.threat_at
    if zones:
        town = zones[0].municipality
        given |= {"place": ", ".join(zone.label for zone in zones)[:200], "lon": town.lon, "lat": town.lat}
    if Effect.objects.filter(pk=support.effect).exists():
        given["effect"] = support.effect
    of = in_all(part for _, part in it.parts)
    quantity = support.pieces(of.helpless, sheltered(of, it.shares), len(zones))
    if quantity and Capability.objects.filter(pk=support.capability).exists():
        given["lines"] = [{"capability": support.capability, "quantity": quantity}]
    bases = law().on(clock.today()).values()
    if fitting := [one.code for one in bases if support.task in one.tasks and by.role in one.requesters]:
        given["bases"] = fitting[:1]
    return RequestIn.model_validate(given)
