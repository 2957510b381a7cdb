"""A table of capabilities: its columns, and each row weighed beside what the catalogue says now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import override

from steun.core.kernel.errors import Fault
from steun.core.know.catalogue.listing import OPEN, SOUND, ListingFacts
from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.catalogue.read import CLASSES
from steun.web.know.intake.columns import LANGUAGES, Codes, Columns, codes_of
from steun.web.know.intake.preview import CHANGE, NEW, SAME, At, Preview, Row, unpacked
from steun.web.know.intake.reading import at_row, read
from steun.web.know.listing.acts import FIELDS
from steun.web.know.listing.model import SAID, Listing, answering, latest
from steun.web.know.listing.read import compared, label, names_in, terms_of
from steun.web.know.listing.shape import ListingIn

Given = tuple[int, ListingIn, frozenset[str]]
"""A row: its number, what it says, and what of that nobody said."""
EVIDENCE = ("S", "K", "I")
BEGUN = ("owner", "valid_until")
"""Columns of which an empty cell leaves what stands."""


def called(name: str) -> str:
    return "code" if name == "code" else label(name)


COLUMNS = Columns(
    names=("code", "owner", *SAID, "valid_until"), shape=ListingIn, label=called, needed=("name_nl", "source"),
    coded=("owner", "evidence"), lists=("effects", "classes"),
    numbers=("reaction_formal", "season_from", "season_until"), days=("valid_until",),
)  # fmt: skip


def codes() -> Codes:
    """By the code itself, and by its name or word in either language."""
    found = {"owner": codes_of(Organisation.objects.all()), "effects": codes_of(Effect.objects.all())}
    for name, known, context in (("classes", CLASSES, "class"), ("evidence", EVIDENCE, "catalogue-mark")):
        found[name] = {code.casefold(): code for code in known}
        for language in LANGUAGES:
            with override(language):
                found[name] |= {words.word(context, code).casefold(): code for code in known}
    return found


class Known:
    """The catalogue as it stands, read once for a whole table."""

    def __init__(self) -> None:
        rows = Capability.objects.prefetch_related("effects")
        self.terms = {it.pk: terms_of(it) for it in rows}
        self.by_name = {terms["name_nl"].casefold(): code for code, terms in self.terms.items()}

    def code(self, said: Mapping[str, Any]) -> str:
        """Of a row that names none: that of the capability of this name, if there is one."""
        return self.by_name.get(str(said.get("name_nl", "")).casefold(), "")

    def begun(self, said: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
        """What holds for columns that are not there: what stands."""
        stands = dict(self.terms.get(str(said.get("code") or self.code(said)), {}))
        day = stands.get("valid_until")
        stands["valid_until"] = day if day and day > clock.today() else latest()
        return {"owner": actor.organisation, **{name: it for name, it in stands.items() if it not in (None, "")}}


def of_file(name: str, content: bytes, actor: Actor) -> Preview:
    """What a file would change. Raises `Malformed` when it may not come in at all."""
    catalogue = Known()

    def filled(said: dict[str, Any]) -> Mapping[str, Any]:
        kept = {name: it for name, it in said.items() if it or name not in BEGUN}
        return {**catalogue.begun(kept, actor), **kept, "code": said.get("code") or catalogue.code(said)}

    found = read(name, content, COLUMNS, codes(), filled)
    given = [
        (line.number, line.shape, frozenset(name for name in BEGUN if not line.said.get(name))) for line in found.lines
    ]
    made = weighed(given, catalogue, found.at)
    made.faults = [*found.faults, *made.faults]
    return made


def weighed(given: Iterable[Given], catalogue: Known, at: At) -> Preview:
    """Each row beside what stands; rules that a row breaks, at their cell. A row that says nothing else than what
    stands is the same, also where nobody owns it yet."""
    given = list(given)
    found = Preview()
    answer = answering({shape.owner for _, shape, _ in given})
    made = set(Listing.objects.filter(state__in=OPEN).values_list("code", flat=True))
    there: set[str] = set()
    names = names_in(*catalogue.terms.values(), *({"effects": it.effects, "owner": it.owner} for _, it, _ in given))
    for number, shape, unsaid in given:
        said = {name: getattr(shape, name) for name in COLUMNS.names if name != "code"}
        stands = catalogue.terms.get(shape.code) if shape.code else None
        after = {
            **said, "effects": sorted(set(shape.effects)), "classes": sorted(set(shape.classes)),
            "name_en": shape.name_en or shape.name_nl, "year": shape.year or str(clock.today().year),
        }  # fmt: skip
        changes = compared(stands or {}, after, names)
        real = compared(stands or {}, {**after, **{name: (stands or {}).get(name) for name in unsaid}}, names)
        kind = NEW if stands is None else CHANGE if real else SAME
        found.rows.append(Row(number, shape, kind, changes, words.named(shape)))
        key = shape.code or shape.name_nl.casefold()
        if key in there:
            found.faults.append(Fault(at(number, "code" if shape.code else "name_nl"), "code-is-there-twice"))
        there.add(key)
        if kind != SAME:
            found.faults += broken(number, shape, shape.owner in answer, shape.code not in made, at)
    return found


def broken(number: int, shape: ListingIn, answers: bool, alone: bool, at: At) -> list[Fault]:
    """The rules of a proposal, without asking the database for each row."""
    facts = ListingFacts(
        owner=shape.owner, owner_answers=answers, alone=alone, valid_until=shape.valid_until, today=clock.today(),
        latest=latest(), season_from=shape.season_from, season_until=shape.season_until,
    )  # fmt: skip
    faults = [Fault(at(number, FIELDS[v.code]), v.code, v.facts) for rule in SOUND if not (v := rule(facts))]
    return faults + ([] if shape.effects else [Fault(at(number, "effects"), "required")])


def again(packed: str) -> Preview:
    """The same preview as the catalogue stands now."""
    return weighed(as_given(unpacked(packed, ListingIn)), Known(), at_row)


def as_given(rows: Iterable[tuple[int, ListingIn]]) -> Iterable[Given]:
    """Rows in which everything is said."""
    return ((number, shape, frozenset()) for number, shape in rows)
