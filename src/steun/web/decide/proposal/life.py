"""The life of a proposal, declared. It has no case of its own: what it does stands in the entries of each request."""

from steun.core.decide.proposal import PROPOSAL
from steun.web.decide.proposal.model import Proposal
from steun.web.kernel.lives import Life

LIFE = Life(PROPOSAL, Proposal, recorded=("number", "seconds", "dials", "dials_number", "failure"), case="")
