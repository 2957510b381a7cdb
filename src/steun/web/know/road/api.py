"""The road register for machines."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from steun.core.kernel.errors import Unknown
from steun.core.know.roads.register import LIMITS
from steun.core.know.roads.site import SupportSite
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, listed
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Letters, Shape
from steun.web.know.road.read import Stretch, register, searched, stretches

router = Room()


class StructureOut(Shape):
    """A bridge or tunnel. null, or "" as the category of tunnel: nobody stated it, so it is asked."""

    name: str
    kind: str
    movable: bool
    load_wheeled: int | None
    load_tracked: int | None
    height_cm: int | None
    width_cm: int | None
    tunnel: str
    evidence: str


class LinkOut(Shape):
    """A road between two nodes, both ways; lanes each way. Limits: what surely passes, null = it must be asked."""

    code: str
    name: str
    road: str
    a: str
    b: str
    lanes: int
    metres: int
    load_wheeled: int | None
    load_tracked: int | None
    height_cm: int | None
    width_cm: int | None
    tunnel: str
    movable: bool
    unknown: list[str]
    owners: list[str]
    regions: list[str]
    municipalities: list[str]
    structures: list[StructureOut]
    evidence: str


class NodeOut(Shape):
    code: str
    name: str
    kind: str
    lon: float
    lat: float
    evidence: str


class RegisterOut(Shape):
    """`generalised`: drawn and measured roughly; `since`: as of which day; `links`: how many there are."""

    source: str
    since: date | None
    generalised: bool
    links: int
    nodes: list[NodeOut]


class SiteValueOut(Shape):
    """One value of a site: who said it, as of which day, and how it is known."""

    what: str
    value: str
    source: str
    said_on: date | None
    evidence: str


class SupportSiteOut(Shape):
    """A site that supports a column, at a node. What is not among its values, nobody stated: it is asked."""

    code: str
    name: str
    kind: str
    node: str
    owner: str
    values: list[SiteValueOut]


def link_out(it: Stretch) -> dict[str, Any]:
    known, link = register(), it.link
    columns = ("code", "road", "a", "b", "lanes", "metres", "evidence")
    return {
        **{name: getattr(link, name) for name in columns}, "name": it.name,
        **{name: known.limit(it.code, name) for name in LIMITS},
        "tunnel": known.tunnel(it.code), "movable": known.movable(it.code), "unknown": list(known.unknown(it.code)),
        "owners": list(it.owners), "regions": list(it.regions), "municipalities": list(it.municipalities),
        "structures": [{name: getattr(one, name) for name in StructureOut.model_fields} for one in it.structures],
    }  # fmt: skip


def site_out(it: SupportSite) -> dict[str, Any]:
    return {
        **{name: getattr(it, name) for name in ("code", "name", "kind", "node", "owner")},
        "values": [{name: getattr(one, name) for name in SiteValueOut.model_fields} for one in it.values.values()],
    }


@router.get("/roads", response=RegisterOut)
def road_register(http: HttpRequest) -> dict[str, Any]:
    """The road register: where it comes from, and its nodes."""
    Actor.of(http)
    known = register()
    nodes = [{name: getattr(it, name) for name in NodeOut.model_fields} for it in known.nodes.values()]
    about = {"source": known.source, "since": known.since, "generalised": known.generalised}
    return {**about, "links": len(known.links), "nodes": nodes}


@router.get("/roads/sites", response=Page[SupportSiteOut])
def road_sites(http: HttpRequest, after: After = "", limit: Limit = 25) -> dict[str, Any]:
    """Sites that support a column, by their code: port terrain, convoy support centres, bases, rest areas."""
    Actor.of(http)
    return listed(list(register().sites.values()), site_out, after, limit, key=lambda it: it.code)


@router.get("/roads/links", response=Page[LinkOut])
def road_links(
    http: HttpRequest, q: Annotated[str, Query(), Letters(200)] = "", after: After = "", limit: Limit = 25
) -> dict[str, Any]:
    """Links of the road register by their code; `q`: words of the road or its ends."""
    Actor.of(http)
    return listed(searched(q), link_out, after, limit, key=lambda it: it.code)


@router.get("/roads/links/{code}", response=LinkOut)
def road_link(http: HttpRequest, code: str) -> dict[str, Any]:
    """One link, with its bridges and tunnels."""
    Actor.of(http)
    found = stretches().get(code)
    if found is None:
        raise Unknown("road", code)
    return link_out(found)
