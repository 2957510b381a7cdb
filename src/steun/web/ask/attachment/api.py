"""Attachments and look-alikes of a request for machines."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Status
from ninja.files import UploadedFile

from steun.web.ask.attachment.acts import attach, find, open_attachment, received
from steun.web.ask.attachment.model import Attachment
from steun.web.ask.attachment.read import removal
from steun.web.ask.request.acts import see
from steun.web.ask.request.search.similar import Likeness, similar
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, in_order, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape

router = Room()


class RemovalOut(Shape):
    at: datetime
    role: str
    organisation: str
    reason: str


class AttachmentOut(Shape):
    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    state: Literal["attached", "removed"]
    attached_by: str
    attached_at: datetime
    removal: RemovalOut | None


class LikenessOut(Shape):
    request: UUID
    number: str | None
    title: str
    state: str
    why: list[str]
    km: int | None


def attachment_out(it: Attachment) -> dict[str, Any]:
    columns = ("name", "media_type", "size", "sha256", "state", "attached_at")
    gone = removal(it)
    removed = {n: getattr(gone, n) for n in RemovalOut.model_fields} if gone else None
    return {
        "id": it.pk, "attached_by": it.attached_by_id, "removal": removed, **{n: getattr(it, n) for n in columns},
    }  # fmt: skip


@router.get("/requests/{uuid:pk}/attachments", response=Page[AttachmentOut])
def attachment_list(http: HttpRequest, pk: UUID, after: After = "", limit: Limit = 100) -> dict[str, Any]:
    """The files of a request, those that were taken away included; the journal keeps their digests."""
    rows = see(pk, Actor.of(http), lock=False).attachments.select_related("entry")
    return page(rows, attachment_out, after, limit)


@router.post("/requests/{uuid:pk}/attachments", response={201: AttachmentOut})
def attachment_add(
    http: HttpRequest,
    pk: UUID,
    file: File[UploadedFile],
    id: UUID | None = None,
) -> Status[dict[str, Any]]:
    """Add a file: its kind known by its content, nothing in it that runs, its size limited. The same file twice is
    there once."""
    return Status(201, attachment_out(attach(pk, received(file), by=Actor.of(http), id=id)))


@router.get("/attachments/{uuid:pk}", response={200: None})
def attachment_file(http: HttpRequest, pk: UUID) -> HttpResponse:
    """The file itself, checked against its digest; 409 when it was taken away."""
    attachment, content = open_attachment(pk, Actor.of(http))
    headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=attachment.media_type, headers=headers)


def shown(pk: UUID, actor: Actor) -> dict[str, Any]:
    """The attachment of a key. Raises `Unknown`."""
    return attachment_out(find(pk, actor))


@router.get("/requests/{uuid:pk}/similar", response=Page[LikenessOut])
def request_similar(http: HttpRequest, pk: UUID, after: After = "", limit: Limit = 100) -> dict[str, Any]:
    """Open requests like this one that you may see, and why: join one instead of asking twice. The most alike only."""
    actor = Actor.of(http)
    return in_order(similar(see(pk, actor, lock=False), actor), alike_out, after, limit)


def alike_out(found: Likeness) -> dict[str, Any]:
    plain = ("number", "title", "state")
    return {
        "request": found.request.pk,
        **{name: getattr(found.request, name) for name in plain},
        "why": list(found.why),
        "km": found.km,
    }
