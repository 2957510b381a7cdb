"""Codes into words, Dutch or English: the only place where a code becomes text. The words live in `locale/`.

A code has a context (verdict, gate, role, state ...), so that one code may read differently in two places.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.cache import caches
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from steun.core.kernel.law import LegalBasis, Source
from steun.core.kernel.verdict import Verdict
from steun.rules.load import law
from steun.web.kernel import clock
from steun.web.kernel.people.models import Organisation


def word(context: str, code: object) -> str:
    """The text of a code in the reader's language; the code itself when nobody wrote one (a test looks for those)."""
    return pgettext(context, str(code)) if code not in (None, "") else ""


def named(thing: Any) -> str:
    """The name of a thing that carries both languages: a model with name_nl and name_en, a rule with title."""
    language = "nl" if (get_language() or "nl").startswith("nl") else "en"
    if isinstance(thing, Mapping):
        return str(thing.get(language) or thing.get("nl") or "")
    if isinstance(thing, LegalBasis) or (hasattr(thing, "title") and isinstance(thing.title, Mapping)):
        return str(thing.title.get(language) or thing.title.get("nl") or "")
    return str(getattr(thing, f"name_{language}", "") or getattr(thing, "name_nl", "") or getattr(thing, "name", ""))


def counted(thing: Any) -> str:
    """What the pieces of a capability or a unit are: soldiers, pumps. Nothing when the catalogue does not say."""
    if hasattr(thing, "texts"):
        return named(thing.texts.get("counted", {}))
    return named({"nl": thing.counted_nl, "en": thing.counted_en})


def in_pieces(thing: Any) -> str:
    """A capability or a unit with what is counted of it, to stand behind a number: "Sandbags, in soldiers"."""
    pieces = counted(thing)
    return f"{named(thing)}{_(', in %(pieces)s') % {'pieces': pieces}}" if pieces else named(thing)


LISTS = {"missing": "field", "first": "gate", "seats": "seat", "gates": "gate", "places": "organisation"}
"""Facts that list codes, and the context in which each code has its words."""
SINGLE = {
    "state": "state", "move": "move", "phase": "phase", "life": "life", "why_not": "no-way", "what": "in-the-way",
}  # fmt: skip


def listed(context: str, codes: str) -> str:
    """Codes with commas between them, as words, each once."""
    return ", ".join(word(context, code.strip()) for code in dict.fromkeys(codes.split(",")) if code.strip())


def facts_in_words(facts: Mapping[str, object]) -> dict[str, object]:
    """The facts of a verdict with codes replaced by words, so that they fit in its sentence."""
    in_text = dict(facts)
    for key, value in facts.items():
        if key in LISTS and isinstance(value, str):
            codes = dict.fromkeys(c.strip() for c in value.split(",") if c.strip())
            in_text[key] = ", ".join(in_words(LISTS[key], c) for c in codes)
        elif key in SINGLE:
            in_text[key] = word(SINGLE[key], value)
    return in_text


def in_words(context: str, code: str) -> str:
    return {"seat": seat, "organisation": organisation_name}.get(context, lambda c: word(context, c))(code)


def seat(code: str) -> str:
    """A seat in words: the role, and for whom.

    >>> seat("")
    ''
    """
    role, _, organisation = code.partition("@")
    return f"{word('role', role)} ({organisation_name(organisation)})" if organisation else word("role", role)


def organisation_name(code: str) -> str:
    """The name behind an organisation's code; names hardly change, so each is looked up once per process and minute."""
    cache = caches["names"]
    known = cache.get(f"organisation:{code}")
    if known is None:
        known = Organisation.objects.filter(pk=code).values("name_nl", "name_en").first() or {}
        cache.set(f"organisation:{code}", known, 60)
    language = "nl" if (get_language() or "nl").startswith("nl") else "en"
    return str(known.get(f"name_{language}") or code)


class Facts(dict[str, object]):
    """Facts for a sentence; one that is not there is an ellipsis, never the name of a hole."""

    def __missing__(self, name: str) -> str:
        return "…"


def sentence(context: str, code: str, facts: Mapping[str, object] | None = None) -> str:
    """A code with facts as a sentence: each `%(name)s` in the text is filled in."""
    text = word(context, code)
    try:
        return text % Facts(facts_in_words(facts or {})) if "%(" in text else text
    except (ValueError, TypeError):  # a text with a sign of percent of its own: a test looks for those
        return text


def verdict(said: Verdict) -> str:
    """What a verdict says to somebody who wants to know why not."""
    return " ".join([sentence("verdict", said.code, said.facts), *(verdict(v) for v in said.because)])


def read_of(said: Verdict | str, day: date | None = None) -> Source | None:
    """The source that a verdict or a title names, in the wording of that day: when was it read? None for policy."""
    title = said if isinstance(said, str) else said.source
    found = law().source(title, day or clock.today())
    return found if found and found.read_on else None
