"""Files that belong to a request."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from steun.core.ask.attachment import ATTACHMENT
from steun.exchange.filetype import KINDS
from steun.web.ask.request.model import Request, seen_request
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.constraints import in_life

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, actor: Actor) -> AttachmentQuerySet:
        """Of visible requests."""
        return self.filter(seen_request(actor))


class Attachment(models.Model):
    """A file with a request; its digest stands in the journal. Taken away, its content and name are gone."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=160, blank=True)  # may be personal, so it is in no entry
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    attached_by = models.ForeignKey("steun.Organisation", models.PROTECT, related_name="+")
    attached_at = models.DateTimeField()
    state = models.CharField(max_length=20)
    entry = models.ForeignKey("steun.Entry", models.PROTECT, related_name="+")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        db_table = "steun_attachment"
        ordering = ["id"]
        constraints = [in_life(ATTACHMENT.states, "attachment")]
        indexes = [models.Index(fields=["sha256"], name="steun_attachment_content")]

    @property
    def key(self) -> str:
        return f"attachment:{self.pk}"

    @property
    def case(self) -> UUID:
        return self.request_id

    @property
    def kind(self) -> str:
        """What kind of file, as its name ended: known also when the name is gone."""
        return next((kind.ends[0] for kind in KINDS if kind.media_type == self.media_type), "")
