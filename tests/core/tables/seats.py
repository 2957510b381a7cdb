"""What the functions under `by` and `spends` give for given facts: seats, or a number of pieces."""

from dataclasses import replace
from typing import Any

from steun.core.agree import agreement, edition, recalibration
from steun.core.agree.agreement import AgreementFacts
from steun.core.agree.edition import EditionFacts
from steun.core.agree.recalibration import RecalibrationFacts
from steun.core.ask import addition, attachment, gate, incident, request
from steun.core.ask.addition import AdditionFacts
from steun.core.ask.attachment import AttachmentFacts
from steun.core.ask.gate import GateFacts
from steun.core.ask.incident import IncidentFacts
from steun.core.ask.rules import RequestFacts as R
from steun.core.decide import commitment, proposal
from steun.core.decide.commitment import CommitmentFacts
from steun.core.decide.proposal import ProposalFacts
from steun.core.deliver import deployment, roadplan
from steun.core.deliver.deployment import DeploymentFacts
from steun.core.deliver.evacuation import life as evacuation
from steun.core.deliver.evacuation.life import EvacuationFacts
from steun.core.deliver.evacuation.policy import Basis
from steun.core.deliver.movement import clearance
from steun.core.deliver.movement import life as movement
from steun.core.deliver.movement.clearance import ClearanceFacts
from steun.core.deliver.movement.life import MovementFacts
from steun.core.deliver.roadplan import RoadPlanFacts
from steun.core.kernel.seats import Roles
from steun.core.know import absence, decree, need, poll
from steun.core.know.absence import AbsenceFacts
from steun.core.know.baseline import assessment, designation, headcount
from steun.core.know.baseline.assessment import AssessmentFacts
from steun.core.know.baseline.designation import DesignationFacts
from steun.core.know.baseline.headcount import HeadcountFacts
from steun.core.know.catalogue import listing
from steun.core.know.catalogue.listing import ListingFacts
from steun.core.know.decree import DecreeFacts
from steun.core.know.merging import merge
from steun.core.know.merging.merge import MergeFacts
from steun.core.know.need import NeedFacts
from steun.core.know.poll import PollFacts
from steun.core.know.risks import risk
from steun.core.know.risks.risk import RiskFacts
from steun.core.know.roads import closure, flow
from steun.core.know.roads.closure import ClosureFacts
from steun.core.know.roads.flow import FlowFacts
from steun.core.learn import evaluation, lesson
from steun.core.learn.evaluation import EvaluationFacts
from steun.core.learn.lesson import LessonFacts
from tests.core.tables import samples

ROLES = Roles(
    openers=("mayor", "toc", "dops", "provider"), incident_keepers=("duty-officer", "mayor", "rmoa"),
    level_places={"duty-officer": "region", "safety-region-chair": "region", "mayor": "municipality"},
    coordinators=("locc",), advisers=("rmoa",), planners=("dops", "toc"), orderers=("toc",),
    unit_commanders=("unit-commander",), providers=("provider", "mayor", "duty-officer"),
    owners=("provider", "duty-officer"), suppliers=("provider",),
    commanders=("unit-commander", "provider", "mayor", "duty-officer"), makers=("locc", "ncc"),
    signers=("mayor", "dops"), writers=("rmoa",), pollers=("locc", "dops"), movers=("toc", "dops"),
    publishers=("locc", "dops"),
)  # fmt: skip
WHO: dict[str, Any] = {"roles": ROLES}
REGION = R(requester="VR24", requester_roles=("mayor", "duty-officer"), adviser="VR23", **WHO)
TO_RWS = R(requester="DOPS", requester_roles=("dops",), addressee="RWS", **WHO)
ASK = {"mayor@VR24", "duty-officer@VR24"}
RWS = {"provider@RWS", "mayor@RWS", "duty-officer@RWS"}
SIDE = frozenset({"a@B", "c@D"})
MERGING = MergeFacts(
    "LOCC", frozenset({"VR24", "DOPS"}), frozenset({"VR24"}), causes=SIDE, roles=ROLES,
)  # fmt: skip
LEARNERS = ("mayor", "dops", "rmoa", "locc", "toc")
DIVIDE = {"locc", "dops", "toc"}
BASED = R(bases=(samples.basis(code="wvr-51"), samples.basis(code="polw-58")))
LEVELS = {
    "0": ("duty-officer",), "1": ("duty-officer",), "3": ("mayor", "duty-officer"), "4": ("safety-region-chair",),
    "rijk": ("ncc",),
}  # fmt: skip


