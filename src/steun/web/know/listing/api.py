"""Listings for machines: the same acts as the pages."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from steun.web.kernel.actor import Actor
from steun.web.kernel.api.cases import serve
from steun.web.kernel.api.offers import OfferOut, offered_out
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape
from steun.web.know.listing.model import SAID, Listing
from steun.web.know.listing.read import offers

router = Room()


class ListingOut(Shape):
    """`author` proposed it, `owner` answers for the capability. `code`: that of the capability; `is_new`: the catalogue
    does not have it. `is_stale`: its owner did not confirm it by its day."""

    id: UUID
    code: str
    is_new: bool
    author: str
    owner: str
    name_nl: str
    name_en: str
    effects: list[str]
    classes: list[str]
    reaction_formal: int | None
    quantity_nl: str
    quantity_en: str
    counted_nl: str
    counted_en: str
    reaction_nl: str
    reaction_en: str
    place_nl: str
    place_en: str
    constraint_nl: str
    constraint_en: str
    exclusions_nl: str
    exclusions_en: str
    prerequisites_nl: str
    prerequisites_en: str
    alarm_line_nl: str
    alarm_line_en: str
    cost_nl: str
    cost_en: str
    season_from: int | None
    season_until: int | None
    source: str
    year: str
    evidence: str
    reconfirmed_on: date | None
    valid_until: date
    is_stale: bool
    state: str
    moves: list[OfferOut]


def listing_out(it: Listing, actor: Actor) -> dict[str, Any]:
    own = ("code", "reconfirmed_on", "valid_until", "is_stale", "state")
    return {
        "id": it.pk, "is_new": it.capability_id is None, "author": it.author_id, "owner": it.owner_id,
        **{name: it.said[name] for name in SAID}, **{name: getattr(it, name) for name in own},
        "moves": offered_out(offers(it, actor)),
    }  # fmt: skip


shown = serve(
    router, Listing, ListingOut, listing_out,
    many="Listings", words="the names, the place, the code or the owner", one="listing",
)  # fmt: skip
