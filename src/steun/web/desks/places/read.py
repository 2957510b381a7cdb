"""Which places this installation knows by name, as far as a reader may: municipalities, own sites, junctions."""

from __future__ import annotations

from collections.abc import Iterator

from steun.core.know.places import Known, suggested
from steun.rules.load import law
from steun.web.kernel.actor import Actor
from steun.web.know.road.read import register
from steun.web.know.unit.model import Unit

MOST = 12
"""Suggestions."""
LEAST = 2
"""Letters before anything is suggested."""


def suggest(typed: str, actor: Actor, most: int = MOST) -> list[Known]:
    """The places that what was typed so far may mean."""
    if len(typed.strip()) < LEAST:
        return []
    return suggested(typed, [*municipalities(), *sites(actor), *junctions()], most)


def municipalities() -> Iterator[Known]:
    """By their plain names, as people say them."""
    for region in law().regions.values():
        for code, name, lon, lat in region.municipalities:
            yield Known("municipality", code, name, lon, lat, region.name)


def sites(actor: Actor) -> Iterator[Known]:
    """Where the units are at home that this reader may see."""
    names = ("site", "site__name", "site__town", "site__lon", "site__lat")
    for code, name, town, lon, lat in Unit.objects.visible_to(actor).order_by().values_list(*names).distinct():
        yield Known("site", code, name, lon, lat, town)


def junctions() -> Iterator[Known]:
    """Of the register of roads."""
    for node in register().nodes.values():
        yield Known("junction", node.code, node.name, node.lon, node.lat)
