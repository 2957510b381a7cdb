"""The life of an attachment, declared."""

from __future__ import annotations

from steun.core.ask.attachment import ATTACHMENT
from steun.web.ask.attachment.acts import attach, remove
from steun.web.ask.attachment.api import AttachmentOut, router, shown
from steun.web.ask.attachment.model import Attachment
from steun.web.ask.attachment.shape import AttachIn, RemoveIn
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life.declaration import Act, Life
from steun.web.kernel.life.journalled import Values


def derived(entry: Entry) -> Values:
    if entry.action == "attachment.remove":
        return {"name": ""}
    return {"attached_by_id": entry.organisation, "attached_at": entry.happened_at}


LIFE = Life(
    ATTACHMENT, Attachment,
    acts=(
        Act("attach", AttachIn, attach, about="request", box="files", path=None, status=201),
        Act("remove", RemoveIn, remove, box="files", path="/attachments/{uuid:pk}/remove"),
    ),
    recorded=("media_type", "size", "sha256"),
    derived=derived,
    response=AttachmentOut, show=shown, router=router,
)  # fmt: skip
