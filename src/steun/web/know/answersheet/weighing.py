"""An answer to a poll as a table of needs: its columns, and each row weighed beside the needs that stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from steun.core.kernel.errors import Fault
from steun.core.kernel.text.folding import folded
from steun.core.know.need import SOUND, NeedFacts
from steun.web.kernel import words
from steun.web.kernel.keys import parse_key
from steun.web.kernel.life.own import faults_of
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.intake.columns import Codes, Columns, codes_of
from steun.web.know.intake.preview import CHANGE, NEW, SAME, At, Preview, Row, unpacked
from steun.web.know.intake.reading import at_row, read
from steun.web.know.listing.read import Change
from steun.web.know.need.acts import FIELDS
from steun.web.know.need.model import NAMED, Need
from steun.web.know.need.shape import NeedIn
from steun.web.know.poll.model import Poll
from steun.web.know.poll.read import stated

SAID = ("capability", "effect", "quantity", "reaction_minutes", "sustained_hours", "place", "scenario", "addressee")
"""What a row says of a need, in the order of its columns."""


class RowIn(NeedIn):
    """One need of an answer. `need`: which one it is, when it stands already; none: a new one."""

    need: UUID | None = None


def label(name: str) -> str:
    return words.word("need-column", name)


COLUMNS = Columns(
    names=("need", *SAID), shape=RowIn, label=label, coded=NAMED,
    numbers=("quantity", "reaction_minutes", "sustained_hours"),
)  # fmt: skip
Given = tuple[int, RowIn]


def codes() -> Codes:
    """By the code itself, and by its name in either language."""
    models: dict[str, Any] = {"capability": Capability, "effect": Effect, "addressee": Organisation}
    return {name: codes_of(model._default_manager.all()) for name, model in models.items()}


class Standing:
    """What an organisation stated and answered, read once for a whole table."""

    def __init__(self, poll: Poll, organisation: str) -> None:
        self.organisation = organisation
        self.needs = {it.pk: it for it in stated(organisation)}
        self.terms = {pk: terms_of(it) for pk, it in self.needs.items()}
        self.by_terms = {identity(terms): pk for pk, terms in self.terms.items()}
        mine = poll.asked.filter(organisation=organisation, answered_at__isnull=False).first()
        self.answered = set(mine.needs.values_list("pk", flat=True)) if mine else None

    @property
    def to_fill_in(self) -> list[Need]:
        """What its sheet begins with: its answer, and before there is one the needs that it stated, those of the round
        before among them."""
        return [it for pk, it in self.needs.items() if self.answered is None or pk in self.answered]


def terms_of(it: Need | RowIn) -> dict[str, Any]:
    """What a need says; the same of a row and of a need that stands."""
    if isinstance(it, Need):
        return {name: (getattr(it, f"{name}_id") or "") if name in NAMED else getattr(it, name) for name in SAID}
    return {name: getattr(it, name) for name in SAID}


def identity(terms: Mapping[str, Any]) -> tuple[Any, ...]:
    """Two rows that say this say the same."""
    return tuple(folded(terms[name]) if name in ("place", "scenario") else terms[name] for name in SAID)


def of_file(name: str, content: bytes, poll: Poll, organisation: str) -> Preview:
    """What a file would change in the answer of an organisation. Raises `Malformed` when it may not come in at all."""
    standing = Standing(poll, organisation)

    def filled(said: dict[str, Any]) -> Mapping[str, Any]:
        key = parse_key(str(said.get("need") or ""))
        return {**(standing.terms.get(key, {}) if key else {}), **said}

    found = read(name, content, COLUMNS, codes(), filled)
    made = weighed([(line.number, line.shape) for line in found.lines], standing, found.at)
    made.faults = [*found.faults, *made.faults]
    return made


def weighed(given: Iterable[Given], standing: Standing, at: At) -> Preview:
    """Each row beside the need that it names; a new row that says what a need says already is that need."""
    rows = list(given)
    names, found = Names(), Preview(whole=True)
    taken = {shape.need for _, shape in rows if shape.need}
    there: set[object] = set()
    for number, shape in rows:
        after = terms_of(shape)
        alike = standing.by_terms.get(identity(after))
        if shape.need is None and alike and alike not in taken:
            shape = shape.model_copy(update={"need": alike})
            taken.add(alike)
        stands = standing.terms.get(shape.need) if shape.need else None
        if shape.need and stands is None:
            found.faults.append(Fault(at(number, "need"), "need-is-not-stated"))
        mark = shape.need or identity(after)
        if mark in there:
            found.faults.append(Fault(at(number, "need"), "need-is-there-twice"))
        there.add(mark)
        changes = names.compared(stands or {}, after)
        kind = NEW if stands is None else CHANGE if changes else SAME
        found.rows.append(Row(number, shape, kind, changes, names.of(after)))
        if kind != SAME:
            found.faults += broken(number, after, standing.organisation, at)
    kept = {row.shape.need for row in found.rows}
    gone = sorted((standing.answered or set()) - kept, key=str)
    found.left = [names.of(standing.terms[pk]) for pk in gone if pk in standing.terms]
    return found


def broken(number: int, terms: Mapping[str, Any], organisation: str, at: At) -> list[Fault]:
    """The rules that a need breaks, at their cell."""
    facts = NeedFacts(organisation=organisation, **{name: terms[name] for name in NAMED})
    return [Fault(at(number, it.field), it.code, it.facts) for it in faults_of(SOUND, facts, FIELDS)]


def again(packed: str, poll: Poll, organisation: str) -> Preview:
    """The same preview as these needs stand now."""
    return weighed(unpacked(packed, RowIn), Standing(poll, organisation), at_row)


class Names:
    """What codes are called, read once."""

    def __init__(self) -> None:
        models: dict[str, Any] = {"capability": Capability, "effect": Effect, "addressee": Organisation}
        self.known = {
            name: {it.pk: words.named(it) for it in model._default_manager.all()} for name, model in models.items()
        }

    def of(self, terms: Mapping[str, Any]) -> str:
        """A need by its name: so many of what, where."""
        means = self.in_words("capability", terms["capability"]) or self.in_words("effect", terms["effect"])
        return f"{terms['quantity']} × {means}, {terms['place']}"

    def compared(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
        """What the second says otherwise, in words."""
        return [
            Change(label(name), self.in_words(name, before.get(name)), self.in_words(name, after[name]))
            for name in SAID
            if (before.get(name) or "") != (after[name] or "")
        ]

    def in_words(self, name: str, value: Any) -> str:
        if value in (None, ""):
            return ""
        return self.known[name].get(value, value) if name in self.known else str(value)
