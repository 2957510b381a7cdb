"""The journal as people read it: the entries that one may see, filtered, a page at a time; and their ground."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from steun.core.kernel.law import LegalBasis, Source
from steun.core.kernel.text.folding import numbered
from steun.rules.load import law
from steun.web.ask.request.lists import sides
from steun.web.ask.request.model import Request
from steun.web.desks.case import story
from steun.web.desks.own.page import OWN
from steun.web.kernel import moments
from steun.web.kernel.journal.audience import without_case
from steun.web.kernel.journal.cases import CASES
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life.declaration import Life
from steun.web.lives import LIVES
from steun.web.people.organisation.read import named_like

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor

MANY_CASES = 2000
"""Who has more is asked about each entry: the latest are soon found among them. Measured with a million requests, where
both ways are as dear at some 2,200."""
A_PAGE = 50
A_STORY = 200
KINDS = (*LIVES, "unit", "people")
"""What an entry can be about: the first word of its action."""
RECORDED_LATER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What somebody looks for. `kind` is the first word of an action, `action` the whole of it."""

    kind: str = ""
    action: str = ""
    organisation: str = ""  # part of a name, or a code
    day: date | None = None
    case: str = ""  # number of a request


@dataclass(frozen=True, slots=True)
class Ground:
    """The law under an act: its name, its text, whether law or policy demands this act. `basis` None: unknown here."""

    code: str
    basis: LegalBasis | None
    day: date
    origin: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as people read it."""

    entry: Entry
    line: story.Line
    grounds: tuple[Ground, ...]
    case: Any  # the request or incident, when it may be seen
    what: str

    @property
    def called(self) -> str:
        """What its case is called."""
        return called(self.case) if self.case else ""

    @property
    def later(self) -> bool:
        """Was it written down well after it happened?"""
        return self.entry.recorded_at - self.entry.happened_at > RECORDED_LATER


def visible(actor: Actor) -> QuerySet[Entry]:
    """`Entry.visible_to`, from the side of the reader: whoever has few cases is not asked about each entry there is."""
    if actor.sees_all_cases:
        return Entry.objects.visible_to(actor)
    cases = sides.cases(actor, outlines=False).keys("begun", MANY_CASES + 1)
    if len(cases) > MANY_CASES:  # among so many, the latest entries are soon found
        return Entry.objects.visible_to(actor)
    parts = [Q(case__in=cases), without_case(actor)]
    for model in CASES:
        if model is not Request:
            rows: Any = model._default_manager
            parts.append(Q(case__in=rows.visible_to(actor).order_by().values("pk")))
    found = [Entry.objects.filter(part).order_by().values("pk") for part in parts]
    # together and not with "or": PostgreSQL would walk through the whole journal
    return Entry.objects.for_audience(actor).filter(pk__in=found[0].union(*found[1:], all=True))


def entries(actor: Actor, wanted: EntryFilter) -> QuerySet[Entry]:
    """The entries that fit and that one may see."""
    rows = visible(actor)
    if wanted.kind in KINDS:
        rows = rows.filter(action__startswith=f"{wanted.kind}.")
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.organisation:
        rows = rows.filter(organisation__in=named_like(wanted.organisation))
    if wanted.day:
        start, end = moments.midnight(wanted.day), moments.midnight(wanted.day + timedelta(days=1))
        rows = rows.filter(happened_at__gte=start, happened_at__lt=end)
    if wanted.case:
        number = Request.objects.visible_to(actor).filter(number__iexact=" ".join(numbered(wanted.case)))
        rows = rows.filter(case__in=list(number.values_list("pk", flat=True)[:1]))
    return rows


def page(rows: QuerySet[Entry], before: int | None, size: int = A_PAGE) -> tuple[list[Entry], int | None]:
    """Newest first from a position on, and the position from which the next page goes on; None when there is none."""
    rows = rows.filter(position__lt=before) if before else rows
    found = list(rows.order_by("-position")[: size + 1])
    return found[:size], found[size - 1].position if len(found) > size else None


def in_words(found: list[Entry], actor: Actor) -> list[Row]:
    """Entries in words, with their case and their ground; a fixed number of look-ups for all together."""
    cases = cases_of({e.case for e in found if e.case}, actor)
    return [
        Row(entry, said, tuple(grounds(entry)), cases.get(entry.case), what(entry, said.what))
        for entry, said in zip(found, story.in_words(found), strict=True)
    ]


def cases_of(keys: Iterable[UUID], actor: Actor) -> dict[UUID | None, Any]:
    wanted = list(keys)
    found: dict[UUID | None, Any] = {}
    for life in LIVES.values():
        if life.case == "id" and wanted:
            rows = seen(life, actor).filter(pk__in=wanted)
            found |= {row.pk: row for row in rows}
    return found


def seen(life: Life, actor: Actor) -> Any:
    """The cases of a life that this actor sees, with what a line of the journal shows of each."""
    rows: Any = life.model._default_manager
    rows = rows.visible_to(actor)
    if life.name in OWN:
        return rows.whole()
    return rows.only("pk", "number", "title", "state") if life.model is Request else rows


def called(case: Any) -> str:
    """What a case is called in a list: its number, its name, or what its life says."""
    name = str(case._meta.model_name)
    if name in OWN:
        return OWN[name][1].name(case)
    return str(getattr(case, "number", "") or getattr(case, "name", "") or getattr(case, "title", ""))


def case_of(pk: UUID, actor: Actor) -> tuple[str, Any]:
    """A case, and the life that it has; ("", None) when there is none that one may see."""
    for life in LIVES.values():
        if life.case == "id":
            rows: Any = life.model._default_manager
            rows = rows.visible_to(actor)
            rows = rows.select_related("requester", "incident") if life.model is Request else rows
            if found := rows.filter(pk=pk).first():
                return life.name, found
    return "", None


def grounds(entry: Entry) -> list[Ground]:
    """The bases that the entry names, in the wording of the day on which it happened."""
    day = moments.day_of(entry.happened_at)
    found = []
    for code in filter(None, entry.basis.split(",")):
        basis = law().on(day).get(code) or next(iter(reversed(law().versions(code))), None)
        source = basis.source if basis else None
        gate = next((g for g in basis.gates if g.code == entry.data.get("gate")), None) if basis else None
        origin = story.as_text(entry.data.get("origin")) or "law"
        found.append(Ground(code, basis, day, origin, gate.source if gate else source))
    return found


def what(entry: Entry, said: str) -> str:
    """What the act was about; acts on stock also show their numbers."""
    data = entry.data

    def shown(name: str) -> str:
        return story.as_text(data.get(name)) or "–"

    match entry.action:
        case "unit.recount":
            pieces = _("%(was)s → %(now)s pieces") % {"was": shown("was"), "now": shown("capacity")}
            return f"{said} · {pieces}"
        case "prices.load":
            return f"{said} · " + _("prices of %(units)s units") % {"units": shown("units")}
        case "commitment.fall-short":
            was, now = data.get("was"), data.get("short")
            text = _("%(now)s of %(all)s short, was %(was)s")
            if isinstance(was, int) and isinstance(now, int) and now < was:
                text = _("made good: %(now)s of %(all)s short, was %(was)s")
            return text % {"was": shown("was"), "now": shown("short"), "all": shown("quantity")}
        case _:
            return said
