"""Every address of Steun. Each room keeps its own list in `pages.py`."""

from django.urls import include, path
from django.views.i18n import set_language

from steun.web.api import api
from steun.web.ask import urls as ask
from steun.web.desks import acts, board
from steun.web.desks import decision as decide
from steun.web.desks import evaluation as learn
from steun.web.desks import orders as deliver
from steun.web.desks.audit import page as journal
from steun.web.desks.replay import page as replay
from steun.web.know.unit import page as know
from steun.web.people import urls as people

urlpatterns = [
    path("", board.my_work, name="my-work"),
    path("", include((ask.urlpatterns, "ask"))),
    path("", include((know.urlpatterns, "know"))),
    path("", include((decide.urlpatterns, "decide"))),
    path("", include((deliver.urlpatterns, "deliver"))),
    path("", include((learn.urlpatterns, "learn"))),
    path("", include((journal.urlpatterns, "journal"))),
    path("", include((people.urlpatterns, "people"))),
    path("", include((replay.urlpatterns, "replay"))),
    path("", include(acts.urlpatterns)),
    path("account/", include("allauth.urls")),
    path("language", set_language, name="set_language"),
    path("api/v1/", api.urls),
]

handler400 = "steun.web.kernel.problems.unreadable"
handler403 = "steun.web.kernel.problems.forbidden"
handler404 = "steun.web.kernel.problems.missing"
handler500 = "steun.web.kernel.problems.defect"
