"""The life of a gate, declared. A gate is born by the act that demanded it: a request that is sent opens its gates."""

from steun.core.ask.gate import GATE
from steun.web.ask.request.model import Gate
from steun.web.kernel.lives import Life

LIFE = Life(GATE, Gate, born_by="request.submit")
