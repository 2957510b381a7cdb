"""Small things around every page: language, and headers that keep the browser from talking to anybody else."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

Answer = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)


def language(answer: Answer) -> Answer:
    """The user's choice, else the browser's, else Dutch."""

    def middleware(http: HttpRequest) -> HttpResponse:
        chosen = http.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen not in dict(settings.LANGUAGES):
            chosen = translation.get_language_from_request(http)
        with translation.override(chosen if chosen in dict(settings.LANGUAGES) else "nl"):
            http.LANGUAGE_CODE = translation.get_language()
            response = answer(http)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", http.LANGUAGE_CODE)
        return response

    return middleware


def headers(answer: Answer) -> Answer:
    """Nothing is loaded from, sent to, or framed by another host; pages with cases stay out of shared caches."""

    def middleware(http: HttpRequest) -> HttpResponse:
        response = answer(http)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware
