"""Every source that a rule, a verdict or a fact of law names stands in docs/sources, article by article."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.core.modules import CORE
from tests.core.test_rules import TABLES

ROOT = Path(__file__).parents[2]
RULES = CORE.parent / "rules" / "nl"
ARTICLE = re.compile(r"\d+[a-z]?(?:[:.]\d+[a-z]?)*(?:-\d+[a-z]?)?")
SAMPLE = re.compile(r"Act, art\. \d+$")
"""The sources that the truth tables make up."""


@dataclass(frozen=True)
class Section:
    """One act or paper of docs/sources."""

    title: str
    names: tuple[str, ...]
    marks: frozenset[str]
    articles: frozenset[str]

    def holds(self, article: str) -> bool:
        """Is the article there, by itself or as the ends of a range?"""
        return article in self.articles or all(part in self.articles for part in article.split("-"))


def sections() -> list[Section]:
    found = []
    for path in sorted((ROOT / "docs" / "sources").glob("*.md")):
        for text in path.read_text().split("\n## ")[1:]:
            title, cited = text.splitlines()[:2]
            names = re.split(r"\. (?=BWBR|Evidence|Letter)", cited.removeprefix("Cited as: "))[0]
            evidence = re.search(r"Evidence: (.*)", cited)
            marks = set(re.findall(r"(?<![\w-])(?:L21|L15|[LSKI?])(?![\w-])", evidence[1])) if evidence else set()
            named = tuple(name.strip(". ") for name in re.split(r", (?!nr)", names))
            found.append(
                Section(title, named, frozenset(marks), frozenset(re.findall(r"^- \*\*(.+?)\*\*", text, re.M)))
            )
    return found


SECTIONS = sections()
BY_NAME = {name.lower(): section for section in SECTIONS for name in (section.title, *section.names)}
NAMES = re.compile(
    "|".join(rf"(?<!\w){re.escape(n)}(?!\w)" for n in sorted(BY_NAME, key=len, reverse=True)), re.IGNORECASE
)


def follow(cited: str) -> list[str]:
    """What of a source cannot be found: it begins with a name, and each article stands under the name before it."""
    found = list(NAMES.finditer(cited))
    if not found or found[0].start() > 0:
        return [f"no such source: {cited}"]
    ends = [*(it.start() for it in found[1:]), len(cited)]
    lost = []
    for name, end in zip(found, ends, strict=True):
        section = BY_NAME[name[0].lower()]
        if section.articles:
            text = re.sub(r"\(.*?\)|nr\. \d+", " ", cited[name.end() : end])
            lost += [f"{section.title}: {it} in {cited}" for it in ARTICLE.findall(text) if not section.holds(it)]
    return lost


def docstrings() -> Iterator[tuple[str, str]]:
    """Where, and what, every text of the core names as its source."""
    for path in sorted(CORE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Expr)
                and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)
            ):
                for cited in re.findall(r"Source:\s+(.*?)(?:\.?\s*$|\.\n|\n\s*\n|\.\s+[A-Z`])", node.value.value, re.S):
                    yield f"{path.relative_to(CORE)}:{node.lineno}", " ".join(cited.split())


def cited_in(value: Any) -> Iterator[tuple[str, str, str]]:
    """Act, article and mark of every source in a file of law."""
    if isinstance(value, dict):
        if {"act", "evidence"} <= value.keys():
            yield value["act"], value.get("article", ""), value["evidence"]
        for it in value.values():
            yield from cited_in(it)
    elif isinstance(value, list):
        for it in value:
            yield from cited_in(it)


def test_every_source_in_a_docstring_of_the_core_is_found():
    found = list(docstrings())

    assert len(found) > 120
    assert not [f"{place}: {lost}" for place, cited in found for lost in follow(cited)]


def test_every_source_of_a_verdict_is_found():
    named = sorted({one.source for one in TABLES if one.source and not SAMPLE.match(one.source)})

    assert len(named) > 10
    assert not [lost for cited in named for lost in follow(cited)]


ACTS = tomllib.loads((RULES / "acts.toml").read_text())


@pytest.mark.parametrize("path", sorted(RULES.rglob("*.toml")), ids=lambda path: path.stem)
def test_every_source_of_a_fact_of_law_is_found_with_its_article_and_evidence(path):
    lost = []
    for act, article, mark in cited_in(tomllib.loads(path.read_text())):
        section = BY_NAME.get(ACTS[act]["title"].lower())
        if section is None:
            lost.append(ACTS[act]["title"])
        elif (article and not section.holds(article)) or mark not in section.marks:
            lost.append(f"{section.title}: {article} [{mark}]")

    assert not sorted(set(lost))


def test_a_source_that_nobody_wrote_down_is_noticed():
    assert follow("Wvr 51(3)") == []
    assert follow("Wvr 151") == ["Wet veiligheidsregio's: 151 in Wvr 151"]
    assert follow("ENGINE 4") == ["no such source: ENGINE 4"]
