"""What lists and pages show of a request beside its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from steun.core.decide.timeliness import Timeliness
from steun.web.ask.request.shape import RECEPTION
from steun.web.ask.timeliness import read

if TYPE_CHECKING:
    from steun.web.ask.request.model import Request


class Shown:
    last_entry: int  # of a list: the last entry of its case that this reader may see
    unordered: bool  # of a list of work: means were promised, and not yet ordered
    evaluated: bool  # of a page: its evaluation was given

    @property
    def _request(self) -> Request:
        """Itself: only a request shows this."""
        return cast("Request", self)

    @property
    def reception(self) -> dict[str, str]:
        """What is known of how those who come are received, by field."""
        return {name: getattr(self, name) for name in RECEPTION}

    @property
    def timeliness(self) -> Timeliness | None:
        """Is what is promised, or what came, in time? None while nobody waits for it."""
        return read.of(self._request)

    @property
    def urgency(self) -> str:
        """Lives at stake, needed by now and not there, urgent, or nothing of these."""
        return read.urgency(self._request)

    @property
    def standing(self) -> str:
        """Its state, or that less than all was granted, or that a promise was lost."""
        return read.standing(self._request)
