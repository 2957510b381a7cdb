"""Files that belong to a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from steun.web.kernel.keys import new_key

if TYPE_CHECKING:
    pass
from steun.web.ask.request.model import Request


class Attachment(models.Model):
    """A file with a request; its hash stands in the journal."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    entry = models.ForeignKey("steun.Entry", models.PROTECT, related_name="+")

    class Meta:
        db_table = "steun_attachment"
        ordering = ["id"]
