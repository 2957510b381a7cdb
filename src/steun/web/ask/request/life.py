"""The life of a request, declared."""

from steun.core.ask.request import REQUEST
from steun.web.ask.request.model import Request
from steun.web.kernel.lives import Life

LIFE = Life(REQUEST, Request, recorded=("number", "extent"), case="id")
