"""Files with a request: a map, a photo, a list. Content says what a file is, not its name; its digest is on record.

An attachment stands beside the form: it is not part of what is signed, and the journal records when it was added. One
with personal data that does not belong there is taken away: content and name go, the digest stays in the journal.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from steun.core.ask.attachment import ATTACHMENT, AttachmentFacts
from steun.core.ask.request import OVER, drafters
from steun.core.kernel.errors import Refused, Tampered, Unknown
from steun.core.kernel.machine import NEW
from steun.core.kernel.text.incoming import without_unseen
from steun.core.kernel.verdict import Verdict
from steun.exchange.filetype import recognise
from steun.web.ask.attachment import store
from steun.web.ask.attachment.model import Attachment
from steun.web.ask.request.acts import see
from steun.web.ask.request.facts import request_facts
from steun.web.ask.request.model import Request
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import received_bytes
from steun.web.kernel.journal.record import apply_move, record
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.people.organisation.reach import administrators

LONGEST_NAME = 160
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff/\\:*?\"<>|]")
"""What a file name must not carry beside what does not show: control characters, and separators of paths."""


def clean_name(name: str) -> str:
    """A name that is safe to show and to save under: no path, no control or direction characters. What is cut off a
    long one is shown as dots, before the ending that says what it is.

    >>> clean_name("..\\\\..\\\\kaart Meerssen.PDF"), len(clean_name("a" * 300 + ".pdf"))
    ('kaart Meerssen.PDF', 160)
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = without_unseen(UNSEEN.sub("", last)).strip(" .")
    if len(plain) <= LONGEST_NAME:
        return plain
    ending = PurePath(plain).suffix[:20]
    return f"{plain[: LONGEST_NAME - 1 - len(ending)]}…{ending}"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody sent: looked at, and within its limits."""

    name: str
    content: bytes
    media_type: str


def received(file: UploadedFile[bytes] | None) -> Upload:
    """The one way in for files, of pages and of machines alike. Raises `Malformed` for what may not come in."""
    sent = received_bytes(file)
    name = clean_name(sent.name)
    return Upload(name, sent.content, recognise(name, sent.content).media_type)


@once("attachment.attach")
def attach(pk: UUID, file: Upload, *, by: Actor, id: UUID | None = None) -> Attachment:
    """Add a file to a request; its digest stands in the journal. Sent twice (same id, or same file), it is there once.

    Raises `Unknown`, `NotYours` (the requester and its adviser attach), `Refused` after the end or when there are many.
    """
    request = see(pk, by)
    digest = hashlib.sha256(file.content).hexdigest()
    facts = attachment_facts(request)
    if (known := request.attachments.filter(sha256=digest, name=file.name, state="attached").first()) and (
        facts.drafters & by.seats
    ):
        return known
    move = ATTACHMENT.check(NEW, "attach", by, facts)
    attachment = Attachment(
        id=new_key(), request=request, name=file.name, media_type=file.media_type, size=len(file.content),
        sha256=store.save(file.content), attached_by_id=by.organisation, state=move.target,
    )  # fmt: skip
    recorded = {"to": move.target, "media_type": file.media_type, "size": attachment.size, "sha256": attachment.sha256}
    attachment.entry = record("attachment.attach", subject=attachment.key, case=request.pk, by=by, data=recorded, id=id)
    attachment.attached_at = attachment.entry.happened_at
    attachment.save(force_insert=True)
    return attachment


@once("attachment.remove")
def remove(pk: UUID, *, by: Actor, reason: str, id: UUID | None = None) -> Attachment:
    """Take an attachment away: content and name go, and who, when and why stand in its place.

    Raises `Unknown`, `NotYours` (whoever attached it, or their administrator), `Refused` without a reason.
    """
    attachment = find(pk, by, lock=True)
    facts = removal_facts(attachment, reason)
    recorded = {"sha256": attachment.sha256}
    apply_move(attachment, ATTACHMENT, "remove", by=by, facts=facts, reason=reason, data=recorded, id=id)
    attachment.name = ""
    attachment.save(update_fields=["state", "entry", "name"])
    transaction.on_commit(lambda: store.forget(attachment.sha256))
    return attachment


def find(pk: UUID, by: Actor, *, lock: bool = False) -> Attachment:
    """An attachment of a case that the actor may see; for administrators of who attached it, of any case.

    Raises `Unknown`.
    """
    rows = Attachment.objects.select_related("entry", "attached_by", "request__requester")
    rows = rows.select_for_update(of=("self",), no_key=True) if lock else rows
    found = rows.filter(pk=pk).first()
    if found is None or not (
        Request.objects.visible_to(by).filter(pk=found.request_id).exists()
        or administrators(found.attached_by) & by.seats
    ):
        raise Unknown("attachment", pk)
    return found


def attachment_facts(request: Request) -> AttachmentFacts:
    runs = request.state not in OVER
    files = request.attachments.filter(state="attached").count()
    return AttachmentFacts(
        drafters=drafters(request_facts(request)), request_runs=runs, request_state=request.state, files=files
    )


def removal_facts(attachment: Attachment, reason: str = "") -> AttachmentFacts:
    return AttachmentFacts(
        drafters=drafters(request_facts(attachment.request)),
        attached_by=attachment.attached_by_id,
        administrators=administrators(attachment.attached_by),
        reason=reason,
    )


def open_attachment(pk: UUID, by: Actor) -> tuple[Attachment, bytes]:
    """A file that this actor may see, checked against its digest.

    Raises `Unknown`, `Refused` when it was taken away, or `Tampered` when it was changed.
    """
    attachment = Attachment.objects.visible_to(by).select_related("entry").filter(pk=pk).first()
    if attachment is None:
        raise Unknown("attachment", pk)
    if attachment.state == "removed":
        raise Refused([Verdict(False, "attachment-is-there", "Steun", {"reason": attachment.entry.reason})])
    try:
        content = store.place(attachment.sha256).read_bytes()
    except FileNotFoundError:
        raise Unknown("file", attachment.name) from None
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        raise Tampered(attachment.entry.number, "attachment", attachment.entry.node)
    return attachment, content
