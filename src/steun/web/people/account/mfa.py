"""Outside play worlds a password alone opens nothing: whoever has no second step yet is asked for one first.

A second step is an authenticator app or a passkey (recovery codes alone are none). `allauth` asks for it at log-in from
then on; this middleware asks for the set-up. API calls with a session get a problem, people a page.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from steun.core.kernel.errors import NotYours
from steun.web.kernel.failure import responses
from steun.web.kernel.server.language import Answer

SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
OPEN = ("/account/", "/static/", "/language", "/logout")
"""Addresses that work before the second step is set up: setting it up, reading it, leaving."""


def second_step(answer: Answer) -> Answer:
    """Middleware: nothing before the second step is set up. Stands after the log-in middlewares."""

    def middleware(http: HttpRequest) -> HttpResponse:
        if settings.IS_PLAY or not http.user.is_authenticated or http.path.startswith(OPEN):
            return answer(http)
        if is_mfa_enabled(http.user, SECOND_STEPS):
            return answer(http)
        if responses.is_api(http) or http.headers.get("HX-Request"):
            error = NotYours(limit="second-step")
            return responses.as_json(error) if responses.is_api(http) else responses.as_page(http, error)
        return HttpResponseRedirect(reverse("mfa_index"))

    return middleware
