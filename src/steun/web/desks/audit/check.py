"""Folding the journal, and comparing what it records with what the tables say: the same story, or one of them lies.

For every life: each row has an entry that bore it; each step starts where the one before ended; the state recorded last
is the state in the table, and the table points at that entry. For every row that entries are about, life or not: each
recorded field is what the table says now (`kernel.life.journalled`). And the database still refuses what it should:
every trigger is there, as it was installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from steun.web.ask.gate.model import Part
from steun.web.decide.proposal.model import ProposalLine
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life import guards
from steun.web.kernel.life.declaration import Life
from steun.web.kernel.life.journalled import UNRECORDED, Journalled, same, subject_of
from steun.web.lives import JOURNALLED, LIVES

AT_ONCE = 2_000


@dataclass(slots=True)
class Story:
    """What the journal records of one row."""

    state: str = ""
    born: int = 0  # position of its first step; 0: it has no life, or was born by another's act
    last: int = 0
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where journal and tables part. `subject` is `life:uuid`, another row, or a trigger."""

    subject: str
    what: str
    journal: object
    table: object

    def __str__(self) -> str:
        return f"{self.subject}: {self.what}: the journal says {self.journal!r}, the table {self.table!r}"


def replay() -> Iterator[Difference]:
    """Every difference between the journal and the tables, as they stand now."""
    stories: dict[str, Story] = {}
    cases: dict[int, str] = {}
    outcomes: dict[str, dict[str, str]] = {}
    decided: dict[int, set[tuple[str, str]]] = {}
    journalled = {**JOURNALLED, **{name: life.journalled for name, life in LIVES.items()}}
    for entry in Entry.objects.order_by("position").iterator(chunk_size=AT_ONCE):
        cases[entry.position] = str(entry.case or "")
        kind, subject = subject_of(entry)
        if kind not in journalled:
            continue
        if kind in LIVES and entry.action.startswith(f"{kind}.") and "to" in entry.data:
            yield from step(stories, LIVES[kind], entry)
            if "parts" in entry.data:
                outcomes[str(entry.case)] = dict(entry.data["parts"])
            if entry.action == "gate.refuse":  # what was said is denied: the part is decided anew by its gates
                outcomes.get(str(entry.case), {}).pop(entry.basis, None)
            if "lines" in entry.data and kind == "proposal":
                decided[entry.position] = {(it["request"], it["capability"]) for it in entry.data["lines"]}
        story = stories.setdefault(subject, Story())
        for name, value in journalled[kind].recorded_in(entry).items():
            if value is UNRECORDED:
                story.fields.pop(name, None)
            else:
                story.fields[name] = value
    for kind, of_kind in journalled.items():
        yield from compare(of_kind, LIVES.get(kind), stories, cases)
    yield from (Difference(subject, "row", "recorded", "absent") for subject in stories)
    yield from compare_parts(outcomes)
    yield from compare_lines(decided)
    yield from (Difference(f"trigger:{name}", what, *pair) for name, what, *pair in guards.differences())


def step(stories: dict[str, Story], life: Life, entry: Entry) -> Iterator[Difference]:
    """Take one step into the story of its subject; one that the table of moves does not have is a difference."""
    machine, data, subject = life.machine, entry.data, entry.subject
    name, place = entry.action.partition(".")[2], f"entry {entry.number} of {entry.node}"
    story = stories.setdefault(subject, Story())
    if not story.born:
        birth = "from" not in data
        story.born, story.state = entry.position, "" if birth else machine.births[0]
        if birth and data["to"] not in machine.births:
            yield Difference(subject, f"birth in {place}", data["to"], ", ".join(machine.births))
        if not birth and not life.born_by:
            yield Difference(subject, f"birth before {place}", "not recorded", "")
    if "from" in data:
        if data["from"] != story.state:
            yield Difference(subject, f"state before {place}", data["from"], story.state)
        if not any((m.source, m.name, m.target) == (data["from"], name, data["to"]) for m in machine.moves):
            yield Difference(subject, f"move in {place}", f"{name}: {data['from']} to {data['to']}", "no such move")
    story.state, story.last = data["to"], entry.position


def compare(
    journalled: Journalled, life: Life | None, stories: dict[str, Story], cases: dict[int, str]
) -> Iterator[Difference]:
    """Compare the rows of one table with their stories; what is compared is taken from `stories`."""
    rows = journalled.model._base_manager.order_by("pk").prefetch_related(*journalled.related)
    row: Any  # of any kind: what it must have was asked when its life was declared
    for row in rows.iterator(chunk_size=AT_ONCE):
        subject = f"{journalled.kind}:{row.pk}"
        story = stories.pop(subject, None)
        if story is None and not life and not journalled.always:
            continue
        if life and not (story and story.born):
            by_another = life.born_by and cases.get(row.entry_id) == str(getattr(row, life.case or "pk"))
            if not by_another:
                yield Difference(subject, "birth", "not recorded", row.state)
                continue
            story = story or Story()
            story.state, story.last = life.machine.births[0], row.entry_id
        if story is None:
            yield Difference(subject, "row", "not recorded", "there")
            continue
        if life and story.state != row.state:
            yield Difference(subject, "state", story.state, row.state)
        if life and story.last != row.entry_id:
            yield Difference(subject, "entry", story.last, row.entry_id)
        yield from compare_fields(journalled, subject, story.fields, row)


def compare_fields(journalled: Journalled, subject: str, recorded: dict[str, Any], row: Any) -> Iterator[Difference]:
    """Every recorded field, with the row. A row that cannot even be read is a difference too."""
    try:
        stands = journalled.current(row) if recorded else {}
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        yield Difference(subject, "row", "readable", f"{type(error).__name__}: {error}")
        return
    for name, value in recorded.items():
        if not same(value, stands[name]):
            yield Difference(subject, name, value, stands[name])


def compare_parts(outcomes: dict[str, dict[str, str]]) -> Iterator[Difference]:
    """What was decided under each legal basis stands so in the table."""
    rows = Part.objects.filter(outcome__in=["granted", "refused"]).values_list("request_id", "basis", "outcome")
    for request, basis, outcome in rows.iterator(chunk_size=AT_ONCE):
        decided = outcomes.get(str(request), {}).pop(basis, "")
        if decided and decided != outcome:
            yield Difference(f"request:{request}", f"outcome under {basis}", decided, outcome)
    for key, left in outcomes.items():
        for basis, decided in left.items():
            yield Difference(f"request:{key}", f"outcome under {basis}", decided, "")


def compare_lines(decided: dict[int, set[tuple[str, str]]]) -> Iterator[Difference]:
    """What was adopted or overruled of a proposal points at the entry that says so."""
    rows = ProposalLine.objects.exclude(outcome="proposed").values_list("entry_id", "request__number", "capability_id")
    stands: dict[int, set[tuple[str, str]]] = {}
    for entry, number, capability in rows.iterator(chunk_size=AT_ONCE):
        stands.setdefault(entry, set()).add((number or "", capability))
    for entry, recorded in decided.items():
        if gone := recorded - stands.pop(entry, set()):
            yield Difference(f"entry:{entry}", "lines of a proposal", sorted(gone), "not decided")
    yield from (
        Difference(f"entry:{entry}", "lines of a proposal", "not recorded", sorted(it)) for entry, it in stands.items()
    )
