"""What is done to a request that decides about its means: taken back, made to last longer or shorter."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from steun.core.ask.addition import STANDING
from steun.core.kernel.errors import Fault, Malformed
from steun.rules.load import roles
from steun.web.ask.addition import acts as additions
from steun.web.ask.gate.seats import asking_roles
from steun.web.ask.request import acts as ask
from steun.web.ask.request.content.journalled import as_kept
from steun.web.ask.request.model import Request
from steun.web.decide.commitment.acts import facts_of, insert, move, release_all
from steun.web.decide.locks import lock_promises_of
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life.once import once
from steun.web.kernel.people.notices import notify


@once("request.withdraw")
def withdraw(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Request:
    """The requester needs it no longer: the request ends, and all that was kept for it is free again."""
    lock_promises_of(ask.see(pk, by, words=False).pk)
    request = ask.withdraw(pk, by=by, reason=reason, id=id)
    release_all(request, by, "request-withdrawn")
    additions.let_go(request, by, STANDING, "request-withdrawn")
    return request


@once("request.extend")
def extend(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Request:
    """Grant the extension that was asked: every commitment stays longer, or all of it is refused with the reasons."""
    seen = ask.see(pk, by)
    lock_promises_of(pk)
    until = seen.wanted_end
    request, entry = ask.step(
        pk, "extend", by=by, id=id, reason=reason, data={"until": until.isoformat() if until else ""},
        becomes={"ends_at": as_kept(until)},
    )  # fmt: skip
    if until is None:  # the rules of the move have refused it by now
        return request
    for commitment in request.commitments.select_related("unit__site").filter(state="committed"):
        commitment.request = request
        ends = commitment.ends_at + (until - commitment.leaves_at)
        data = {"until": until.isoformat(), "leaves_at": until.isoformat(), "ends_at": ends.isoformat()}
        move(commitment, "extend", by.following, data=data, leaves_at=until, ends_at=ends, caused_by=by.seats)
        commitment.leaves_at, commitment.ends_at = until, ends
        insert(commitment, facts_of(commitment))
    request.ends_at, request.wanted_end = until, None
    request.save()
    notify_requester(request, entry, "longer-granted")
    notify_units(request, entry)
    return request


@once("request.decline")
def decline(pk: UUID, *, by: Actor, reason: str, id: UUID | None = None) -> Request:
    """Say no to an extension, with the reason."""
    if not reason.strip():
        raise Malformed([Fault("reason", "required")])
    request, entry = ask.step(pk, "decline", by=by, id=id, reason=reason)
    request.wanted_end = None
    request.save()
    notify_requester(request, entry, "longer-declined")
    return request


@once("request.shorten")
def shorten(pk: UUID, until: datetime, *, by: Actor, reason: str = "", id: UUID | None = None) -> Request:
    """End earlier than agreed: commitments shrink with it, and what becomes free can be promised again."""
    lock_promises_of(ask.see(pk, by, words=False).pk)
    data = {"until": until.isoformat()}
    request, entry = ask.step(
        pk, "shorten", by=by, id=id, reason=reason, data=data, becomes={"ends_at": as_kept(until)}, wanted_end=until
    )
    for commitment in request.commitments.select_related("unit__site").filter(state="committed", leaves_at__gt=until):
        commitment.request = request
        if until <= commitment.arrives_at:
            if not facts_of(commitment).deployed:  # it would come when nobody is there any more
                move(commitment, "release", by.following, reason="request-shortened", caused_by=by.seats)
                commitment.save()
            continue
        ends = commitment.ends_at - (commitment.leaves_at - until)
        changes = {**data, "leaves_at": until.isoformat(), "ends_at": ends.isoformat()}
        move(commitment, "shorten", by.following, data=changes, leaves_at=until, ends_at=ends, caused_by=by.seats)
        commitment.leaves_at, commitment.ends_at = until, ends
        commitment.save()
    request.ends_at, request.wanted_end = until, None
    request.save()
    notify_requester(request, entry, "shortened")
    notify_units(request, entry)
    return request


def notify_units(request: Request, entry: Entry) -> None:
    """The commanders of units that have their orders hear that the end moved; each organisation once."""
    sent = request.commitments.filter(state="committed", deployment__isnull=False)
    facts = {"number": request.number or "", "title": request.title}
    for organisation in sent.order_by().values_list("unit__organisation", flat=True).distinct():
        notify("end-moved", roles().commanders, organisation, entry=entry, path="/deployments", facts=facts)


def notify_requester(request: Request, entry: Entry, kind: str) -> None:
    facts = {"number": request.number or "", "title": request.title}
    notified = asking_roles(request.requester.kind)
    notify(kind, notified, request.requester_id, entry=entry, path=f"/requests/{request.pk}", facts=facts)
