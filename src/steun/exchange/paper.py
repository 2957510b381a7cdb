"""A document as PDF that a screen reader reads too (PDF/UA-1) and that can be kept (PDF/A-2a): title, contents,
headings, facts, lists, tables, and an index when it is asked for.

What stands in it comes as text and is never read as markup. The same document gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

MEDIA_TYPE = "application/pdf"
UNSHOWN = re.compile(
    r"[^ -~\u00a0-\u017f\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038e-\u03a1\u03a3-\u03ff\u0400-\u045f"
    r"\u2010-\u2027\u2030\u2032\u2033\u2039\u203a\u20ac\u2190-\u2193\u2212\u2248\u2260\u2264\u2265]"
)
"""Signs that the typefaces inside Typst may lack: all but Latin, Greek, Cyrillic, figures, dashes and arrows."""
CONTROL = re.compile(r"\\u00[01][0-9a-f]")
"""As JSON writes signs that nobody sees."""
INSTEAD = "?"
FORM = r"""
#let d = json(bytes(sys.inputs.at("document")))
#set document(title: d.title, author: d.author)
#set text(lang: d.language, size: 10pt, font: ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"))
#set par(leading: 0.6em)
#set page(paper: "a4", margin: (x: 2cm, y: 2.2cm), numbering: "1 / 1", header: context {
  if counter(page).get().first() > 1 [#set text(8pt); #d.title #h(1fr) #d.about]
})
#set heading(numbering: "1.")
#show heading: set block(above: 1.4em, below: 0.7em)
#show title: set text(18pt)
#show table.cell.where(y: 0): strong
#title()
#text(11pt)[#d.about]
#if d.link != "" [#par[#link(d.link)]]
#for line in d.lead [#par[#line]]
#outline(title: d.contents, depth: 2)
#for s in d.sections [
  #if s.level > 0 { heading(level: s.level, s.heading) }
  #for line in s.text [#par[#line]]
  #if s.facts.len() > 0 {
    terms(separator: [: ], ..s.facts.map(it => terms.item(it.at(0), it.at(1))))
  }
  #if s.items.len() > 0 { list(..s.items.map(it => [#it])) }
  #if s.rows.len() > 0 {
    set text(9pt, hyphenate: true)
    table(
      columns: s.widths.map(it => it * 1fr), stroke: 0.4pt + luma(60%), inset: 4pt,
      table.header(..s.head.map(it => [#it])),
      ..s.rows.enumerate().map(((n, row)) => row.enumerate().map(((place, it)) => {
        let term = if place == 0 { s.indexed.at(n, default: "") } else { "" }
        if term == "" [#it] else [#metadata(term)<indexed>#it]
      })).flatten(),
    )
  }
]
#if d.index != "" [
  = #d.index
  #set text(9pt)
  #context {
    let places = (:)
    for it in query(<indexed>) {
      places.insert(it.value, places.at(it.value, default: ()) + (it.location(),))
    }
    columns(2, list(..places.keys().sorted(key: lower).map(term => [
      #term: #places.at(term).map(at => link(at, str(at.page()))).join(", ")
    ])))
  }
]
"""


@dataclass(frozen=True, slots=True)
class Section:
    """One chapter. `head`, `rows`: a table, its first row and the others; `widths`: of its columns, against each
    other. level: 2 is a part of
    the chapter before it, 0 goes on without a heading. `indexed`: under which words each row stands in the index."""

    heading: str
    text: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    items: Sequence[str] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    widths: Sequence[int] = ()
    level: int = 1
    indexed: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """language: `nl` or `en`. about: one line under the title. contents: the title of the table of contents. link:
    where it stands as a page. index: the title of the index, "" = it has none."""

    title: str
    language: str
    about: str
    contents: str
    made_at: datetime
    lead: Sequence[str] = ()
    sections: Sequence[Section] = field(default_factory=tuple)
    author: str = "Steun"
    link: str = ""
    index: str = ""


def pdf(document: Document) -> bytes:
    """The file."""
    import typst  # heavy, and seldom asked for

    content = asdict(document)
    del content["made_at"]
    for section in content["sections"]:
        section["widths"] = section["widths"] or [1] * len(section["head"])
    written = json.dumps(content, ensure_ascii=False)

    def made(text: str) -> bytes:
        found: bytes = typst.compile(
            FORM.encode(), sys_inputs={"document": text}, pdf_standards=["ua-1", "a-2a"],
            timestamp=document.made_at.replace(microsecond=0), ignore_system_fonts=True,
        )  # fmt: skip
        return found

    try:
        return made(written)
    except typst.TypstError:  # a sign that no font has: the standard wants each to be shown
        return made(UNSHOWN.sub(INSTEAD, CONTROL.sub(INSTEAD, written)))
