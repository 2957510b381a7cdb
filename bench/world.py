"""Many requests for the bench.

Written in bulk, each with its journal entry, so that lists and journal have their real size.
"""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from steun.core.kernel.journal import entry as journal
from steun.core.kernel.text.folding import folded
from steun.rules.load import law
from steun.web.ask.gate.model import Gate, Part
from steun.web.ask.request.model import Party, Request
from steun.web.kernel import clock
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import head
from steun.web.kernel.keys import new_key
from steun.web.kernel.people.models import Organisation

BATCH = 2000


@transaction.atomic
def fill(total: int, seed: int = 7) -> None:
    """Bring the number of requests up to `total`.

    Asked requests of all 25 regions, with part, gates and one entry each.
    """
    dice = random.Random(seed)
    regions = list(Organisation.objects.filter(kind="safety-region"))
    basis = law().on(clock.today())["wvr-51"]
    number, previous = head().number, head().hash
    now = clock.now()
    have = Request.objects.count()
    while have < total:
        rows: dict[str, list] = {"entry": [], "request": [], "part": [], "party": [], "gate": []}
        for n in range(min(BATCH, total - have)):
            region = dice.choice(regions)
            saved = now - timedelta(minutes=dice.randrange(60 * 24 * 365))
            key, serial = new_key(), have + n + 1
            title = f"Keep the water out of place {serial}"
            entry = written(number + 1, previous, key, region.pk, saved)
            number, previous = entry.number, entry.hash
            rows["entry"].append(entry)
            rows["request"].append(
                Request(
                    id=key,
                    number=f"B-1999-{serial:06d}"[:16],
                    requester=region,
                    title=title,
                    place=f"Place {serial}",
                    reason="High water",
                    task="Sandbags",
                    starts_at=saved,
                    ends_at=saved + timedelta(days=1),
                    state="draft",
                    entry=entry,
                    created_at=saved,
                    saved_at=saved,
                    sent_at=saved,
                    search=folded(f"{title} {region.name_nl}"),
                    priority=dice.randint(1, 5),
                )
            )
            part = Part(id=new_key(), request_id=key, basis="wvr-51", wording_from=basis.source.valid_from)
            rows["part"].append(part)
            rows["party"].append(Party(request_id=key, organisation=region, why="requester"))
            rows["gate"].append(
                Gate(
                    request_id=key,
                    part=part,
                    code="locc-judges",
                    kind="judge",
                    phase="before-grant",
                    roles="|locc|",
                    state="open",
                    entry=entry,
                    position=2,
                    ready_at=saved,
                )
            )
        Entry.objects.bulk_create(rows["entry"])
        Request.objects.bulk_create(rows["request"])
        Part.objects.bulk_create(rows["part"])
        Party.objects.bulk_create(rows["party"])
        Gate.objects.bulk_create(rows["gate"])
        have += len(rows["request"])


def written(number: int, previous: str, case: UUID, organisation: str, at) -> Entry:
    """An entry as `record` writes it, for bulk."""
    entry = Entry(
        position=number,
        node=settings.NODE,
        number=number,
        id=new_key(),
        happened_at=at,
        recorded_at=at,
        actor="bench",
        role="duty-officer",
        organisation=organisation,
        on_behalf_of="",
        action="request.draft",
        subject=f"request:{case}",
        case=case,
        basis="wvr-51",
        reason="High water",
        audience="all",
        data={"to": "draft", "draft": {"title": "Keep the water out"}},
        previous=previous,
    )
    entry.hash = journal.hash_of(entry.as_entry().as_dict())
    return entry
