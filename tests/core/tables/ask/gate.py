"""The rules of a gate. G: facts of a decision that is open, of a request that was sent."""

from typing import Any

from steun.core.ask import gate as g
from steun.core.ask.gate import GateFacts
from steun.core.ask.rules import RequestFacts
from tests.core.tables.samples import DAY, NOON, gate
from tests.core.tables.truth import WARNS, row, table

ACT = "Act, art. 1"
FORM = "LOCC-formulier (reden van de aanvraag, te verwachten taakopdracht)"
SIGN = gate(kind="sign", phase="before-sending")
EMPTY = RequestFacts()
ARGUED = RequestFacts(reason="flood", task="sandbags")
LATE = RequestFacts(starts_at=NOON - 9 * DAY, ends_at=NOON - 8 * DAY, now=NOON)
OF_ANN = RequestFacts(requester="VR24", askers=frozenset({"ann"}))


def facts(rule: Any = None, request: RequestFacts = EMPTY, state: str = "asked", **given: Any) -> GateFacts:
    return GateFacts(rule or gate(), "", request, state, **given)


def turns(phase: str, *states: str, kind: str = "decide") -> list[Any]:
    return [row(facts(gate(phase=phase, kind=kind), state=s), state=s, phase=phase) for s in states]


TABLES = [
    table(
        g.its_turn_has_come, "turn-has-come", ACT,
        met=[row(facts(), first="")], unmet=[row(facts(waits_for=("a", "b")), first="a, b")],
    ),
    table(
        g.request_is_in_phase, "request-is-in-phase", ACT,
        met=[
            *turns("before-sending", "draft"), *turns("before-grant", "asked"),
            *turns("before-deployment", "granted", "ordered", "deployed"),
            *turns("after", "granted", "ordered", "deployed", "ended"),
            *turns("after", "ended", kind="report"),
        ],
        unmet=[
            *turns("before-sending", "asked"), *turns("before-grant", "draft", "granted", "refused"),
            *turns("before-deployment", "asked", "ended"), *turns("after", "draft", "asked", "closed"),
            *turns("after", "granted", "ordered", "deployed", kind="report"),
        ],
    ),
    table(g.signature_is_motivated, "request-is-motivated", ACT, met=[facts(), facts(gate(kind="agree"))], unmet=[]),
    table(
        g.signature_is_motivated, "request-is-motivated", FORM,
        met=[facts(SIGN, ARGUED)], unmet=[row(facts(SIGN), missing="reason, task")],
    ),
    table(
        g.what_is_signed_is_plausible, "start-lies-long-past", "Steun", unmet_is=WARNS,
        met=[facts(SIGN), facts(request=LATE)], unmet=[row(facts(SIGN, LATE), because=("end-is-over",), days=9)],
    ),
    table(
        g.it_can_be_refused, "gate-can-be-refused", ACT,
        met=[facts(), facts(gate(refusal="unlawful"))], unmet=[facts(gate(refusal="none"))],
    ),
    table(
        g.refusal_has_reasons, "refusal-has-reasons", "Awb, art. 3:46 (norm)",
        met=[facts(reason="no boats")], unmet=[facts(), facts(reason=" ")],
    ),
    table(
        g.urgent_reason_and_signatory, "urgent-reason-is-signed", ACT,
        met=[facts(), facts(gate(refusal="urgent-reasons"), reason="war", signatory="minister")],
        unmet=[
            facts(gate(refusal="urgent-reasons")), facts(gate(refusal="urgent-reasons"), reason="war", signatory=" "),
            facts(gate(refusal="urgent-reasons"), reason=" ", signatory="minister"),
        ],
    ),
    table(g.phone_is_allowed, "phone-is-allowed", ACT, met=[facts()], unmet=[facts(gate(by_phone=False))]),
    table(
        g.who_was_phoned_is_named, "phoned-person-is-named", "Steun",
        met=[facts(phoned_person="K. de Vries")], unmet=[facts(), facts(phoned_person=" ")],
    ),
    table(
        g.not_ones_own_request, "not-ones-own-request", "Awb, art. 2:4 (norm)",
        met=[
            facts(), facts(request=OF_ANN), facts(request=OF_ANN, actor="bob"), facts(SIGN, OF_ANN, actor="ann"),
            facts(gate(at="signer"), OF_ANN, actor="ann"), facts(request=RequestFacts(askers=frozenset({""}))),
        ],
        unmet=[facts(request=OF_ANN, actor="ann"), facts(gate(kind="agree"), OF_ANN, actor="ann")],
    ),
    table(
        g.heard_by_somebody_else, "second-is-somebody-else", "Steun",
        met=[facts(), facts(actor="ann"), facts(actor="ann", noted_by="bob")],
        unmet=[facts(actor="ann", noted_by="ann")],
    ),
    table(
        g.second_is_not_of_the_requester, "second-is-not-of-requester", "Steun",
        met=[
            facts(request=OF_ANN, actor="bob", actor_organisation="LOCC"),
            facts(request=OF_ANN, actor_organisation="VR24"),
        ],
        unmet=[
            facts(request=OF_ANN, actor="bob", actor_organisation="VR24"),
            facts(request=OF_ANN, actor="ann", actor_organisation="LOCC"),
        ],
    ),
    table(g.it_is_waived, "gate-is-waived", ACT, met=[facts(waived=True)], unmet=[facts()]),
]  # fmt: skip
