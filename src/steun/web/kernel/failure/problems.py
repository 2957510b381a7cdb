"""Errors as problem details (RFC 9457): which status, which words, which reasons. `responses` sends them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
)  # fmt: skip
from django.db import DataError
from django.http import Http404, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from pydantic import ValidationError

from steun.core.kernel.errors import (
    Changed,
    Fault,
    Malformed,
    NotYours,
    Refused,
    SteunError,
    Tampered,
    TooOften,
    Unavailable,
    Unknown,
    Unreadable,
)
from steun.core.kernel.verdict import Fact
from steun.web.kernel import words
from steun.web.kernel.failure import transient

STATUS: dict[type[SteunError], int] = {
    Refused: 409,
    Changed: 409,
    NotYours: 403,
    Unknown: 404,
    Malformed: 422,
    Tampered: 500,
    TooOften: 429,
    Unavailable: 503,
}
UNREADABLE = (SuspiciousOperation, BadRequest, UnicodeError, MultiPartParserError, UnreadablePostError, DataError)
"""What cannot be read, ended halfway, or has letters or numbers that no database keeps."""


def status_of(error: SteunError) -> int:
    """HTTP status; somebody who is not logged in gets 401."""
    if isinstance(error, NotYours) and error.limit == "log-in":
        return 401
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)


def malformed(error: ValidationError, prefix: str = "") -> Malformed:
    """Pydantic's findings as faults at their field."""
    faults = []
    for found in error.errors(include_url=False, include_input=False):
        place = ".".join(str(p) for p in found["loc"])
        wrong = found.get("ctx", {}).get("error")
        if isinstance(wrong, Unreadable):
            faults.append(wrong.at(f"{prefix}{place}"))
            continue
        code = str(wrong or "") if found["type"] == "value_error" else found["type"]
        facts = {k: fact(v) for k, v in found.get("ctx", {}).items() if isinstance(v, str | int | float)}
        faults.append(Fault(f"{prefix}{place}", code.replace("_", "-") or "invalid", facts))
    return Malformed(faults)


def fact(value: str | int | float) -> Fact:
    """A fact of a fault: whole numbers and texts only, so a limit of 90.0 is written as 90."""
    return f"{value:g}" if isinstance(value, float) else value


def details_of(code: str, status: int) -> dict[str, Any]:
    """What every problem says: its kind, in words too, and the status."""
    return {"type": f"/problems/{code}", "title": words.word("problem", code), "status": status, "code": code}


def problem(error: SteunError) -> dict[str, Any]:
    """The error as RFC 9457 problem details, with words in the reader's language."""
    detail = {**details_of(error.code, status_of(error)), **error.params()}
    if isinstance(error, Refused):
        detail["reasons"] = [{**v.as_dict(), "text": words.verdict(v)} for v in error.verdicts]
        detail["detail"] = " ".join(r["text"] for r in detail["reasons"])
    if isinstance(error, Malformed):
        detail["faults"] = [{**f.as_dict(), "text": words.sentence("fault", f.code, f.facts)} for f in error.faults]
        detail["detail"] = "; ".join(f"{f['field']}: {f['text']}" for f in detail["faults"])
    if isinstance(error, Unavailable):
        detail["detail"] = words.word("problem", "sent-twice")
    if isinstance(error, NotYours):
        detail["detail"] = (
            words.word("limit", error.limit) if error.limit else ", ".join(words.seat(n) for n in error.needed)
        )
    return detail


def translate(error: Exception) -> SteunError | None:
    """Errors of the framework as errors of ours; None for what is a defect."""
    match error:
        case SteunError():
            return error
        case ValidationError():
            return malformed(error)
        case Http404():
            return Unknown("page", "")
        case PermissionDenied():
            return NotYours(limit="forbidden")
        case RequestDataTooBig() | TooManyFieldsSent():
            return Malformed([Fault("body", "too-large")])
        case _ if isinstance(error, UNREADABLE):
            return Malformed([Fault("body", "unreadable")])
        case _:
            return transient.as_error(error)
