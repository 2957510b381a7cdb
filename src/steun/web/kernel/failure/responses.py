"""The only place that answers errors by HTTP: problem+json for machines, a page or fragment for people."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.template import loader
from django.utils.encoding import escape_uri_path

from steun.core.kernel.errors import Fault, Malformed, NotYours, SteunError, Tampered, Unavailable, Unknown
from steun.core.kernel.text.incoming import CONTROL
from steun.web.kernel import words
from steun.web.kernel.failure import retry, transient
from steun.web.kernel.failure.problems import UNREADABLE, details_of, problem, translate
from steun.web.kernel.server.body_limits import TOO_LARGE
from steun.web.kernel.server.return_page import is_ours, page_of, split

log = logging.getLogger("steun")
refused = logging.getLogger("steun.refused")  # who was turned away from what, for who looks for attacks
Answer = Callable[[HttpRequest], HttpResponse]
NOS = frozenset({400, 403, 404, 405, 409, 413, 422})
"""Answers that are kept: unreadable, not yours, not there for you, no such act, against a rule, wrong at a field."""
STALE = "stale-form"
SECRET = frozenset({"password", "password1", "password2", "oldpassword", "login", "code"})
"""Fields that no page repeats."""


def for_machines(details: dict[str, Any]) -> JsonResponse:
    """Problem details as the answer to a machine."""
    return JsonResponse(details, status=details["status"], content_type="application/problem+json")


def as_json(error: SteunError) -> HttpResponse:
    return come_back(for_machines(problem(error)), error)


def come_back(response: HttpResponse, error: SteunError) -> HttpResponse:
    """Says when it makes sense to come back, for what passes by itself."""
    if isinstance(error, Unavailable):
        response.headers["Retry-After"] = str(error.after)
    return response


def as_page(http: HttpRequest, error: SteunError, *, repeats: bool = True) -> HttpResponse:
    """A calm page that says what is wrong and why; a fragment for htmx; the log-in page for a stranger.

    It `repeats` what was typed, but for words that came from another site.
    """
    details = problem(error)
    if isinstance(error, Unavailable):
        return come_back(as_calm_page(http, details), error)
    if details["status"] == 401 and not http.headers.get("HX-Request"):
        return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page_of(http)})}")
    template = "problems/_fragment.html" if http.headers.get("HX-Request") else "problems/page.html"
    context = {"problem": details, "error": error, "sent": posted_values(http) if repeats else []}
    return render(http, template, context, status=details["status"])


def as_calm_page(http: HttpRequest, details: dict[str, Any]) -> HttpResponse:
    """A page that asks the database nothing, with a button that sends the same once more."""
    fragment = http.headers.get("HX-Request")
    template = "problems/_unavailable.html" if fragment else "problems/unavailable.html"
    context = {
        "problem": details, "sent": posted_values(http), "again": resendable(http), "here": http.get_full_path(),
        "gets": http.method in ("GET", "HEAD"),
    }  # fmt: skip
    return HttpResponse(loader.get_template(template).render(context), status=details["status"])


def resendable(http: HttpRequest) -> list[tuple[str, str]]:
    """Everything that a form sent, its id too; nothing when it held files or a password."""
    if not posted_values(http) or http.FILES or SECRET & http.POST.keys():
        return []
    return [(name, value) for name in http.POST for value in http.POST.getlist(name)]


def stale(http: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is older than the log-in: nothing was done, what was typed is kept, and it can be sent again.

    Only what came from a page of ours is offered again: another site may not put words into somebody's mouth.
    """
    origin = split(http.headers.get("Origin") or f"//{http.get_host()}")
    if origin is None or not is_ours(http, origin):
        return as_page(http, NotYours(limit="forbidden"), repeats=False)
    details = {**details_of(STALE, 403), "detail": words.word("limit", STALE)}
    if is_api(http) or "application/json" in http.headers.get("Accept", ""):
        return for_machines(details)
    posted = [(k, v) for k in http.POST for v in http.POST.getlist(k) if k not in {"csrfmiddlewaretoken", *SECRET}]
    context = {
        "problem": details, "sent": posted_values(http), "posted": posted, "address": http.get_full_path(),
        "again": http.user.is_authenticated and not SECRET & http.POST.keys(), "back": page_of(http),
        "files": bool(http.FILES), "seat_posted": "seat" in http.POST,
    }  # fmt: skip
    template = "problems/_fragment.html" if http.headers.get("HX-Request") else "problems/stale.html"
    return render(http, template, context, status=403)


