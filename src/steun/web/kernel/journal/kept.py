"""Rows whose content is written down once: its digest stands in the journal, and who changes it is found out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from steun.core.kernel.errors import Tampered
from steun.core.kernel.journal.entry import canonical, whole
from steun.core.kernel.journal.kept import digest


class KeptContent(models.Model):
    """Something that is kept as it was made: a situation report, an edition. It says itself what `key` it has, and
    which `entry` holds its digest."""

    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    key: Any
    entry: Any

    class Meta:
        abstract = True

    @property
    def kept(self) -> Mapping[str, Any]:
        """What the digest is of."""
        found: Mapping[str, Any] = self.content
        return found

    def keep(self, content: Mapping[str, Any]) -> None:
        """Take this content, with its digest. Raises `TypeError` for what does not come back as it went in."""
        self.content = content
        whole(self.kept)
        self.sha256 = digest(self.kept)

    def file(self) -> bytes:
        """It as a file, whose SHA-256 stands in the journal. Raises `Tampered` when it was changed."""
        if digest(self.kept) != self.sha256:
            raise Tampered(self.entry.number, str(self.key).partition(":")[0], self.entry.node)
        return canonical(self.kept)
