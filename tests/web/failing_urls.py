"""The addresses of Steun, and some that go wrong in every way there is."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import path

from steun.core.kernel.errors import Unavailable
from steun.web import urls

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
WRONG = {
    "400": SuspiciousOperation("x"), "403": PermissionDenied("x"), "500": RuntimeError("secret-of-the-inside"),
    "503": Unavailable("busy", 2),
}  # fmt: skip


def goes_wrong(http: HttpRequest, how: str) -> HttpResponse:
    raise WRONG[how]


urlpatterns = [
    path("bare/400", lambda http: HttpResponseBadRequest()),
    path("wrong/<how>", goes_wrong),
    path("api/v1/wrong/<how>", goes_wrong),
    *urls.urlpatterns,
]
