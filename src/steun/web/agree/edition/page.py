"""How people see editions: the list, the form that compiles one, the page of one, and the same as files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import translation
from django.views.decorators.http import require_GET

from steun.exchange import paper
from steun.exchange.tables import workbook
from steun.rules.load import roles
from steun.web.agree.edition.content import files
from steun.web.agree.edition.content.in_words import Table, by, chapters
from steun.web.agree.edition.model import Edition
from steun.web.agree.edition.read import offers, waiting_for
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filters import choice_in
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.life.own import one
from steun.web.kernel.life.pages import Context, Pages

LANGUAGES = ("nl", "en")
MEANS = frozenset({"agreements"})
"""Tables, beside those of effects, of which the rows are capabilities."""


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    return {"typed": wrong.typed if wrong else {}, "last": Edition.objects.whole().published_last()}


def shown(it: Edition, actor: Actor) -> Context:
    """What stands in it. Raises `Tampered` when it was changed since."""
    it.file()
    every = chapters(it)
    return {
        "chapters": [{"it": one, "tables": [laid_out(table) for table in one.tables]} for one in every],
        "made_by": by(it), "languages": LANGUAGES,
        "last": Edition.objects.whole().published_last(),
        "earlier": Edition.objects.whole().filter(pk=it.follows_id).first() if it.follows_id else None,
    }  # fmt: skip


def laid_out(it: Table) -> dict[str, Any]:
    """A table with what a template asks of each cell: the head of its column, and whether it is a number."""
    keys = it.keys if it.code.startswith("effect-") or it.code in MEANS else ()
    return {
        "code": it.code, "heading": it.heading, "head": list(columns(it, it.head)),
        "rows": [
            {"key": keys[n] if keys else "", "cells": list(columns(it, it.head, row))} for n, row in enumerate(it.rows)
        ],
    }  # fmt: skip


def columns(it: Table, head: Any, row: Any = ()) -> Any:
    for place, label in enumerate(head):
        yield {"label": label, "text": row[place] if row else "", "whole": place in it.whole}


PAGES = Pages(
    begin="compile", beginners=lambda: roles().publishers, form=form, shown=shown, offers=offers,
    name=lambda it: it.name, menu="Editions", order=("-compiled_at", "-pk"),
    states={"editions": ("compiled", "published"), "published": ("published",)},
    tasks=("publish-edition",), main=("publish-edition",), waiting=waiting_for,
)  # fmt: skip


def found(http: HttpRequest, pk: UUID) -> Edition:
    """As its page: what this actor may see. Raises `Unknown`, or `Tampered` when it was changed."""
    it = one(Edition.objects.visible_to(Actor.of(http)).whole(), pk)
    it.file()
    return it


def download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def language_of(http: HttpRequest) -> str:
    """The one that is asked for, else that of who reads."""
    own = "en" if (translation.get_language() or "nl").startswith("en") else "nl"
    return choice_in(http, "language", LANGUAGES) or own


@require_GET
def file(http: HttpRequest, pk: UUID) -> HttpResponse:
    """The edition as a file: what the digest in the journal is of."""
    it = found(http, pk)
    return download(it.file(), "application/json", f"{it.slug}.json")


@require_GET
def printed(http: HttpRequest, pk: UUID) -> HttpResponse:
    """The edition as a PDF that a screen reader reads, and that can be kept."""
    it, language = found(http, pk), language_of(http)
    with translation.override(language):
        made = files.pdf(it, language)
    return download(made, paper.MEDIA_TYPE, f"{it.slug}-{language}.pdf")


@require_GET
def sheets(http: HttpRequest, pk: UUID) -> HttpResponse:
    """The edition as a workbook."""
    it, language = found(http, pk), language_of(http)
    with translation.override(language):
        made = files.xlsx(it)
    return download(made, workbook.MEDIA_TYPE, f"{it.slug}-{language}.xlsx")


urlpatterns = [
    path("editions/<uuid:pk>/file", file, name="edition_file"),
    path("editions/<uuid:pk>/pdf", printed, name="edition_pdf"),
    path("editions/<uuid:pk>/xlsx", sheets, name="edition_xlsx"),
]
