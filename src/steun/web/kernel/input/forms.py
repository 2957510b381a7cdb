"""What a form sent: texts, moments, numbers, every fault at its field; and what went wrong, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from steun.core.kernel.errors import Changed, Fault, Malformed, Refused, SteunError, Unreadable
from steun.web.kernel import clock, moments
from steun.web.kernel.failure import problems
from steun.web.kernel.input.filters import text_in
from steun.web.kernel.input.numbers import whole
from steun.web.kernel.input.shape import clean
from steun.web.kernel.input.typed import Typed
from steun.web.kernel.keys import parse_key

LARGEST = 1_000_000


FAULTS = (Malformed, Refused, Changed)
"""Errors that belong at the form that was sent; the rest fills a page of its own."""


def see_other(address: str) -> HttpResponseRedirect:
    """After a form that was taken: look there. 303, so that to load that page again sends nothing again."""
    return HttpResponseRedirect(address, status=303)


@dataclass
class Posted:
    """The values of one form. Read all fields, then `check()`: one error names every fault."""

    values: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    @property
    def id(self) -> UUID | None:
        """The id that the form was given, so that a form sent twice is done once."""
        return parse_key(self.values.get("id"))

    @property
    def knowingly(self) -> bool:
        """Was the question of an askable rule put, and answered with yes?"""
        return self.values.get("knowingly") == "1"

    def text(self, name: str, limit: int = 8000, *, required: bool = False) -> str:
        given = self.values.get(name, "")
        try:
            given = clean(given)
        except ValueError as error:
            self.faults.append(Fault(name, str(error)))
        if len(given) > limit:
            self.faults.append(Fault(name, "text-too-long", {"max_length": limit, "given": len(given)}))
        if required and not given:
            self.faults.append(Fault(name, "required"))
        return given

    def moment(self, name: str, *, required: bool = False, until: datetime | None = None) -> datetime | None:
        """A moment in UTC, from a field that shows Dutch time. `until`: of a double hour, later cannot be meant."""
        typed = Typed.sent(self.values, name)
        if required and not typed:
            self.faults.append(Fault(name, "required"))
        try:
            return typed.read(until=until)
        except ValueError as error:
            self.faults.append(Fault(name, str(error)))
        return None

    def past(self, name: str) -> datetime | None:
        """A moment that has been: what was reported happened before now. Empty means now."""
        now = clock.now()
        found = self.moment(name, until=now)
        try:
            if found:
                moments.past(found, now)
        except ValueError as error:
            self.faults.append(Fault(name, str(error)))
        return found

    def number(self, name: str, least: int = 0, most: int = LARGEST, *, required: bool = False) -> int | None:
        """A whole number in the reader's notation: 1.000 is a thousand in Dutch."""
        try:
            found = whole(self.values.get(name, ""))
        except Unreadable as wrong:
            self.faults.append(wrong.at(name))
            return None
        if found is None and required:
            self.faults.append(Fault(name, "required"))
        if found is not None and not least <= found <= most:
            self.faults.append(Fault(name, "number-out-of-range", {"least": least, "most": most}))
            return None
        return found

    def key(self, name: str, *, required: bool = False) -> UUID | None:
        found = parse_key(self.values.get(name))
        if found is None and required:
            self.faults.append(Fault(name, "required"))
        return found

    def check(self) -> None:
        """Raises `Malformed` with every fault found so far."""
        if self.faults:
            raise Malformed(self.faults)


def asked(http: HttpRequest, *names: str) -> dict[str, str]:
    """What the address asks for: texts without control characters; a filter that makes no sense finds nothing."""
    return {name: text_in(http, name) for name in names}


@dataclass(frozen=True)
class FormError:
    """What went wrong at one form of a page, with what was typed there."""

    form: str
    error: SteunError
    typed: Mapping[str, Any]
    lists: Mapping[str, list[str]] = field(default_factory=dict)  # fields of which there were several

    @property
    def status(self) -> int:
        return problems.status_of(self.error)

    @property
    def problem(self) -> dict[str, Any]:
        return problems.problem(self.error)

    @property
    def asks(self) -> bool:
        """Is it only a question? Then the same form sent *knowingly* is done."""
        reasons = self.problem.get("reasons", [])
        return bool(reasons) and all(reason.get("askable") for reason in reasons)

    @property
    def at(self) -> dict[str, str]:
        """The text of each fault, by field."""
        return {f["field"]: f["text"] for f in self.problem.get("faults", [])}


def form_error(http: HttpRequest, form: str, error: SteunError) -> FormError:
    """With what was typed, but for fields that others changed and this form did not: these show what stands."""
    stale = error.stale if isinstance(error, Changed) else ()
    typed = {name: text for name, text in http.POST.items() if name.partition(".")[0] not in stale}
    return FormError(form, error, typed, dict(http.POST.lists()))


def page_with(http: HttpRequest, template: str, context: Mapping[str, Any], wrong: FormError | None) -> HttpResponse:
    """A page, perhaps with what went wrong at one of its forms.

    When that form is not on the page any more (the unit is no longer free, somebody else took the step), it is shown on
    top of the page, with what was typed: no refusal is silent.
    """
    status = wrong.status if wrong else 200
    answer = render(http, template, {**context, "form_error": wrong}, status=status)
    if wrong and b"data-problem" not in answer.content:
        return render(http, template, {**context, "form_error": wrong, "stray": wrong}, status=status)
    return answer


@dataclass(frozen=True, slots=True)
class Sent:
    """name: as its sender calls it, a claim like any other."""

    name: str
    content: bytes


def received_bytes(file: UploadedFile[bytes] | None) -> Sent:
    """Raises `Malformed` when there is none, or when it is too large."""
    if file is None:
        raise Malformed([Fault("file", "required")])
    most = settings.ATTACHMENT_MAX_BYTES
    content = b"" if (file.size or 0) > most else file.read(most + 1)
    if (file.size or 0) > most or len(content) > most:
        raise Malformed([Fault("file", "file-too-large", {"megabytes": most // 1_000_000})])
    return Sent(file.name or "", content)
