"""Collects the models of all rooms for Django; nothing else lives here."""

from steun.web.ask.models import Attachment, Gate, Incident, Line, Part, Party, Request, Series
from steun.web.clock import Clock
from steun.web.decide.models import Commitment, Dials, PriceList, Proposal, ProposalLine, ProposalPiece
from steun.web.deliver.models import Deployment
from steun.web.journal.models import Entry
from steun.web.know.models import Absence, Capability, Effect, Offering, Site, Unit
from steun.web.learn.models import Evaluation, Lesson
from steun.web.people.models import Mandate, Notice, Organisation, Person, Token

__all__ = [
    "Absence", "Attachment", "Capability", "Clock", "Commitment", "Deployment", "Dials", "Effect", "Entry",
    "Evaluation", "Gate", "Incident", "Lesson", "Line", "Mandate", "Notice", "Offering", "Organisation", "Part",
    "Party", "Person", "PriceList", "Proposal", "ProposalLine", "ProposalPiece", "Request", "Series", "Site", "Token",
    "Unit",
]  # fmt: skip
