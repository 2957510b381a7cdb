"""Every address of Steun. Each thing and each desk keeps its own list in its page."""

from typing import Any

from django.urls import include, path
from django.views.i18n import set_language

from steun.web.agree.edition import page as edition
from steun.web.api import api
from steun.web.ask.attachment import page as attachment
from steun.web.ask.form import page as form
from steun.web.deliver.paper import march
from steun.web.desks import acts, decision, directory, evaluation, incident, orders
from steun.web.desks.audit import asked
from steun.web.desks.audit import page as journal
from steun.web.desks.audit import sheet as journal_sheet
from steun.web.desks.board import page as board
from steun.web.desks.board import sheet as board_sheet
from steun.web.desks.case import page as case
from steun.web.desks.case import paper
from steun.web.desks.catalogue import page as catalogue
from steun.web.desks.finding import page as finding
from steun.web.desks.help import page as help_pages
from steun.web.desks.intake import catalogue as intake
from steun.web.desks.intake import poll as answers
from steun.web.desks.own import page as own
from steun.web.desks.picture import page as picture
from steun.web.desks.places import page as places
from steun.web.desks.replay import page as replay
from steun.web.desks.report import page as report
from steun.web.desks.roads import page as roads
from steun.web.desks.style import page as style
from steun.web.desks.urgent import page as urgent
from steun.web.kernel.live import page as live
from steun.web.know.assessment import page as assessment
from steun.web.know.headcount import page as headcount
from steun.web.know.merge import page as merge
from steun.web.know.risk import page as risk
from steun.web.learn.indicator import page as indicator
from steun.web.people import urls as people

ROOMS: dict[str, tuple[Any, ...]] = {
    "ask": (form, urgent, attachment, picture, board, board_sheet, incident, case, paper),
    "know": (catalogue, intake, answers, roads, assessment, headcount, merge, risk),
    "agree": (edition,),
    "decide": (decision,),
    "deliver": (orders, march),
    "learn": (evaluation, report, indicator),
    "journal": (journal, journal_sheet, asked),
    "people": (people, directory),
    "replay": (replay,),
}
"""The pages of each room, by the name with which templates call it; beside those of the lives that declare theirs."""

urlpatterns = [
    path("", board.my_work, name="my-work"),
    *(
        path("", include(([*(it for page in pages for it in page.urlpatterns), *own.urls(room)], room)))
        for room, pages in ROOMS.items()
    ),
    path("", include(acts.urlpatterns)),
    path("", include((live.urlpatterns, "live"))),
    path("", include(finding.urlpatterns)),
    path("", include(places.urlpatterns)),
    path("", include(style.urlpatterns)),
    path("", include(help_pages.urlpatterns)),
    path("account/", include("allauth.urls")),
    path("language", set_language, name="set_language"),
    path("api/v1/", api.urls),
]

handler400 = "steun.web.kernel.failure.responses.unreadable"
handler403 = "steun.web.kernel.failure.responses.forbidden"
handler404 = "steun.web.kernel.failure.responses.missing"
handler500 = "steun.web.kernel.failure.responses.defect"