def posted_values(http: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, so that nobody loses a word to an error page."""
    if http.method != "POST" or http.content_type not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return []
    try:
        posted = http.POST
    except UNREADABLE:  # it was the reading itself that failed
        return []
    hidden = {"csrfmiddlewaretoken", "seat", "id"}
    return [(k, v) for k in posted for v in posted.getlist(k) if k not in hidden | SECRET and v.strip()]


def is_api(http: HttpRequest) -> bool:
    return http.path.startswith("/api/")


def answer_to(http: HttpRequest, error: SteunError) -> HttpResponse:
    """The error for whoever asked: a machine or a person."""
    return as_json(error) if is_api(http) else as_page(http, error)


def unreadable(http: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    known = translate(exception) if exception else None
    return answer_to(http, known or Malformed([Fault("body", "unreadable")]))


def forbidden(http: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer_to(http, NotYours(limit="forbidden"))


def missing(http: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such address."""
    return answer_to(http, Unknown("page", ""))


def no_such_method(http: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Right address, wrong method: said as every other no. `Allow` tells which methods it has."""
    details = details_of("method-not-allowed", 405)
    answer = (
        for_machines(details)
        if is_api(http)
        else render(http, "problems/page.html", {"problem": details, "instead": page_of(http)}, status=405)
    )
    answer.headers["Allow"] = response.headers.get("Allow", "")
    return answer


def defect(http: HttpRequest) -> HttpResponse:
    """Our own fault, or what passes by itself: said plainly, without asking the database anything."""
    error = sys.exc_info()[1]
    if known := transient.as_error(error):
        return answer_passing(http, known, error)
    if is_api(http):
        return for_machines(details_of("error", 500))
    return HttpResponse(loader.get_template("500.html").render(), status=500)


def answer_passing(http: HttpRequest, known: SteunError, error: BaseException | None) -> HttpResponse:
    """What passes by itself: the outermost middleware tries again; this answer stands after the last try."""
    retry.mark(http, error)
    log.log(logging.ERROR if known.code == transient.FULL else logging.WARNING, "%s: %s", known.code, error)
    return answer_to(http, known)


def too_large(part: str) -> Malformed:
    """A body that was over the limits: a file, or a form. See `body_limits`."""
    if part == "file":
        facts = {"megabytes": settings.ATTACHMENT_MAX_BYTES // 1_000_000}
        return Malformed([Fault("file", "file-too-large", facts)])
    return Malformed([Fault("body", "too-large")])


def note_no(http: HttpRequest, response: HttpResponse) -> None:
    """Who was told no, where, and how: attempts to get round a rule look like mistakes, and their number tells them
    apart. Refused is one by itself a warning. Nothing of what was sent is kept.

    A question that stands open (401) is no attempt, and what nobody may see answers as what is not there (404).
    """
    status = response.status_code
    if status not in NOS:
        return
    who = getattr(http, "auth", None) or http.user
    person = getattr(who, "person", None) or who.pk or "-"
    level = logging.WARNING if status == 403 else logging.INFO
    refused.log(level, "%s %s person=%s status=%s", http.method, escape_uri_path(http.path), person, status)


class middleware:
    """Catches what views raise. A class, because Django gives exceptions of views only to `process_exception`."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, http: HttpRequest) -> HttpResponse:
        response = self.answered(http)
        note_no(http, response)
        return no_such_method(http, response) if response.status_code == 405 else response

    def answered(self, http: HttpRequest) -> HttpResponse:
        if part := getattr(http, "scope", {}).get(TOO_LARGE):
            return answer_to(http, too_large(part))
        if CONTROL.search(http.path):  # no address of ours has such characters, and PostgreSQL keeps none of them
            return answer_to(http, Unknown("page", ""))
        return self.answer(http)

    def process_exception(self, http: HttpRequest, error: Exception) -> HttpResponse | None:
        known = translate(error)
        if known is None:
            return None
        if transient.passing(error):
            return answer_passing(http, known, error)
        if isinstance(error, DataError):
            log.warning("the database refuses what was sent: %s", error)
        if isinstance(known, Tampered):
            log.critical("the journal does not verify: %s", known)
        return answer_to(http, known)
