"""What the passing of time does to listings: the owner hears of one that has to be confirmed, once for each day set."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from steun.core.know.catalogue.listing import LISTING, keepers
from steun.rules.knowing.catalogue import curation
from steun.rules.load import roles
from steun.web.kernel import moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.own import step
from steun.web.kernel.people.notices import notify
from steun.web.know.listing.acts import notice_facts, path_of
from steun.web.know.listing.model import Listing

BATCH = 500


def listings(now: datetime) -> int:
    """Remind of what is to be confirmed. At most so many in one round."""
    soon = moments.day_of(now) + timedelta(days=curation().remind_days)
    due = Listing.objects.filter(state="published", valid_until__lt=soon, reminded=False)
    return sum(remind(pk, now) for pk in due.order_by("pk").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def remind(pk: UUID, now: datetime) -> bool:
    """False when somebody was faster."""
    it = Listing.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    soon = moments.day_of(now) + timedelta(days=curation().remind_days)
    if it.reminded or it.state != "published" or it.valid_until >= soon:
        return False
    entry = step(it, LISTING, "remind", by=Actor.clock(), facts=it.facts())
    it.reminded = True
    it.save()
    notify("listing-due", keepers(roles()), it.owner_id, entry=entry, path=path_of(it), facts=notice_facts(it))
    return True
