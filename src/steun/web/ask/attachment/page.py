"""An attachment for people: to save, and to take away when it should not be there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from steun.core.ask.attachment import ATTACHMENT
from steun.core.kernel.errors import Malformed, Refused
from steun.web.ask.attachment import acts
from steun.web.ask.attachment.model import Attachment
from steun.web.ask.request.model import Request
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError, Posted, form_error, page_with, see_other


@require_GET
def attachment(http: HttpRequest, pk: UUID) -> HttpResponse:
    """A file, to save and not to open in the page: its content is somebody else's."""
    found, content = acts.open_attachment(pk, Actor.of(http))
    response = HttpResponse(content, content_type=found.media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    return response


@require_http_methods(["GET", "POST"])
def remove(http: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask why, and take it away."""
    actor = Actor.of(http)
    found = acts.find(pk, actor)
    sees = Request.objects.visible_to(actor).filter(pk=found.request_id).exists()
    wrong = None
    if http.method == "POST":
        form = Posted(http.POST)
        try:
            reason = form.text("reason", 1_000, required=True)
            form.check()
            acts.remove(pk, by=actor, reason=reason, id=form.id)
            messages.success(http, _("The attachment was removed. Its digest stays in the journal."))
            return see_other(reverse("ask:show", args=[found.request_id]) if sees else reverse("my-work"))
        except (Malformed, Refused) as error:
            wrong = form_error(http, "remove", error)
    return asked(http, found, actor, sees, wrong)


def asked(http: HttpRequest, found: Attachment, actor: Actor, sees: bool, wrong: FormError | None) -> HttpResponse:
    """The page that asks why. Of a case that one may not see it shows nothing but who attached what kind of file."""
    facts = acts.removal_facts(found, "…")
    offer = next((o for o in ATTACHMENT.offers(found.state, actor, facts) if o.move.name == "remove"), None)
    context = {"it": found, "sees": sees, "offer": offer, "form_error": wrong, "form": "remove"}
    return page_with(http, "ask/attachment/remove.html", context, wrong)


urlpatterns = [
    path("attachments/<uuid:pk>", attachment, name="attachment"),
    path("attachments/<uuid:pk>/remove", remove, name="attachment-remove"),
]
