"""Around every page: its language."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

Answer = Callable[[HttpRequest], HttpResponse]


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


def remember_language(response: HttpResponse, code: str) -> None:
    """Read this browser in that language from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=settings.LANGUAGE_COOKIE_AGE, samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE, httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
    )  # fmt: skip
