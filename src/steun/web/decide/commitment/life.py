"""The life of a commitment, declared."""

from steun.core.decide.commitment import COMMITMENT
from steun.web.decide.commitment.guards import of_stock
from steun.web.decide.commitment.model import Commitment
from steun.web.kernel.lives import Life

LIFE = Life(COMMITMENT, Commitment, recorded=("quantity", "short"), guards=of_stock)
