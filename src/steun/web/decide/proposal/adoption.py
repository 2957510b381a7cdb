"""What adopting does: promises that give way are released, the rest becomes commitments; all of it, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from steun.core.decide.proposal import Use, leaning_on
from steun.core.kernel.errors import NotYours, Refused
from steun.core.kernel.verdict import Verdict
from steun.web.ask.gate.model import Gate
from steun.web.ask.gate.seats import asking_roles
from steun.web.ask.request.facts import askers
from steun.web.ask.request.model import Request
from steun.web.decide.commitment import acts as commitments
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.locks import lock_means
from steun.web.decide.planning.displaceable import promised
from steun.web.decide.planning.requirements import MINUTE, Open, open_requests, wanted
from steun.web.decide.proposal.model import Proposal, ProposalLine, ProposalPiece
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.notices import notify

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def changes(line: ProposalLine) -> bool:
    """Does adopting this line do anything? What was asked of a civil body, that body promises itself."""
    if line.request.addressee_id:
        return False
    return line.reason in {"displaced", "moved"} if line.commitment_id else line.given > line.stands


def choose(proposal: Proposal, keys: Collection[str] | None) -> list[ProposalLine]:
    """The chosen lines that change something, and the undecided promises on whose means they lean; by class.

    What gave way before has given way: nobody leans on it any more.
    """
    every = changing(proposal.lines.all())
    if keys is None:
        return [line for line in every if line.outcome == "proposed"]
    leant_on = leaning(every, keys)
    return [line for line in every if line.key in keys or (line.key in leant_on and line.outcome == "proposed")]


def changing(rows: QuerySet[ProposalLine]) -> list[ProposalLine]:
    """Those lines that adopting would do something with."""
    rows = rows.select_related("request__requester", "commitment__unit", "capability")
    return [line for line in rows.prefetch_related("pieces__unit") if changes(line)]


def staying_promises(proposal: Proposal, chosen: Collection[ProposalLine]) -> list[tuple[ProposalLine, ProposalLine]]:
    """(requirement, promise): chosen lines that lean on a promise that was decided to stand after all."""
    overruled = changing(proposal.lines.filter(outcome="overruled").exclude(commitment=None))
    if not overruled:
        return []
    stays = {line.key: line for line in overruled}
    return [
        (line, stays[key])
        for line in chosen
        if line.outcome == "proposed"
        for key in leaning([*chosen, *overruled], [line.key])
        if key in stays
    ]


def leaning(lines: Collection[ProposalLine], keys: Collection[str]) -> tuple[str, ...]:
    """Displaced or moved lines whose means the lines of these keys would use."""
    gains = [
        Use(line.key, piece.unit.code, since(piece.starts_at), since(piece.ends_at))
        for line in lines
        for piece in line.pieces.all()
        if not (line.commitment and piece.unit_id == line.commitment.unit_id)
    ]
    losses = [
        Use(x.key, x.commitment.unit.code, since(x.commitment.starts_at), since(x.commitment.ends_at))
        for x in lines
        if x.commitment
    ]
    found, size = tuple(keys), 0
    while len(found) != size:  # who moves may itself need that another gives way
        size = len(found)
        found = tuple(dict.fromkeys((*found, *leaning_on(found, gains, losses))))
    return found


def since(moment: datetime) -> int:
    return int((moment - EPOCH) // MINUTE)


def lock(lines: Collection[ProposalLine]) -> None:
    """All requests in one order: two officers who adopt at once wait for each other, and never for ever."""
    keys = sorted({line.request_id for line in lines})
    rows = Request.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    states = dict(rows.values_list("pk", "state"))
    units = {piece.unit_id for line in lines for piece in line.pieces.all()}
    lock_means(Commitment.objects.filter(pk__in=[line.commitment_id for line in lines if line.commitment_id]), units)
    promises = Commitment.objects.in_bulk({line.commitment_id for line in lines if line.commitment_id})
    for line in lines:  # it may have been granted while we waited, and what was held is promised then
        line.request.state = states[line.request_id]
        if line.commitment:
            line.commitment.state = promises[line.commitment.pk].state


def changed(lines: Collection[ProposalLine]) -> list[ProposalLine]:
    """Lines that ask for something else now, or for nothing."""
    if not lines:
        return []
    now = clock.now()
    by_key: dict[str, Open] = {it.key: it for it in wanted(open_requests(), [], now)}
    active = Commitment.objects.active().filter(pk__in=[x.commitment_id for x in lines if x.commitment_id])
    for commitment in active.select_related("unit", "request"):
        it = promised(commitment)
        by_key[it.key] = it
    return [line for line in lines if line.key not in by_key or by_key[line.key].mark != line.mark]


def needs_consent(line: ProposalLine) -> bool:
    """Does somebody lose what was promised? What is only held is the keeper's own until the grant."""
    return bool(line.commitment and line.commitment.state == "committed" and line.reason == "displaced")


