"""Literal texts of articles, each with the hash of what was read: `texts/*.toml`.

A basis quotes the decisive words of its article. The loader looks the quote up in the text of that article and wording,
and computes the hash anew: whoever changes a letter of either is told so.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from steun.rules.table import Faults, Table


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One wording of one article, as it was read."""

    act: str
    article: str
    read: tuple[date, ...]  # first days of the versions of the act in which this wording was read
    valid_from: date
    valid_to: date
    text: str
    sha256: str


def words_alone(text: str) -> str:
    """The words alone: line breaks and runs of spaces say nothing."""
    return re.sub(r"\s+", " ", text).strip()


def fingerprint(text: str) -> str:
    """SHA-256 [hex] of the words of a text."""
    return hashlib.sha256(words_alone(text).encode()).hexdigest()


@dataclass(frozen=True)
class Texts:
    """All literal texts of one country."""

    rows: tuple[ArticleText, ...]

    def of(self, act: str, article: str, first: date, last: date) -> tuple[ArticleText, ...]:
        """The wordings of an article that were read, of these days; none when the first day has none."""
        rows = [r for r in self.rows if (r.act, r.article) == (act, article)]
        rows = [r for r in rows if r.valid_from <= last and first <= r.valid_to]
        return tuple(rows) if any(r.valid_from <= first for r in rows) else ()


def version_read(texts: Iterable[ArticleText], named: date, last: date) -> date:
    """Of the versions of the act in which these wordings were read: the one that is named, else the nearest before it,
    else the first; never one of after the last day."""
    read = sorted(day for row in texts for day in row.read if day <= last)
    return max((day for day in read if day <= named), default=read[0] if read else named)


def read_texts(files: Iterable[tuple[Path, Mapping[str, Any]]], acts: Mapping[str, Any], faults: Faults) -> Texts:
    """Every text, its hash checked. Faults go to `faults`."""
    rows = []
    for path, raw in files:
        for entry in raw.get("text", []):
            table = Table(entry, f"texts/{path.name}", faults)
            act, article = table.text("act"), table.text("article")
            table.where += f": {act} {article} ({entry.get('valid_from')})"
            if act not in acts:
                table.fault("act", f"{act!r} is not in acts.toml")
            row = ArticleText(
                act=act,
                article=article,
                read=tuple(table.items("read")),
                valid_from=table.day("valid_from"),
                valid_to=table.day("valid_to", date.max),
                text=table.text("text"),
                sha256=table.text("sha256"),
            )
            if row.sha256 != fingerprint(row.text):
                table.fault("sha256", f"the text has another hash: {fingerprint(row.text)}")
            table.close()
            rows.append(row)
    for place in dict.fromkeys((row.act, row.article) for row in rows):
        faults.follow("texts/: {} {}".format(*place), [r for r in rows if (r.act, r.article) == place])
    return Texts(tuple(rows))
