"""The addresses of the room *ask*."""

from steun.web.ask.attachment import page as attachment
from steun.web.ask.form import page as form
from steun.web.desks import board
from steun.web.desks import incident as incident_pages
from steun.web.desks.case import page as show

urlpatterns = [
    *form.urlpatterns, *attachment.urlpatterns, *board.urlpatterns, *incident_pages.urlpatterns, *show.urlpatterns,
]  # fmt: skip
