"""An edition as files: a document to keep, and a workbook to count with."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from steun.exchange import paper
from steun.exchange.tables import workbook
from steun.web.agree.edition.content.in_words import Chapter, Table, by, by_name, capability, chapters
from steun.web.agree.edition.model import Edition
from steun.web.kernel import moments, words


def pdf(it: Edition, language: str) -> bytes:
    """The document, in the language that is active, `language`."""
    at = it.published_at or it.compiled_at
    return paper.pdf(
        paper.Document(
            title=it.name, language=language, about=f"{by(it)} · {moments.formatted(at, 'YEAR_DATETIME_FORMAT')}",
            contents=_("Contents"), index=_("Index"), made_at=at,
            link=f"{settings.BASE_URL.rstrip('/')}{reverse('agree:edition', args=[it.pk])}",
            lead=[line for line in it.foreword.splitlines() if line.strip()],
            sections=[section for one in chapters(it) for section in sections(one)],
        )
    )  # fmt: skip


def sections(it: Chapter) -> Iterable[paper.Section]:
    yield paper.Section(it.heading, text=it.text, facts=it.facts, items=it.items)
    for one in it.tables:
        yield table(one)


def table(it: Table) -> paper.Section:
    """Under a heading of its own; or, when it has none, right under that of its chapter. Rows of which the key is known
    stand in the index under their first words."""
    return paper.Section(
        it.heading, head=it.head, rows=[[str(cell) for cell in row] for row in it.rows], widths=it.widths,
        level=2 if it.heading else 0, indexed=[str(row[0]) for row in it.rows] if it.keys else (),
    )  # fmt: skip


def xlsx(it: Edition) -> bytes:
    """The workbook: one row for each capability, with its effects; and the other chapters as they stand."""
    content = it.content
    effects = {row["code"]: words.named(row) for row in content["effects"]}
    every = chapters(it)
    by_effect = next(one for one in every if one.code == "capabilities")
    head = [*(by_effect.tables[0].head if by_effect.tables else ()), _("Effects")]
    rows = [
        [*capability(row), "; ".join(effects.get(code, code) for code in row["effects"])]
        for row in by_name(content["capabilities"])
    ]  # fmt: skip
    sheets = [workbook.Sheet(by_effect.heading, head, rows)]
    sheets += [
        workbook.Sheet(one.heading, part.head, part.rows)
        for one in every
        if one is not by_effect
        for part in one.tables
    ]
    lines = [*((_("Edition"), it.name), *every[-1].facts), *((every[0].heading, line) for line in every[0].items)]
    sheets.append(workbook.Sheet(every[-1].heading, (_("What"), _("Value")), lines))
    return workbook.write_all(sheets)
