"""Collects the models of all rooms for Django; nothing else lives here."""

from steun.web.agree.agreement.model import Agreement, Side
from steun.web.ask.addition.model import Addition
from steun.web.ask.attachment.model import Attachment
from steun.web.ask.gate.model import Gate, Part
from steun.web.ask.incident.model import Incident
from steun.web.ask.request.model import Line, Party, Request, Series
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.policy.model import AllocationPolicy, PriceList
from steun.web.decide.proposal.model import Proposal, ProposalLine, ProposalPiece
from steun.web.deliver.deployment.model import Deployment
from steun.web.kernel.cached import Cached
from steun.web.kernel.clock import Clock
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life.once import Done
from steun.web.kernel.people.models import Mandate, Notice, Organisation, Person, Token
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.decree.model import Decree
from steun.web.know.unit.model import Absence, Offering, Site, Unit
from steun.web.learn.evaluation.model import Evaluation, Lesson
from steun.web.learn.report.model import SituationReport
from steun.web.people.account.access import Access

__all__ = [
    "Absence",
    "Access",
    "Addition",
    "Agreement",
    "AllocationPolicy",
    "Attachment",
    "Cached",
    "Capability",
    "Clock",
    "Commitment",
    "Decree",
    "Deployment",
    "Done",
    "Effect",
    "Entry",
    "Evaluation",
    "Gate",
    "Incident",
    "Lesson",
    "Line",
    "Mandate",
    "Notice",
    "Offering",
    "Organisation",
    "Part",
    "Party",
    "Person",
    "PriceList",
    "Proposal",
    "ProposalLine",
    "ProposalPiece",
    "Request",
    "Series",
    "Side",
    "Site",
    "SituationReport",
    "Token",
    "Unit",
]  # fmt: skip
