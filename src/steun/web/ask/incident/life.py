"""The life of an incident, declared."""

from steun.core.ask.incident import INCIDENT
from steun.web.ask.incident.model import Incident
from steun.web.kernel.lives import Life

LIFE = Life(INCIDENT, Incident, recorded=("grip",), case="id")
