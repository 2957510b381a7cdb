"""The addresses of the room *ask*."""

from steun.web.ask import board, form, incident_pages, show

urlpatterns = [*form.urlpatterns, *board.urlpatterns, *incident_pages.urlpatterns, *show.urlpatterns]