def a_gate(kind: str = "decide", **given: Any) -> GateFacts:
    return GateFacts(
        samples.gate(kind=kind, second=("locc", "toc")), given.pop("organisation", ""), R(), "asked", **given
    )


def scaled(grip: str, wanted: str = "", levels: dict[str, tuple[str, ...]] = LEVELS) -> IncidentFacts:
    return IncidentFacts(
        regions=("VR24", "VR23"), municipalities=("GM1", "GM2"), grip=grip, wanted_grip=wanted,
        grip_levels=tuple(levels), grip_set_by=levels, roles=ROLES,
    )  # fmt: skip


def a_commitment(asked: R = REGION, **given: Any) -> CommitmentFacts:
    return CommitmentFacts(asked, "granted", **given)


CHAIRS = {"safety-region-chair@VR24", "safety-region-chair@VR23"}
OFFICERS = {"duty-officer@VR24", "duty-officer@VR23"}
MAYORS = {"mayor@GM1", "mayor@GM2"}
LOCAL = {f"{role}@{code}" for role in ROLES.incident_keepers for code in ("GM1", "VR24")}
OPENER = {f"{role}@GM1" for role in ROLES.openers}
PWN = {"provider@PWN", "mayor@PWN", "duty-officer@PWN"}
GIVES_NOTHING = ("judge", "consult", "view", "inform", "consent", "report")
GROUNDS = (
    Basis("mayor", {}, samples.READ, ("mayor",), "municipality"),
    Basis("chair", {}, samples.READ, ("safety-region-chair",), "region"),
)
FLOOD = EvacuationFacts("VR24", True, ("GM1", "GM2"), ("VR24",), GROUNDS, roles=ROLES)
IN_ONE = EvacuationFacts("GM1", True, ("GM1",), ("VR24",), GROUNDS, roles=ROLES)
ORDER = DecreeFacts(("mayor",), ("toc",), local=True, area=("GM1", "GM2"))
UNIT = {"unit-commander@RWS", *RWS}
IN_VR24 = {"duty-officer@VR24", "safety-region-chair@VR24", "mayor@VR24"}


def closed(*sides: Any, organisation: str = "") -> ClosureFacts:
    return ClosureFacts(sides=sides, organisation=organisation, roles=ROLES)


DEAL = AgreementFacts(("DOPS", "VR24"), proposer="VR24", agreed=frozenset({"DOPS"}), quantity=40, roles=ROLES)


def of_side(roles: tuple[str, ...], *sides: str) -> set[str]:
    return {f"{role}@{side}" for role in roles for side in sides}


