"""What lists and pages show of a request beside its columns."""

from __future__ import annotations

from steun.web.ask.request.shape import RECEPTION


class Shown:
    last_entry: int  # of a list: the last entry of its case that this reader may see
    unordered: bool  # of a list of work: means were promised, and not yet ordered
    evaluated: bool  # of a page: its evaluation was given

    @property
    def reception(self) -> dict[str, str]:
        """What is known of how those who come are received, by field."""
        return {name: getattr(self, name) for name in RECEPTION}
