"""The handbook, read from the files of `docs/` that it is written in: no text stands in two places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

import steun

CHAPTERS = ("know", "agree", "ask", "decide", "deliver", "learn", "journal", "law", "demo", "api")
FOR_OPERATORS = ("install", "settings", "accounts", "backup", "upgrade", "trouble")
"""Chapters that lie in `docs/run`."""
GENERATED = re.compile(r"<!--.*?-->\n?", re.DOTALL)
"""What makes the tables, which a reader need not see."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One file of the handbook: its title, its parts (anchor and title) and its text as HTML."""

    code: str
    title: str
    parts: tuple[tuple[str, str], ...]
    html: SafeString


def home() -> Path:
    """Where the handbook lies: in the checkout, else in what the wheel brought along."""
    package = Path(steun.__file__).parent
    checkout = package.parents[1] / "docs"
    return checkout if checkout.is_dir() else package / "handbook"


def file_of(code: str) -> Path | None:
    if code in CHAPTERS:
        return home() / f"{code}.md"
    return home() / "run" / f"{code}.md" if code in FOR_OPERATORS else None


@cache
def title_of(code: str) -> str:
    """The first line of a chapter, without its marks."""
    file = file_of(code)
    first = file.read_text().partition("\n")[0] if file else ""
    return re.sub(r"[#*`]", "", first).strip()


def chapters() -> tuple[tuple[str, str], ...]:
    """Code and title of each chapter, those for operators last."""
    return tuple((code, title_of(code)) for code in (*CHAPTERS, *FOR_OPERATORS))


@cache
def read(code: str) -> Chapter | None:
    """A chapter as HTML; None when there is none of that name."""
    file = file_of(code)
    if file is None:
        return None
    text = GENERATED.sub("", file.read_text()).partition("\n")[2]
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.add_render_rule("table_open", table_begins)
    parser.add_render_rule("table_close", table_ends)
    tokens = parser.parse(text)
    parts = tuple(headed(tokens))
    for token in tokens:
        for child in linked(token.children or ()):
            child.tag, child.attrs = "span", {}
    # safe: HTML in the files is shown as text (html=False), and the files are ours
    return Chapter(code, title_of(code), parts, mark_safe(parser.renderer.render(tokens, parser.options, {})))


def headed(tokens: Sequence[Token]) -> list[tuple[str, str]]:
    """Give each heading an anchor, and tell the anchors of those below the title."""
    found: list[tuple[str, str]] = []
    for heading, inside in pairwise(tokens):
        if heading.type == "heading_open":
            text = re.sub(r"[*`]", "", inside.content)
            anchor = slugify(text) or f"part-{len(found)}"
            heading.attrSet("id", anchor)
            if heading.tag == "h2":
                found.append((anchor, text))
    return found


def linked(children: Sequence[Token]) -> list[Token]:
    """Lead links to other chapters here; those to files that are no chapter are returned: they lead nowhere."""
    astray: list[Token] = []
    inside: Token | None = None
    for token in children:
        if token.type == "link_open":
            target = address(str(token.attrGet("href") or ""))
            inside = None if target else token
            token.attrSet("href", target)
        if inside is not None and token.type in ("link_open", "link_close"):
            astray.append(token)
    return astray


def address(href: str) -> str:
    """Where a link of a file leads on a page."""
    file, _, part = href.partition("#")
    if href.startswith(("https://", "http://")) or not file:
        return href
    code = PurePosixPath(file).stem
    return reverse("chapter", args=[code]) + (f"#{part}" if part else "") if file_of(code) else ""


def table_begins(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """A table that scrolls in a region which the keyboard reaches, named by its first heading."""
    head = next((t.content for t in tokens[at:] if t.type == "inline"), "")
    label = escape(re.sub(r"[*`]", "", head) or "table")
    return f'<div class="data-scroll" role="region" tabindex="0" aria-label="{label}"><table class="data">\n'


def table_ends(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return "</table></div>\n"
