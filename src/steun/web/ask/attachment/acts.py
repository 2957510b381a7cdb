"""Files with a request: a map, a photo, a list. Content says what a file is, not its name; its hash is on record.

An attachment stands beside the form: it is not part of what is signed, and the journal tells when it was added.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from steun.core.ask.request import REQUEST, drafters
from steun.core.kernel.errors import Fault, Malformed, NotYours, Refused, Tampered, Unknown
from steun.core.kernel.verdict import Verdict
from steun.web.ask.attachment.model import Attachment
from steun.web.ask.request.acts import see
from steun.web.ask.request.facts import request_facts
from steun.web.ask.request.model import Request
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.record import record
from steun.web.kernel.keys import new_key
from steun.web.kernel.once import once

MOST = 40
"""Files per request: policy of Steun, so that a request stays a request."""
UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff/\\:*?\"<>|]")
"""What a file name must not carry: control and direction characters, and separators of paths."""

Test = Callable[[bytes], bool]


def begins(*signatures: bytes) -> Test:
    return lambda content: content.startswith(signatures)


def is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:1024]


def is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def office(folder: str) -> Test:
    """An Office document of this kind, without macros."""

    def test(content: bytes) -> bool:
        try:
            names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return False
        macros = any("vbaproject" in name.lower() for name in names)
        return "[Content_Types].xml" in names and any(n.startswith(folder) for n in names) and not macros

    return test


def is_text(content: bytes) -> bool:
    """Text in UTF-8, or in the code page that Dutch offices still export, without binary parts."""
    if b"\x00" in content:
        return False
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return not re.search(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\ufffd]", text)


GEOJSON = frozenset({
    "FeatureCollection", "Feature", "GeometryCollection", "Point", "MultiPoint", "LineString", "MultiLineString",
    "Polygon", "MultiPolygon",
})  # fmt: skip


def is_geojson(content: bytes) -> bool:
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and told.get("type") in GEOJSON


DOCUMENT = "application/vnd.openxmlformats-officedocument"
TYPES: dict[str, tuple[str, Test]] = {
    ".pdf": ("application/pdf", is_pdf),
    ".png": ("image/png", begins(b"\x89PNG\r\n\x1a\n")),
    ".jpg": ("image/jpeg", begins(b"\xff\xd8\xff")),
    ".jpeg": ("image/jpeg", begins(b"\xff\xd8\xff")),
    ".webp": ("image/webp", is_webp),
    ".docx": (f"{DOCUMENT}.wordprocessingml.document", office("word/")),
    ".xlsx": (f"{DOCUMENT}.spreadsheetml.sheet", office("xl/")),
    ".txt": ("text/plain", is_text),
    ".csv": ("text/csv", is_text),
    ".geojson": ("application/geo+json", is_geojson),
}
"""Which files may come in, by the end of the name; the content must agree."""


def clean_name(name: str) -> str:
    """A name that is safe to show and to save under: no path, no control or direction characters, not too long.

    >>> clean_name("..\\\\..\\\\kaart Meerssen.PDF")
    'kaart Meerssen.PDF'
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = UNSEEN.sub("", last).strip(" .")
    stem, dot, end = plain.rpartition(".")
    return f"{stem[: 159 - len(end)]}{dot}{end}" if stem else plain[:160]


def recognised(name: str, content: bytes) -> str:
    """The media type of what came in. Raises `Malformed` when name or content is not one of those that may come in."""
    ending = Path(name).suffix.lower()
    media_type, test = TYPES.get(ending, ("", None))
    allowed = {"allowed": ", ".join(sorted(end.removeprefix(".") for end in TYPES))}
    if test is None:
        raise Malformed([Fault("file", "file-type-not-allowed", allowed)])
    if not content:
        raise Malformed([Fault("file", "file-is-empty")])
    if not test(content):
        raise Malformed([Fault("file", "content-is-not-its-type", {"type": ending.removeprefix(".")})])
    return media_type


def read(file: UploadedFile | None) -> tuple[str, bytes]:
    """Name and content of an upload, never more of it than is allowed. Raises `Malformed`."""
    if file is None:
        raise Malformed([Fault("file", "required")])
    most = settings.ATTACHMENT_MAX_BYTES
    if (file.size or 0) > most:
        raise Malformed([Fault("file", "file-too-large", {"megabytes": most // 1_000_000})])
    return clean_name(file.name or ""), file.read(most + 1)


@once("request.attach")
def attach(pk: UUID, name: str, content: bytes, *, by: Actor, id: UUID | None = None) -> Attachment:
    """Add a file to a request; its hash stands in the journal. Sent twice (same id, or same file), it is there once.

    Raises `Unknown`, `NotYours` (the requester and its adviser attach), `Refused` after the end, `Malformed`.
    """
    request = see(pk, by)
    needed = drafters(request_facts(request))
    if not needed & by.seats:
        raise NotYours(needed)
    if request.state in REQUEST.ends:
        raise Refused([Verdict(False, "request-still-runs", "Steun", {"state": request.state})])
    media_type = recognised(name, content)
    digest = hashlib.sha256(content).hexdigest()
    if known := request.attachments.filter(sha256=digest, name=name).first():
        return known
    if request.attachments.count() >= MOST:
        raise Malformed([Fault("file", "too-many-files", {"most": MOST})])
    attachment = Attachment(
        id=new_key(), request=request, name=name, media_type=media_type, size=len(content), sha256=digest
    )
    keep(content, digest)
    data = {"attachment": str(attachment.pk), "name": name, "media_type": media_type, "bytes": len(content)}
    data["sha256"] = digest
    attachment.entry = record("request.attach", subject=request.key, case=request.case, by=by, data=data, id=id)
    attachment.save(force_insert=True)
    return attachment


def place(digest: str) -> Path:
    """Where the file of this hash lies."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def keep(content: bytes, digest: str) -> None:
    """Write the file under its hash: whole or not at all, and once."""
    goal = place(digest)
    if goal.exists():
        return
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


def open_attachment(pk: UUID, by: Actor) -> tuple[Attachment, bytes]:
    """A file that this actor may see, checked against its hash. Raises `Unknown`, or `Tampered` when it was changed."""
    seen = Attachment.objects.filter(request__in=Request.objects.visible_to(by)).select_related("entry")
    attachment = seen.filter(pk=pk).first()
    if attachment is None:
        raise Unknown("attachment", pk)
    try:
        content = place(attachment.sha256).read_bytes()
    except FileNotFoundError:
        raise Unknown("file", attachment.name) from None
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        raise Tampered(attachment.entry_id, "attachment")
    return attachment, content