ROWS: list[tuple[Any, Any, Any]] = [
    (request.requester, REGION, ASK),
    (request.requester, R(requester_roles=("mayor",)), {"mayor"}),
    (request.drafters, REGION, {*ASK, "rmoa@VR23"}),
    (request.drafters, R(requester="VR24", requester_roles=("mayor",)), {"mayor@VR24"}),
    (request.judges, R(judges=SIDE), SIDE),
    (request.deciders, R(deciders=SIDE), SIDE),
    (request.rescuers, R(rescuers=SIDE), SIDE),
    (request.planners, REGION, {"toc", "dops"}),
    (request.planners, TO_RWS, RWS),
    (request.orderers, REGION, {"toc"}),
    (request.orderers, TO_RWS, RWS),
    (request.reporters, REGION, {"toc", "unit-commander", "provider"}),
    (request.reporters, TO_RWS, {*RWS, "unit-commander", "provider"}),
    (request.shorteners, REGION, {*ASK, "toc", "dops"}),
    (request.shorteners, TO_RWS, {*RWS, "dops@DOPS"}),
    (request.pieces_asked, R(asked=7, ordering=3), 7),
    (request.pieces_ordered, R(asked=7, ordering=3), 3),
    (gate.holder, a_gate(roles=("mayor", "rmoa"), organisation="GM1"), {"mayor@GM1", "rmoa@GM1"}),
    (gate.holder, a_gate(roles=("toc",)), {"toc"}),
    (gate.hearer, a_gate(roles=("toc",), hearers=SIDE), {"toc", *SIDE}),
    (gate.opener, a_gate(openers=SIDE), SIDE),
    (gate.second, a_gate(), {"locc", "toc"}),
    *((gate.pieces_promised, a_gate(kind, asked=7), 7) for kind in ("sign", "decide", "agree")),
    *((gate.pieces_promised, a_gate(kind, asked=7), 0) for kind in GIVES_NOTHING),
    *((gate.pieces_promised, a_gate(kind, asked=7, fewer=3), 3) for kind in ("decide", "agree")),
    *((gate.pieces_promised, a_gate(kind, asked=7, fewer=7), 7) for kind in ("decide", "agree")),
    (gate.pieces_promised, a_gate(asked=7, fewer=8), 7),
    (gate.pieces_promised, a_gate("decide", asked=7, fewer=1), 1),
    (gate.pieces_promised, a_gate("sign", asked=7, fewer=3), 7),
    *((gate.pieces_promised, a_gate(kind, asked=7, fewer=3), 0) for kind in GIVES_NOTHING),
    (incident.openers, IncidentFacts(roles=ROLES), set(ROLES.openers)),
    (
        incident.holders, IncidentFacts(opener="LK", roles=Roles(openers=("district-head",), coordinators=("gmlz",))),
        {"district-head@LK", "gmlz"},
    ),
    (proposal.makers, ProposalFacts(roles=ROLES), {"locc", "ncc"}),
    (proposal.adopters, ProposalFacts(roles=ROLES), {"dops", "toc"}),
    (proposal.overrulers, ProposalFacts(roles=ROLES), {"dops", "toc", "locc"}),
    (incident.holders, IncidentFacts(opener="GM1", regions=("VR24",), roles=ROLES), {*LOCAL, *OPENER, "locc"}),
    (incident.holders, IncidentFacts(roles=ROLES), {"locc"}),
    (
        incident.scalers,
        IncidentFacts(
            opener="LK", grip="0", wanted_grip="kat", grip_levels=("0", "kat"),
            grip_set_by={"kat": ("district-head", "land-government")},
            roles=Roles(level_places={"district-head": "opener"}),
        ),
        {"district-head@LK", "land-government"},
    ),
    (incident.sender, IncidentFacts(senders=SIDE), SIDE),
    (incident.scalers, scaled("1", "0"), OFFICERS),
    (incident.scalers, scaled("1", "3"), {*OFFICERS, *MAYORS}),
    (incident.scalers, scaled("4", "0"), CHAIRS),
    (incident.scalers, scaled("0", "rijk"), {"ncc"}),
    (incident.scalers, scaled("0"), {*OFFICERS, *MAYORS, *CHAIRS, "ncc"}),
    (incident.scalers, scaled("rijk"), {"ncc"}),
    (incident.scalers, scaled("0", levels={"0": ("duty-officer",), "3": ("mayor",)}), MAYORS),
    (incident.scalers, scaled("0", "7"), OFFICERS),
    (incident.scalers, scaled("7", "0"), OFFICERS),
    (attachment.attachers, AttachmentFacts(drafters=SIDE), SIDE),
    (
        attachment.removers,
        AttachmentFacts(drafters=SIDE, attached_by="B", administrators=frozenset({"administrator@B"})),
        {"a@B", "administrator@B"},
    ),
    (commitment.keepers, a_commitment(provider="PWN"), {"toc", "dops", "provider@PWN"}),
    (commitment.keepers, a_commitment(TO_RWS, provider="RWS"), RWS),
    (commitment.followers, a_commitment(provider="PWN", caused_by=SIDE), {"toc", "dops", "provider@PWN", *SIDE}),
    (commitment.stock_keepers, a_commitment(provider="PWN", caused_by=SIDE), SIDE),
    (commitment.pieces_kept, a_commitment(quantity=5, spent=10), 15),
    (deployment.commander, DeploymentFacts(REGION, "RWS"), {*UNIT, "toc"}),
    (deployment.ordering, DeploymentFacts(REGION, "RWS"), {*RWS, "toc"}),
    (deployment.ordering, DeploymentFacts(R(addressee="PWN", **WHO), "RWS"), {*RWS, *PWN}),
    (agreement.drafters, DEAL, of_side(ROLES.drafters, "DOPS", "VR24")),
    (agreement.drafters, AgreementFacts(), set()),
    (agreement.signers, DEAL, of_side(ROLES.signers, "DOPS", "VR24")),
    (agreement.waited_for, DEAL, of_side(ROLES.signers, "VR24")),
    (agreement.answerers, DEAL, of_side(ROLES.signers, "DOPS")),
    (agreement.proposers, DEAL, of_side(ROLES.drafters, "VR24")),
    (agreement.proposers, AgreementFacts(("DOPS", "VR24")), set()),
    (agreement.pieces_promised, DEAL, 40),
    (recalibration.starters, RecalibrationFacts(roles=ROLES), {"locc", "dops", "toc"}),
    (edition.publishers, EditionFacts(roles=ROLES), {"locc", "dops"}),
    (agreement.testers, DEAL, set()),
    (agreement.testers, AgreementFacts(testers=SIDE), SIDE),
    (assessment.assessors, AssessmentFacts("VR24", roles=ROLES), of_side(ROLES.drafters, "VR24")),
    (assessment.assessors, AssessmentFacts(roles=ROLES), set()),
    (designation.designators, DesignationFacts("MIN", roles=ROLES), of_side(ROLES.signers, "MIN")),
    (designation.designators, DesignationFacts(roles=ROLES), set()),
    (headcount.counters, HeadcountFacts("VR24", roles=ROLES), of_side(ROLES.drafters, "VR24")),
    (headcount.counters, HeadcountFacts(roles=ROLES), set()),
    (lesson.authors, LessonFacts("VR24", roles=ROLES), of_side(LEARNERS, "VR24")),
    (lesson.authors, LessonFacts(roles=ROLES), set()),
    (lesson.owners, LessonFacts("VR24", "DOPS", roles=ROLES), of_side(LEARNERS, "DOPS")),
    (lesson.owners, LessonFacts("VR24", roles=ROLES), set()),
    (lesson.verifiers, LessonFacts("VR24", "DOPS", roles=ROLES), {*of_side(LEARNERS, "VR24"), *DIVIDE}),
    (lesson.verifiers, LessonFacts("VR24", "VR24", roles=ROLES), DIVIDE),
    (
        lesson.reopeners, LessonFacts("VR24", "DOPS", roles=ROLES),
        {*of_side(LEARNERS, "VR24"), *of_side(LEARNERS, "DOPS"), *DIVIDE},
    ),
    (lesson.causes, LessonFacts("VR24", "DOPS", roles=ROLES), set()),
    (lesson.causes, LessonFacts(causes=SIDE), SIDE),
    (risk.owners, RiskFacts("VR24", roles=ROLES), of_side((*LEARNERS, *ROLES.pollers), "VR24")),
    (risk.owners, RiskFacts(roles=ROLES), set()),
    (listing.authors, ListingFacts("VR24", roles=ROLES), of_side(LEARNERS, "VR24")),
    (listing.authors, ListingFacts(roles=ROLES), set()),
    (listing.owners, ListingFacts("VR24", owner="DOPS", roles=ROLES), of_side(LEARNERS, "DOPS")),
    (listing.owners, ListingFacts("VR24", roles=ROLES), set()),
    (listing.publishers, ListingFacts("VR24", owner="DOPS", roles=ROLES), DIVIDE),
    (listing.reviewers, ListingFacts("VR24", owner="DOPS", roles=ROLES), of_side(LEARNERS, "DOPS")),
    (listing.reviewers, ListingFacts("VR24", owner="VR24", roles=ROLES), DIVIDE),
    (listing.returners, ListingFacts("VR24", owner="DOPS", roles=ROLES), {*of_side(LEARNERS, "DOPS"), *DIVIDE}),
    (listing.enders, ListingFacts("LOCC", owner="VR24", roles=ROLES), {*of_side(LEARNERS, "VR24"), *DIVIDE}),
    (listing.causes, ListingFacts("VR24", roles=ROLES), set()),
    (listing.causes, ListingFacts(causes=SIDE), SIDE),
    (need.keepers, NeedFacts("VR24", roles=ROLES), of_side(ROLES.drafters, "VR24")),
    (need.keepers, NeedFacts(roles=ROLES), set()),
    (need.causes, NeedFacts("VR24", causes=SIDE), {*SIDE, "clock"}),
    (poll.openers, PollFacts("LOCC", ("VR24",), roles=ROLES), of_side(ROLES.pollers, "LOCC")),
    (poll.openers, PollFacts(asked=("VR24",), roles=ROLES), set()),
    (poll.those_asked, PollFacts("LOCC", ("VR24", "DOPS"), roles=ROLES), of_side(ROLES.drafters, "VR24", "DOPS")),
    (merge.leaders, MERGING, of_side(ROLES.pollers, "LOCC")),
    (merge.leaders, MergeFacts(roles=ROLES), set()),
    (merge.owners, MERGING, of_side(ROLES.drafters, "VR24", "DOPS")),
    (merge.waited_for, MERGING, of_side(ROLES.drafters, "DOPS")),
    (merge.those_who_may_separate, MERGING, {
        *of_side(ROLES.pollers, "LOCC"), *of_side(ROLES.drafters, "VR24", "DOPS"),
    }),
    (merge.causes, MERGING, SIDE),
    (absence.keepers, AbsenceFacts("defence", "DEF-13LB", **WHO), {"toc", "dops", "unit-commander@DEF-13LB"}),
    (absence.keepers, AbsenceFacts("civil", "RWS", **WHO), {"provider@RWS", "duty-officer@RWS"}),
    (closure.closers, closed((("RWS",), ())), {"provider@RWS", "duty-officer@RWS"}),
    (closure.closers, closed(((), ("VR24",))), IN_VR24),
    (closure.closers, closed(((), ("VR24", "VR23")), ((), ("VR24",))), IN_VR24),
    (closure.closers, closed(((), ("VR24",)), ((), ("VR23",))), set()),
    (closure.closers, closed(organisation="VR24"), {*IN_VR24, "provider@VR24"}),
    (closure.closers, closed(), set()),
    (flow.watchers, FlowFacts("TOC", ("RWS",), ("VR24",), roles=ROLES), {
        "provider@RWS", "duty-officer@RWS", *IN_VR24, "toc@TOC", "dops@TOC", "locc@TOC",
    }),
    (flow.watchers, FlowFacts(roles=ROLES), set()),
    (clearance.enterers, ClearanceFacts("TOC", roles=ROLES), {"toc@TOC", "dops@TOC"}),
    (clearance.enterers, ClearanceFacts(roles=ROLES), set()),
    (evacuation.preparers, FLOOD, {"mayor@VR24", "duty-officer@VR24", "safety-region-chair@VR24"}),
    (evacuation.preparers, EvacuationFacts("PU1", roles=ROLES), set()),
    (evacuation.deciders, FLOOD, {"safety-region-chair@VR24"}),
    (evacuation.deciders, IN_ONE, {"mayor@GM1", "safety-region-chair@VR24"}),
    (evacuation.deciders, replace(IN_ONE, basis=GROUNDS[0]), {"mayor@GM1"}),
    (evacuation.deciders, replace(IN_ONE, municipalities=(), regions=()), {"mayor@GM1", "safety-region-chair@GM1"}),
    (evacuation.deciders, replace(FLOOD, regions=("VR24", "VR23")), set()),
    (evacuation.keepers, replace(IN_ONE, basis=GROUNDS[1]), {
        "mayor@GM1", "duty-officer@GM1", "safety-region-chair@GM1", "safety-region-chair@VR24",
    }),
    (roadplan.askers, RoadPlanFacts(roles=ROLES), {"locc", "toc", "dops"}),
    (roadplan.adopters, RoadPlanFacts(roles=ROLES), {"toc", "dops"}),
    (roadplan.deciders, RoadPlanFacts(roles=ROLES), set()),
    (roadplan.deciders, RoadPlanFacts(deciders=SIDE), SIDE),
    (movement.movers, MovementFacts("TOC", roles=ROLES), {"toc@TOC", "dops@TOC"}),
    (movement.movers, MovementFacts(roles=ROLES), set()),
    (movement.answerers, MovementFacts("TOC", answerers=SIDE, roles=ROLES), {"toc@TOC", "dops@TOC", *SIDE}),
    (decree.enterers, ORDER, {"mayor@GM1", "mayor@GM2"}),
    (decree.users, ORDER, {"toc@GM1", "toc@GM2"}),
    (decree.enterers, DecreeFacts(("ncc", "toc"), area=("VR24",)), {"ncc", "toc"}),
    (decree.users, DecreeFacts(used_by=("mayor",), local=True), {"mayor"}),
    (evaluation.evaluators, EvaluationFacts(REGION), {*ASK, "locc"}),
    (request.separators, R(separators=SIDE), SIDE),
    (addition.joiner, AdditionFacts(REGION, "asked", joiners=SIDE), SIDE),
    (addition.judge, AdditionFacts(R(judges=SIDE), "asked", frozenset({"e@F"})), SIDE),
    (addition.judge, AdditionFacts(R(judges=SIDE), "draft", frozenset({"e@F"})), SIDE),
    (addition.judge, AdditionFacts(R(judges=SIDE), "granted", frozenset({"e@F"})), {"e@F"}),
    (addition.judge, AdditionFacts(R(judges=SIDE), "deployed", frozenset({"e@F"})), {"e@F"}),
    (addition.cause, AdditionFacts(REGION, "asked", causes=SIDE), SIDE),
    (addition.pieces_taken_up, AdditionFacts(REGION, "asked", pieces=25, added=5), 25),
    (addition.pieces_added, AdditionFacts(REGION, "asked", pieces=25, added=5), 5),
    (evaluation.enders, EvaluationFacts(REGION), {*ASK, "toc", "unit-commander", "provider"}),
]  # fmt: skip

CODES = frozenset({"wvr-51", "polw-58"})
BASES: list[tuple[str, Any, frozenset[str]]] = [
    ("request", BASED, CODES),
    ("gate", a_gate(basis="wvr-51"), frozenset({"wvr-51"})),
    ("gate", a_gate(), frozenset()),
    ("addition", AdditionFacts(BASED, "asked"), CODES),
    ("commitment", a_commitment(BASED), CODES),
    ("deployment", DeploymentFacts(BASED, "RWS"), CODES),
    ("evaluation", EvaluationFacts(BASED), CODES),
]
