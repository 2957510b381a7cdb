"""The sheet that an organisation fills in: its needs as they stand, and on a second sheet what may stand in a cell."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from steun.exchange.tables.workbook import Choices, Sheet
from steun.web.kernel import words
from steun.web.kernel.people.models import Organisation
from steun.web.know.answersheet.weighing import COLUMNS, Standing, codes, label, terms_of
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.intake.columns import Codes
from steun.web.know.need.model import NAMED
from steun.web.know.poll.model import Poll


def sheets(poll: Poll, organisation: str) -> list[Sheet]:
    """Names are in the reader's language; a name of several is written as its code."""
    standing, known = Standing(poll, organisation), codes()
    models: dict[str, Any] = {
        "capability": Capability.objects.current(), "effect": Effect.objects.all(),
        "addressee": Organisation.objects.exclude(pk=organisation),
    }  # fmt: skip
    values = {
        name: sorted(([called(it, name, known), it.pk] for it in rows), key=lambda it: it[0].casefold())
        for name, rows in models.items()
    }
    written = {name: {code: it for it, code in rows} for name, rows in values.items()}
    rows = [[cell(name, terms_of(it), it.pk, written) for name in COLUMNS.names] for it in standing.to_fill_in]
    allowed = [[*a, *b, *c] for a, b, c in zip_longest(*(values[name] for name in NAMED), fillvalue=["", ""])]
    heads = [head for name in NAMED for head in (label(name), _("Code"))]
    choices = {
        COLUMNS.names.index(name): Choices(sheet=1, column=2 * n, count=len(values[name]))
        for n, name in enumerate(NAMED)
    }
    return [
        Sheet(_("Needs"), [label(name) for name in COLUMNS.names], rows, choices),
        Sheet(_("Allowed values"), heads, allowed),
    ]


def called(it: Any, name: str, known: Codes) -> str:
    """Its name, when that means it and nothing else; else its code."""
    said = words.named(it)
    return said if known[name].get(said.casefold()) == it.pk else str(it.pk)


def cell(name: str, terms: dict[str, Any], pk: object, written: dict[str, dict[str, str]]) -> object:
    if name == "need":
        return str(pk)
    return written[name].get(terms[name], terms[name]) if name in NAMED else terms[name]
