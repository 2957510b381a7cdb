"""A table that is brought back: the form for the file, what it would change with every fault at its cell, and one press
that takes it over as it was shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from steun.core.kernel.errors import Fault, Malformed
from steun.exchange.tables.cells import MOST_ROWS
from steun.web.kernel import words
from steun.web.kernel.input.forms import FormError, Posted, form_error, page_with, received_bytes, see_other
from steun.web.know.intake.preview import Preview

FORM = "intake"


@dataclass(frozen=True)
class Intake:
    """Where tables of one kind come in, for who is logged in. of_file: what a file would change; again: the same of the
    rows that came back, as things stand now; take_over: does it, and gives the address to go on to and what is said."""

    template: str
    of_file: Callable[[str, bytes], Preview]
    again: Callable[[str], Preview]
    take_over: Callable[[Preview, UUID | None], tuple[str, str]]
    context: Mapping[str, Any] = field(default_factory=dict)


def looked_at(http: HttpRequest, intake: Intake) -> HttpResponse:
    """The form for a file, and with a file its preview: nothing is changed by looking."""
    if http.method == "GET":
        return page(http, intake)
    try:
        file = received_bytes(http.FILES.get("file"))
        found = intake.of_file(file.name, file.content)
    except Malformed as error:
        return page(http, intake, wrong=form_error(http, FORM, error))
    return page(http, intake, found, status=422 if found.faults else 200)


def taken_over(http: HttpRequest, intake: Intake) -> HttpResponse:
    """What was shown, as it was shown; when things changed since, it is shown anew."""
    posted = Posted(http.POST.dict())
    try:
        found = intake.again(posted.values.get("rows", ""))
        if found.seen != posted.values.get("seen") or found.faults:
            return page(http, intake, found, status=409, changed=True)
        if not found.to_take_over:
            raise Malformed([Fault("file", "table-changes-nothing")])
        address, said = intake.take_over(found, posted.id)
    except Malformed as error:
        return page(http, intake, wrong=form_error(http, FORM, error))
    messages.success(http, said)
    return see_other(address)


def page(
    http: HttpRequest, intake: Intake, found: Preview | None = None, wrong: FormError | None = None, *, status: int = 0,
    changed: bool = False,
) -> HttpResponse:  # fmt: skip
    """`changed`: something else stands now than when this was shown before."""
    faults = (
        [(fault.field, words.sentence("fault", fault.code, fault.facts)) for fault in found.faults] if found else []
    )
    context: dict[str, Any] = {
        **intake.context, "preview": found, "faults": faults, "changed": changed, "most": MOST_ROWS,
        "form_error": wrong,
    }  # fmt: skip
    answer = page_with(http, intake.template, context, wrong)
    answer.status_code = status or answer.status_code
    return answer
