"""The attachments of a request as its pages and the API show them, what was taken away included."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from steun.core.ask.attachment import removers
from steun.web.ask.attachment.acts import attachment_facts
from steun.web.ask.attachment.model import Attachment
from steun.web.ask.request.model import Request
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.people.organisation.reach import administrators


@dataclass(frozen=True, slots=True)
class Removal:
    """Who took an attachment away, when and why: as its entry in the journal says."""

    at: datetime
    role: str
    organisation: str
    reason: str

    @property
    def by(self) -> str:
        """In words."""
        return f"{words.word('role', self.role)}, {words.organisation_name(self.organisation)}"


@dataclass(frozen=True, slots=True)
class Shown:
    """One attachment, for one reader."""

    it: Attachment
    removal: Removal | None
    may_remove: bool


def removal(attachment: Attachment) -> Removal | None:
    if attachment.state != "removed":
        return None
    entry = attachment.entry
    return Removal(entry.happened_at, entry.role, entry.organisation, entry.reason)


def shown(request: Request, actor: Actor) -> list[Shown]:
    """All that was ever attached, the oldest first."""
    rows = list(request.attachments.select_related("entry", "attached_by"))
    if not rows:
        return []
    facts = attachment_facts(request)
    return [
        Shown(
            it,
            removal(it),
            it.state == "attached"
            and bool(
                removers(replace(facts, attached_by=it.attached_by_id, administrators=administrators(it.attached_by)))
                & actor.seats
            ),
        )
        for it in rows
    ]
