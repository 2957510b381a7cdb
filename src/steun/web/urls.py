"""Every address of Steun. Each room keeps its own list in `pages.py`."""

from django.urls import include, path
from django.views.i18n import set_language

from steun.web.api import api
from steun.web.ask import board
from steun.web.ask import urls as ask
from steun.web.decide import pages as decide
from steun.web.deliver import pages as deliver
from steun.web.journal import pages as journal
from steun.web.know import pages as know
from steun.web.learn import pages as learn
from steun.web.people import pages as people
from steun.web.replay import pages as replay

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
    path("account/", include("allauth.urls")),
    path("language", set_language, name="set_language"),
    path("api/v1/", api.urls),
]

handler400 = "steun.web.problems.unreadable"
handler403 = "steun.web.problems.forbidden"
handler404 = "steun.web.problems.missing"
handler500 = "steun.web.problems.defect"
