"""The life of a listing, declared."""

from __future__ import annotations

from steun.core.know.catalogue.listing import LISTING
from steun.web.kernel.input.shape import ActIn, ReasonIn
from steun.web.kernel.life.declaration import CLOCK, Act, Life
from steun.web.know.listing import acts, tick
from steun.web.know.listing.api import ListingOut, router, shown
from steun.web.know.listing.model import RECORDED_AS, SAID, Listing
from steun.web.know.listing.page import PAGES
from steun.web.know.listing.shape import ListingIn, ProposeIn, ReconfirmIn, ReviseIn, TermsIn

LIFE = Life(
    LISTING, Listing,
    acts=(
        Act("propose", ProposeIn, acts.propose, whole=ListingIn, box="", path="/listings", status=201),
        Act("review", ActIn, acts.review),
        Act("publish", ActIn, acts.publish),
        Act("reconfirm", ReconfirmIn, acts.reconfirm),
        Act("revise", ReviseIn, acts.revise, whole=TermsIn, box=""),
        Act("return", ReasonIn, acts.give_back),
        Act("withdraw", ReasonIn, acts.withdraw),
    ),
    follows={"remind": CLOCK, "replace": "listing.publish"},
    recorded=(
        "code", "author_id", "owner_id", "valid_until", "reconfirmed_on",
        *(RECORDED_AS.get(name, name) for name in SAID),
    ),
    case="id", reads=acts.reads,
    tick=tick.listings, pages=PAGES,
    audiences={"Listing": {"said": "everybody", "search": "nobody"}},
    codes={"Listing": ("state", "code")},
    path="/listings/{uuid:pk}/moves/", response=ListingOut, show=shown, router=router,
)  # fmt: skip
