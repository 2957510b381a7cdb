"""The proposals for the catalogue of the demonstration, each brought as far as it says by whose act it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from steun.web.desks.replay.seats import holder
from steun.web.kernel import clock
from steun.web.know.catalogue.model import Capability
from steun.web.know.listing import acts
from steun.web.know.listing.read import terms_of
from steun.web.know.listing.shape import ListingIn

ABOUT = {"seat", "state", "review", "publish", "days_ahead"}
FAR = ("proposed", "reviewed", "published")


def curate(rows: Iterable[Mapping[str, Any]]) -> None:
    """Each in its turn."""
    for row in rows:
        far, owner = FAR.index(row["state"]), holder(row["owner"]).organisation
        known = Capability.objects.prefetch_related("effects").filter(pk=row.get("code", "")).first()
        said = {**(terms_of(known) if known else {}), **{name: row[name] for name in row.keys() - ABOUT}}
        said |= {"owner": owner, "valid_until": clock.today() + timedelta(days=row["days_ahead"])}
        it = acts.propose(ListingIn(**said), by=holder(row["seat"]))
        if far >= FAR.index("reviewed"):
            acts.review(it.pk, by=holder(row["review"]))
        if far >= FAR.index("published"):
            acts.publish(it.pk, by=holder(row["publish"]))