def gaining_for(by: Actor, chosen: Collection[ProposalLine]) -> list[ProposalLine]:
    """Where somebody loses what was promised: the lines that gain and whose request this person signed or sent."""
    if not any(needs_consent(line) for line in chosen):
        return []
    gaining = [line for line in chosen if line.given > line.stands]
    gates = Gate.objects.filter(request__in=[line.request_id for line in gaining], kind="sign")
    return [
        line for line in gaining
        if by.person in askers(line.request, [gate for gate in gates if gate.request_id == line.request_id])
    ]  # fmt: skip


def must_agree(lines: Collection[ProposalLine]) -> dict[UUID, list[Gate]]:
    """Per request the acts that made the promise: whoever decided and agreed then is asked now. Policy."""
    found: dict[UUID, list[Gate]] = {line.request_id: [] for line in lines}
    rows = Gate.objects.filter(request__in=found, kind__in=["decide", "agree"], phase="before-grant")
    for gate in rows.exclude(state__in=["dropped", "refused"]).select_related("organisation"):
        found[gate.request_id].append(gate)
    return found


def carry_out(
    proposal: Proposal, lines: Collection[ProposalLine], *, by: Actor, hold_until: datetime, entry: Entry
) -> None:
    """First what gives way, then what takes. Raises `Refused` with the reasons of every line that does not fit."""
    reasons: list[Verdict] = []
    data = {"proposal": proposal.number}
    by = by.whatever("acts")  # adopting is the act; how far it goes in pieces and bases is asked of each promise
    for line in (x for x in lines if x.commitment):
        attempt(line, reasons, partial(give_way, line, by))
    for line in sorted(lines, key=lambda x: (x.priority, x.key)):
        for piece in line.pieces.all():
            if line.commitment and line.reason == "kept":
                continue
            until = hold_until if line.request.state == "asked" else None

            def reserve(
                line: ProposalLine = line, piece: ProposalPiece = piece, until: datetime | None = until
            ) -> None:
                piece.commitment = commitments.reserve(
                    line.request_id, unit=piece.unit.code, capability=piece.capability_id, quantity=piece.quantity,
                    by=by, hold_until=until, arrives=piece.arrives_at, until=piece.leaves_at, data=data,
                )  # fmt: skip
                piece.save(update_fields=["commitment"])

            attempt(line, reasons, reserve)
    if reasons:
        raise Refused(reasons)
    notify_who_lost([line for line in lines if needs_consent(line)], entry)


def attempt(line: ProposalLine, reasons: list[Verdict], act: Callable[[], None]) -> None:
    """Do it; when it is refused, remember why and for whom, and go on: all reasons are given at once."""
    try:
        with transaction.atomic():
            act()
    except (Refused, NotYours) as error:
        facts = {"request": line.request.number or ""}
        because = error.verdicts if isinstance(error, Refused) else (beyond(error),)
        reasons.append(Verdict(False, "line-fits", "Steun", facts, because=because))


def beyond(error: NotYours) -> Verdict:
    """Why a line is not this officer's: a limit of the mandate, or somebody else's means."""
    code = "mandate-reaches" if error.limit else "keeper-acts"
    return Verdict(False, code, "Awb 10:1", {"seats": ", ".join(error.needed)})


def give_way(line: ProposalLine, by: Actor) -> None:
    """A promise ends; what is left of it comes back as a commitment of its own."""
    ground = "gave-way" if line.reason == "displaced" else "moved-to-another"
    if line.commitment_id:
        commitments.release(line.commitment_id, by=by, reason=ground, data={"number": line.proposal.number})


def notify_who_lost(lines: Collection[ProposalLine], entry: Entry) -> None:
    """Once per request: whoever asked, and whoever decided on the promises, hears what is lost in all. What was only
    held is the keeper's own, and nobody is notified of it."""
    deciders = must_agree(lines)
    for request in {line.request_id: line.request for line in lines}.values():
        its = [line for line in lines if line.request_id == request.pk]
        facts = {
            "number": request.number or "",
            "title": request.title,
            "lost": sum(line.stands - line.given for line in its),
            "proposal": its[0].proposal.number,
            "agreed": entry.data["agreed"].get(request.number or "", ""),
        }
        seats: list[tuple[list[str], str | None]] = [(list(asking_roles(request.requester.kind)), request.requester_id)]
        seats += [(list(gate.holder_roles), gate.organisation_id) for gate in deciders[request.pk]]
        for roles, organisation in seats:
            notify("promise-displaced", roles, organisation, entry=entry, path=f"/requests/{request.pk}", facts=facts)
