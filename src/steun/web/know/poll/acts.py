"""What people do with a poll of needs: open it, answer it, close it, take it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from steun.core.kernel.errors import Fault, Malformed, NotYours
from steun.core.kernel.text.folding import folded
from steun.core.know.need import SHARED
from steun.core.know.poll import POLL, PollFacts, closes_ahead, somebody_is_asked
from steun.rules.load import roles
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, faults_of, seen, step
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.people.notices import notify
from steun.web.know.need.model import Need
from steun.web.know.poll.model import Asked, Poll
from steun.web.know.poll.shape import PollIn

FIELDS = {"poll-asks-somebody": "asked", "poll-closes-ahead": "closes_on"}


@once("poll.open")
def open_poll(shape: PollIn, *, by: Actor, id: UUID | None = None) -> Poll:
    """Ask organisations what they would need, until a day. Each gets a message."""
    if by.role not in roles().pollers:
        raise NotYours(frozenset(roles().pollers))
    codes = list(dict.fromkeys(code for code in shape.asked if code))
    known = Organisation.objects.in_bulk(codes)
    faults = [Fault(f"asked.{n}", "unknown-code", {"value": c}) for n, c in enumerate(codes) if c not in known]
    before = Poll.objects.visible_to(by).filter(pk=shape.follows).first() if shape.follows else None
    if shape.follows and before is None:
        faults.append(Fault("follows", "unknown-code", {"value": str(shape.follows)}))
    poll = Poll(
        id=id or new_key(), title=shape.title, question=shape.question, opener_id=by.organisation,
        closes_on=shape.closes_on, follows=before, since=clock.now(),
        search=folded(f"{shape.title} {shape.question}"),
    )  # fmt: skip
    facts = PollFacts(
        opener=by.organisation, asked=tuple(codes), closes_on=shape.closes_on, today=clock.today(), roles=roles()
    )
    faults += faults_of((somebody_is_asked, closes_ahead), facts, FIELDS)
    if faults:
        raise Malformed(faults)
    entry = born(poll, POLL, "open", by=by, facts=facts, data=contents(poll, codes), id=id)
    Asked.objects.bulk_create([Asked(poll=poll, organisation_id=code) for code in codes])
    inform(poll, "poll-opened", entry, codes)
    return poll


@once("poll.answer")
def answer(pk: UUID, *, by: Actor, needs: Sequence[UUID] = (), none: bool = False, id: UUID | None = None) -> Poll:
    """Answer for one's own organisation: with needs that it stated, or that it has none."""
    poll = seen(Poll, pk, by)
    wanted = list(dict.fromkeys(needs))
    mine = Need.objects.filter(organisation=by.organisation, state__in=SHARED, pk__in=wanted)
    known = set(mine.values_list("pk", flat=True))
    faults = [Fault(f"needs.{n}", "need-is-not-stated") for n, key in enumerate(wanted) if key not in known]
    if faults and by.organisation in poll.codes:
        raise Malformed(faults)
    data = {"answers": {**answers(poll), by.organisation: sorted(str(key) for key in known)}}
    facts = poll.facts(needs=len(known), none=none)
    entry = step(poll, POLL, "answer", by=by, facts=facts, data=data, id=id)
    mine_asked = poll.asked.get(organisation=by.organisation)
    mine_asked.answered_at, mine_asked.none = entry.happened_at, none
    mine_asked.save()
    mine_asked.needs.set(known)
    poll.save()
    return poll


@once("poll.close")
def close(pk: UUID, *, by: Actor, id: UUID | None = None) -> Poll:
    """Close it before its last day: nobody answers any more."""
    poll = seen(Poll, pk, by)
    end(poll, "close", by=by, id=id)
    return poll


@once("poll.withdraw")
def withdraw(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Poll:
    """It was opened by mistake, or is not wanted any more."""
    poll = seen(Poll, pk, by)
    end(poll, "withdraw", by=by, reason=reason, id=id)
    return poll


def end(poll: Poll, move: str, *, by: Actor, reason: str = "", id: UUID | None = None) -> None:
    """No answers from now on; the opener and who was asked hear it."""
    entry = step(poll, POLL, move, by=by, facts=poll.facts(reason=reason), reason=reason, id=id)
    poll.since = entry.happened_at
    poll.save()
    inform(poll, "poll-ended", entry, [*poll.codes, poll.opener_id])


def answers(poll: Poll) -> dict[str, Any]:
    """Who answered, with which needs."""
    return {
        it.organisation_id: sorted(str(key) for key in it.needs.values_list("pk", flat=True))
        for it in poll.asked.all()
        if it.answered_at
    }


def contents(poll: Poll, codes: Sequence[str]) -> dict[str, Any]:
    """What an entry tells of a poll."""
    return {
        "title": poll.title, "question": poll.question, "opener_id": poll.opener_id, "asked": sorted(codes),
        "closes_on": poll.closes_on.isoformat(), "follows_id": str(poll.follows_id) if poll.follows_id else None,
        "answers": {},
    }  # fmt: skip


def inform(poll: Poll, kind: str, entry: Entry, codes: Sequence[str]) -> None:
    """A message to who answers for each of these."""
    for code in dict.fromkeys(codes):
        seats = roles().pollers if code == poll.opener_id else roles().drafters
        notify(kind, seats, code, entry=entry, path=f"/polls/{poll.pk}", facts={"title": poll.title})
