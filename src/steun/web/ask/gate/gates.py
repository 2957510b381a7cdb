"""Opening the gates of a legal basis, and keeping track of whose turn it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from steun.core.ask.gate import DONE, answer_due, is_unconfirmed, outcome, turn_states
from steun.core.ask.route.finder import Route
from steun.core.kernel.law import Gate as GateRule
from steun.web.ask.gate.model import Gate, Part
from steun.web.ask.gate.seats import organisations_of
from steun.web.ask.request.model import Party, Request
from steun.web.kernel import clock
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import parse_key
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.people.notices import Message, send

LAPSED = "gate.lapse"
MOST_NAMED = 3  # changed fields in the subject of a mail
Demand = tuple[int, GateRule, str, Organisation | None]
"""Position in the basis, the gate, its roles as the row keeps them, and whose it is."""


def demanded(part: Part, phases: tuple[str, ...], route: Route | None) -> list[Demand]:
    """What the basis of a part demands in these phases and this situation, one per organisation that must act."""
    positions = {g.code: n for n, g in enumerate(part.law.gates)}
    signer = route.requester if route else ""
    return [
        (positions[rule.code], rule, f"|{'|'.join(names)}|", organisation)
        for rule in (route.gates if route else part.law.gates)
        if rule.phase in phases
        for names, organisation in holders_of(rule, roles_of(rule, signer), part.request)
    ]


def roles_of(rule: GateRule, signer: str) -> tuple[str, ...]:
    """Of several authorities that a gate names, the one that signs in this case acts; else all that are named. What the
    gezag does, each authority over the case does for its own task: the route names them already.
    """
    of_signer = rule.kind in {"sign", "consent", "inform", "consult"} and not rule.of_gezag
    return (signer,) if signer and signer in rule.by and of_signer else rule.by


def open_gates(part: Part, entry: Entry, demands: list[Demand]) -> list[Gate]:
    """Create the gates that are demanded and do not stand yet, born with the entry of the act that demanded them."""
    known: list[Gate] = list(part.request.gates.all())
    standing = {(g.code, g.roles, g.organisation_id) for g in known if g.part_id == part.pk and g.state != "dropped"}
    born = [
        Gate(
            request=part.request,
            part=part,
            code=rule.code,
            kind=rule.kind,
            phase=rule.phase,
            roles=roles,
            organisation=organisation,
            audience=rule.audience,
            state="open",
            entry=entry,
            position=position,
        )
        for position, rule, roles, organisation in demands
        if (rule.code, roles, organisation.pk if organisation else None) not in standing
    ]
    parties({g.organisation for g in born if g.organisation}, part.request, "gate")
    Gate.objects.bulk_create(born)
    stand: list[Gate] = sorted([*known, *born], key=in_order)
    part.request.remember("gates", stand)
    return born


def in_order(gate: Gate) -> tuple[int, UUID]:
    return gate.position, gate.pk


def holders_of(
    rule: GateRule, roles: tuple[str, ...], request: Request
) -> list[tuple[tuple[str, ...], Organisation | None]]:
    """Who holds a gate: all roles of one seat together, and one gate per organisation where each does its own; of the
    gezag, in a mixed task, one gate per authority.
    """
    if rule.of_gezag and len(roles) > 1:
        alone = replace(rule, of_gezag=False)
        return [seat for role in roles for seat in holders_of(alone, (role,), request)]
    found: dict[str, tuple[list[str], Organisation | None]] = {}
    for role in roles:
        for organisation in organisations_of(role, request, rule.at):
            found.setdefault(organisation.pk if organisation else "", ([], organisation))[0].append(role)
    seats = [(tuple(names), organisation) for names, organisation in found.values()]
    if rule.per == "authority":
        return seats
    local = [s for s in seats if s[1]]
    return local[:1] or seats[:1]


def parties(organisations: set[Organisation], request: Request, why: str) -> None:
    """Let organisations see the case. That it lies in their region alone is no reason to read a draft; this one is."""
    rows = [Party(request=request, organisation=o, why=why) for o in organisations]
    Party.objects.bulk_create(rows, ignore_conflicts=True)
    regions = [o for o in organisations if o.kind == "safety-region"] if why != "region" else []
    if regions:
        Party.objects.filter(request=request, organisation__in=regions, why="region").update(why=why)


def waits_for(gate: Gate, gates: list[Gate], rule: GateRule | None = None) -> tuple[str, ...]:
    """Codes of earlier gates of the same part that are not done."""
    before = set((rule or gate.rule).after)
    return tuple(
        dict.fromkeys(
            g.code for g in gates
            if g.part_id == gate.part_id and g.code in before and g.state not in DONE | {"dropped"}
        )
    )  # fmt: skip


def turns(request: Request, entry: Entry) -> list[Gate]:
    """Give the turn to gates whose predecessors are done; notify their holders. Returns the gates newly ready."""
    now = clock.now()
    gates = list(request.gates.all())
    parts = {part.pk: part for part in request.parts.all()}
    rules = {pk: {g.code: g for g in part.law.gates} for pk, part in parts.items()}
    ready = []
    for gate in gates:
        if gate.state != "open" or gate.ready_at or request.state not in turn_states(gate.phase, gate.kind):
            continue
        rule = rules[gate.part_id][gate.code]
        if waits_for(gate, gates, rule):
            continue
        gate.ready_at = now
        within = timedelta(minutes=rule.answer_within) if rule.answer_within else None
        gate.due_at = answer_due(now, within, None if gate.phase == "after" else request.starts_at)
        gate.part = parts[gate.part_id]
        ready.append(gate)
    for due_at in {gate.due_at for gate in ready}:
        same = [gate.pk for gate in ready if gate.due_at == due_at]
        Gate.objects.filter(pk__in=same).update(ready_at=now, due_at=due_at)
    lapsed = lapses(ready)
    called = [gate for gate in ready if gate.kind != "inform"]
    send([summons(gate, request, entry, "gate-waits") for gate in called if gate.entry_id not in lapsed])
    for gate in called:
        if gate.entry_id in lapsed:
            summon(gate, request, lapsed[gate.entry_id], "gate-lapsed")
    return ready


def lapses(gates: list[Gate]) -> dict[int, Entry]:
    """The entries by which acts on these gates lapsed, by their place; the others are open for the first time."""
    there = {g.entry_id: g.entry for g in gates if Gate.entry.is_cached(g)}
    rest = {g.entry_id for g in gates} - there.keys()
    found = there | (Entry.objects.filter(pk__in=rest, action=LAPSED).in_bulk() if rest else {})
    return {pk: entry for pk, entry in found.items() if entry.action == LAPSED}


def said(keys: Collection[UUID]) -> dict[UUID, list[Gate]]:
    """Of some requests the acts before the grant that one person heard on the phone, and that need a second."""
    rows = Gate.objects.filter(request__in=keys, phase="before-grant", state="phoned")
    rows = rows.exclude(part__outcome="withdrawn").select_related("part", "organisation", "noted_by")
    found: dict[UUID, list[Gate]] = {}
    for gate in unconfirmed_among(rows):
        found.setdefault(gate.request_id, []).append(gate)
    return found


def unconfirmed_among(gates: Iterable[Gate]) -> list[Gate]:
    """Those of some gates. Needs `part` and `organisation` joined."""
    heard = [g for g in gates if g.phase == "before-grant" and g.state == "phoned" and g.part.outcome != "withdrawn"]
    return [gate for gate in heard if is_unconfirmed(gate.state, gate.rule.second)]


def summons(gate: Gate, request: Request, entry: Entry, kind: str, rank: int = 0) -> Message:
    """What the holders of a gate are told. The link leads to the gate itself."""
    facts = {"number": request.number or "", "title": request.title, "gate": gate.code}
    path = f"/requests/{request.pk}#gate-{gate.pk}"
    if kind == "gate-lapsed":
        changed = entry.data["changed"]
        facts["changed"] = ",".join([*changed[:MOST_NAMED], *(["…"] if len(changed) > MOST_NAMED else [])])
    return Message(kind, gate.holder_roles, gate.organisation_id, entry, path, facts, rank)


def summon(gate: Gate, request: Request, entry: Entry, kind: str, rank: int = 0) -> None:
    """Tell the holders of a gate that it waits for them; whose act no longer holds hears it too, if still in office."""
    message = summons(gate, request, entry, kind, rank)
    notices = send([message])
    acted = parse_key(entry.data.get("of")) if kind == "gate-lapsed" else None
    if acted and acted not in {notice.person_id for notice in notices}:
        send([replace(message, only=acted)])


def outcome_of(part: Part, gates: list[Gate]) -> str:
    """What the acts before a grant amount to for one part: open, granted, refused."""
    return outcome([(g.phase, g.state) for g in gates if g.part_id == part.pk])
