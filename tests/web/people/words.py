"""Looks for codes that a page shows to people: lower-case words with dashes, as codes are written."""

import re
from html.parser import HTMLParser

NO_CODES = re.compile(r"^(e-mail|in-use)$")


class Shown(HTMLParser):
    """The text that people see; names of persons in the test world are codes themselves and are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in {"script", "style", "title"}

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in {"script", "style", "title"}

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.texts.append(data)


def codes_left(page: str) -> set[str]:
    shown = Shown()
    shown.feed(page)
    text = " ".join(shown.texts)
    text = re.sub(r"\S+@\S+", "", text)
    text = re.sub(r"\b[a-z-]+ (?:GM|VR|PU-|MIN-|DEF-|PV-|WS-)\w+|\b[a-z-]+ [A-Z]{3,}\b", "", text)
    return {w for w in re.findall(r"\b[a-z]+(?:-[a-z]+)+\b", text) if not NO_CODES.match(w)} & known()


def known() -> set[str]:
    """Codes of the law: roles, kinds of organisation, legal bases."""
    from steun.rules.load import law

    kinds = {kind for a in law().authorities.values() for kind in a.organisation_kinds}
    return set(law().authorities) | kinds | {b.code for b in law().bases}
