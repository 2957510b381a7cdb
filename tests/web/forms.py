"""The forms of a page as a browser would send them: their address, and what every control holds untouched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

LEFT_OUT = {"submit", "button", "file", "image", "reset"}


@dataclass
class Form:
    """`fields`: what would be sent, in the order of the page. `moments`: names of the fields that take a moment."""

    action: str
    method: str
    autosave: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    moments: list[str] = field(default_factory=list)

    def sent(self, **changes: str) -> dict[str, Any]:
        """The values for a test client, with some typed over."""
        found: dict[str, Any] = {}
        for name, value in self.fields:
            found.setdefault(name, []).append(value)
        return {**found, **changes}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, Form] = {}
        self.open: Form | None = None
        self.select: tuple[Form, str] | None = None
        self.chosen: list[str] = []
        self.first: str | None = None
        self.many = False
        self.area: tuple[Form, str] | None = None
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.open = Form(given.get("action") or "", given.get("method") or "get", given.get("data-autosave") or "")
            self.forms[given.get("id") or f"form-{len(self.forms)}"] = self.open
        owner = self.forms.get(given.get("form") or "") or self.open
        name = given.get("name") or ""
        if tag == "option" and self.select:
            value = given.get("value") or ""
            self.first = value if self.first is None else self.first
            if "selected" in given:
                self.chosen.append(value)
        if owner is None or not name or "disabled" in given:
            return
        if tag == "input":
            self.input(owner, name, given)
        elif tag == "select":
            self.select, self.chosen, self.first = (owner, name), [], None
            self.many = "multiple" in given
        elif tag == "textarea":
            self.area, self.text = (owner, name), ""

    def input(self, owner: Form, name: str, given: dict[str, str | None]) -> None:
        kind = given.get("type") or "text"
        if kind in LEFT_OUT or (kind in {"checkbox", "radio"} and "checked" not in given):
            return
        if "data-moment" in given:
            owner.moments.append(name)
        owner.fields.append((name, given.get("value") or ("on" if kind == "checkbox" else "")))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        if tag == "select" and self.select:
            owner, name = self.select
            chosen = self.chosen or ([] if self.many or self.first is None else [self.first])
            owner.fields += [(name, value) for value in chosen]
            self.select = None
        if tag == "textarea" and self.area:
            owner, name = self.area
            owner.fields.append((name, self.text.removeprefix("\n").replace("\n", "\r\n")))
            self.area = None


def forms_of(answer: Any) -> Iterator[Form]:
    """The forms of a page that a test client fetched. An address that a form leaves out is that of the page."""
    reader = _Reader()
    reader.feed(answer.content.decode())
    for form in reader.forms.values():
        form.action = form.action or answer.request["PATH_INFO"]
        yield form
