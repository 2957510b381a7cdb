"""The life of an attachment, declared."""

from steun.core.ask.attachment import ATTACHMENT
from steun.web.ask.attachment.acts import attach, remove
from steun.web.ask.attachment.api import AttachmentOut, router, shown
from steun.web.ask.attachment.model import Attachment
from steun.web.ask.attachment.shape import AttachIn, RemoveIn
from steun.web.kernel.lives import Act, Life

LIFE = Life(
    ATTACHMENT, Attachment,
    acts=(
        Act("attach", AttachIn, attach, about="request", box="files", path=None, status=201),
        Act("remove", RemoveIn, remove, box="files", path="/attachments/{uuid:pk}/remove"),
    ),
    recorded=("media_type", "size", "sha256"),
    response=AttachmentOut, show=shown, router=router,
)  # fmt: skip
