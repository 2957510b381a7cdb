"""The words by which a request is found: those that everybody finds it by who is told of it, and those of its parties.

Names stand in both languages, whatever the reader's: who sees *Municipality of Meerssen* looks for that.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from steun.core.kernel.text.folding import folded, national
from steun.web.ask.request.model import Request

SHORTEST_NUMBER = 8


def find_by(request: Request, municipalities: Iterable[Any] | None = None, lines: Iterable[Any] | None = None) -> None:
    """Put the words on the (unsaved) row. `municipalities`, `lines` (capability, shape): what is about to be linked."""
    places = request.municipalities.all() if municipalities is None else municipalities
    if lines is None:
        rows = request.lines.all() if request.knows("lines") else request.lines.select_related("capability")
        named = [(line.capability, line.note) for line in rows]
    else:
        named = [(capability, requirement.note) for capability, requirement in lines]
    effect, incident = request.effect, request.incident
    request.search = joined(
        request.number, request.title, request.place, *names(request.requester), *names(request.addressee),
        *(effect.name_nl, effect.name_en, effect.search) if effect else (), *(n for p in places for n in names(p)),
    )  # fmt: skip
    request.search_parties = joined(
        request.reason, request.task, request.special_case, request.assembly_point, request.lodging, request.meals,
        request.contact, digits(request.contact), *(incident.name, incident.place) if incident else (),
        *(word for c, note in named for word in (*names(c), c.search, note)),
    )  # fmt: skip


def digits(contact: str) -> str:
    """A telephone number as somebody types it without its dashes; nothing where there is none."""
    found = "".join(sign for sign in national(contact) if sign.isdigit())
    return found if len(found) >= SHORTEST_NUMBER else ""


def names(it: Any) -> tuple[str, ...]:
    return (it.name_nl, it.name_en) if it else ()


def joined(*texts: str | None) -> str:
    """The words of all texts, each once."""
    return " ".join(dict.fromkeys(folded(" ".join(t for t in texts if t)).split()))
