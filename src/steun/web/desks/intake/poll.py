"""The answer to a poll as a sheet: taken along with the needs that stand, filled in, and brought back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steun.web.desks.intake.page import Intake, looked_at, taken_over
from steun.web.desks.sheets.file import FORMS, sent_all
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.own import one
from steun.web.know.answersheet import acts
from steun.web.know.answersheet.sheet import sheets
from steun.web.know.answersheet.weighing import again, of_file
from steun.web.know.intake.preview import Preview
from steun.web.know.poll.model import Poll


def asked(http: HttpRequest, pk: UUID) -> tuple[Poll, Actor]:
    """The poll, for whoever can answer it now. Raises `Unknown`, `NotYours` or `Refused`."""
    actor = Actor.of(http)
    poll = one(Poll.objects.visible_to(actor).whole(), pk)
    acts.may_answer(poll, actor)
    return poll, actor


def intake_for(http: HttpRequest, pk: UUID) -> Intake:
    poll, actor = asked(http, pk)
    whose = actor.organisation

    def take(found: Preview, id: UUID | None) -> tuple[str, str]:
        rows = [(row.number, row.shape) for row in found.to_take_over]
        acts.bring_in(pk, acts.AnswerRowsIn.of(rows), by=actor, id=id)
        said = _("The poll was answered with %(count)s needs.") % {"count": len(rows)}
        return reverse("know:poll", args=[pk]), said

    return Intake(
        "desks/intake/poll.html", lambda name, content: of_file(name, content, poll, whose),
        lambda packed: again(packed, poll, whose), take, {"poll": poll},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def intake(http: HttpRequest, pk: UUID) -> HttpResponse:
    return looked_at(http, intake_for(http, pk))


@require_POST
def take_over(http: HttpRequest, pk: UUID) -> HttpResponse:
    return taken_over(http, intake_for(http, pk))


@require_GET
def taken_along(http: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """The needs of one's own organisation, to be changed and brought back."""
    poll, actor = asked(http, pk)
    return sent_all("steun-needs", form, sheets(poll, actor.organisation))


urlpatterns = [
    path("polls/<uuid:pk>/import", intake, name="poll_intake"),
    path("polls/<uuid:pk>/import/take-over", take_over, name="poll_take_over"),
    *(
        path(f"polls/<uuid:pk>/import/table.{form}", taken_along, {"form": form}, name=f"poll_intake_{form}")
        for form in FORMS
    ),
]
