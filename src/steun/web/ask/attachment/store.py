"""Contents of attachments on disk, each under its digest, once; kept as long as somebody's attachment has it.

Who brings a content and who takes it away wait for each other at its digest, so that neither undoes the other.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from steun.web.ask.attachment.model import Attachment


def place(digest: str) -> Path:
    """Where the content with this digest lies."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def save(content: bytes) -> str:
    """Write a content under its digest: whole or not at all, and once. Returns the digest. In the act's transaction."""
    digest = hashlib.sha256(content).hexdigest()
    claim(digest)
    goal = place(digest)
    if goal.exists():
        return digest
    goal.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=goal.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, goal)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return digest


@transaction.atomic
def forget(digest: str) -> bool:
    """Take a content off the disk, unless an attachment still has it. Says whether something was there."""
    claim(digest)
    goal = place(digest)
    if not goal.exists() or Attachment.objects.filter(sha256=digest, state="attached").exists():
        return False
    goal.unlink()
    return True


def claim(digest: str) -> None:
    """Wait for whoever is busy with this content, until the end of the transaction. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])


def sweep() -> int:
    """Contents of attachments that were taken away, and that a crash left on disk; says how many."""
    gone = Attachment.objects.filter(state="removed").order_by().values_list("sha256", flat=True).distinct()
    return sum(forget(digest) for digest in gone.iterator() if place(digest).exists())
