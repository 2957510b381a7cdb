"""Folding the journal, and comparing what it told with what the tables say: the same story, or one of them lies.

For every life: each row has an entry that bore it; each step starts where the one before ended; the state told last is
the state in the table, and the table points at that entry. Quantities and outcomes are compared where they are told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from steun.web.ask.request.model import Part
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.lives import Life
from steun.web.know.unit.model import Absence, Unit
from steun.web.lives import LIVES


@dataclass(slots=True)
class Story:
    """What the journal told of one row."""

    state: str
    born: int  # number of its first entry
    last: int
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where journal and tables part. `subject` is `life:uuid`, or `unit:code`."""

    subject: str
    what: str
    journal: object
    table: object

    def __str__(self) -> str:
        return f"{self.subject}: {self.what}: the journal says {self.journal!r}, the table {self.table!r}"


def replay() -> Iterator[Difference]:
    """Every difference between the journal and the tables, as they stand now."""
    stories: dict[str, Story] = {}
    counts: dict[str, int] = {}
    cases: dict[int, str] = {}
    outcomes: dict[str, dict[str, str]] = {}
    rows = Entry.objects.order_by("position").values_list("position", "action", "subject", "case", "data")
    for number, action, subject, case, data in rows.iterator(chunk_size=2_000):
        cases[number] = str(case or "")
        life, _, name = action.partition(".")
        if life in LIVES and subject.startswith(f"{life}:") and "to" in data:
            yield from fold(stories, life, name, number, subject, data)
            if "parts" in data:
                outcomes[str(case)] = data["parts"]
        elif life == "unit" and "capacity" in data:
            counts[subject] = data["capacity"]
    for declared in LIVES.values():
        yield from compare(declared, stories, cases)
    yield from (Difference(subject, "row", "told", "absent") for subject in stories)
    yield from compare_parts(outcomes)
    yield from compare_units(counts)
    yield from compare_absences(cases)


def fold(
    stories: dict[str, Story], life: str, name: str, number: int, subject: str, data: dict[str, Any]
) -> Iterator[Difference]:
    """Take one entry into the story of its subject; a step that the table of moves does not have is a difference."""
    machine = LIVES[life].machine
    story = stories.get(subject)
    if story is None:
        birth = "from" not in data
        story = stories[subject] = Story(machine.births[0] if not birth else "", number, number)
        if birth and data["to"] not in machine.births:
            yield Difference(subject, f"birth in entry {number}", data["to"], ", ".join(machine.births))
        if not birth and not LIVES[life].born_by:
            yield Difference(subject, f"birth before entry {number}", "not told", "")
    if "from" in data:
        if data["from"] != story.state:
            yield Difference(subject, f"state before entry {number}", data["from"], story.state)
        if not any((m.source, m.name, m.target) == (data["from"], name, data["to"]) for m in machine.moves):
            yield Difference(
                subject, f"move in entry {number}", f"{name}: {data['from']} to {data['to']}", "no such move"
            )
    story.state, story.last = data["to"], number
    story.told |= {key: data[key] for key in LIVES[life].recorded if key in data}
    if (life, name) == ("request", "refuse"):
        story.told["extent"] = ""


def compare(life: Life, stories: dict[str, Story], cases: dict[int, str]) -> Iterator[Difference]:
    """Compare the rows of one table with their stories; what is compared is taken from `stories`."""
    rows = life.model._default_manager.values_list("pk", "state", "entry_id", life.case or "pk", *life.recorded)
    for pk, state, entry, belongs, *values in rows.iterator(chunk_size=2_000):
        subject = f"{life.name}:{pk}"
        story = stories.pop(subject, None)
        if story is None and life.born_by and cases.get(entry) == str(belongs):
            story = Story(life.machine.births[0], entry, entry)
        if story is None:
            yield Difference(subject, "birth", "not told", state)
            continue
        if story.state != state:
            yield Difference(subject, "state", story.state, state)
        if story.last != entry:
            yield Difference(subject, "entry", story.last, entry)
        for name, value in zip(life.recorded, values, strict=True):
            if name in story.told and story.told[name] != value:
                yield Difference(subject, name, story.told[name], value)


def compare_parts(outcomes: dict[str, dict[str, str]]) -> Iterator[Difference]:
    """What was decided under each legal basis stands so in the table."""
    rows = Part.objects.filter(outcome__in=["granted", "refused"]).values_list("request_id", "basis", "outcome")
    for request, basis, outcome in rows.iterator(chunk_size=2_000):
        told = outcomes.get(str(request), {}).pop(basis, "")
        if told and told != outcome:
            yield Difference(f"request:{request}", f"outcome under {basis}", told, outcome)
    for request, left in outcomes.items():
        for basis, told in left.items():
            yield Difference(f"request:{request}", f"outcome under {basis}", told, "")


def compare_units(counts: dict[str, int]) -> Iterator[Difference]:
    """A unit that was counted anew has the stock of its last count."""
    for pk, code, capacity in Unit.objects.exclude(entry=None).values_list("pk", "code", "capacity"):
        told = counts.pop(f"unit:{pk}", capacity)
        if told != capacity:
            yield Difference(f"unit:{code}", "capacity", told, capacity)


def compare_absences(cases: dict[int, str]) -> Iterator[Difference]:
    """An absence that names an entry is told by that entry, with its pieces."""
    rows = Absence.objects.exclude(entry=None).select_related("entry", "unit")
    for absence in rows:
        told = absence.entry.data if absence.entry_id in cases else {}
        if told.get("absence") != str(absence.pk) or told.get("quantity") != absence.quantity:
            yield Difference(f"unit:{absence.unit.code}", "absence", told.get("quantity"), absence.quantity)
