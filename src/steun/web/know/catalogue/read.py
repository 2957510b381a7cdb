"""What the pages of the catalogue and the law show: reads over rooms, in few queries. They decide nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from steun.core.ask.gate import PHASES
from steun.core.kernel.errors import Unknown
from steun.core.kernel.law import Gate, LegalBasis
from steun.core.kernel.text.folding import words_of
from steun.rules.load import law
from steun.web.kernel import clock, words
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability, CapabilityQuerySet, Effect
from steun.web.know.unit.model import Offering, Unit

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor

CLASSES = ("standing", "guaranteed", "unique", "ad-hoc", "civil")
CIVIL = "civil"
"""The class of what civil partners have; everything else is what Defence has."""
STANDINGS = ("confirmed", "stale", "unconfirmed", "withdrawn")
"""How what the catalogue says stands: confirmed and in time, not confirmed by its day, never confirmed since it came
from a file, withdrawn. Unless one asks for it, what was withdrawn is not there."""
DIRECTIONS = ("civil-to-military", "military-to-civil")


@dataclass(frozen=True, slots=True)
class CatalogueFilter:
    """What somebody looks for in the catalogue."""

    text: str = ""
    effect: str = ""
    kind: str = ""  # one of CLASSES
    direction: str = ""  # who asks: one of DIRECTIONS
    owner: str = ""  # a code of an organisation
    standing: str = ""  # one of STANDINGS


def capabilities(wanted: CatalogueFilter) -> list[Capability]:
    """The capabilities that fit: a direct alarm line first, then where the words begin a word, then by number."""
    rows = Capability.objects.search(wanted.text)
    rows = rows.filter(effects=wanted.effect) if wanted.effect else rows
    rows = rows.filter(owner=wanted.owner) if wanted.owner else rows
    rows = standing(rows, wanted.standing)
    found = [c for c in rows if fits(c, wanted)]
    return sorted(found, key=lambda c: (c.alarm_line is None, not begins(c, wanted.text), c.number))


def standing(rows: CapabilityQuerySet, wanted: str) -> CapabilityQuerySet:
    """Those that stand so; all that are not withdrawn when nothing is asked."""
    if wanted == "withdrawn":
        return rows.exclude(withdrawn_on=None)
    rows = rows.current()
    if wanted == "stale":
        return rows.stale()
    if wanted:
        return rows.filter(valid_until=None) if wanted == "unconfirmed" else rows.filter(valid_until__gte=clock.today())
    return rows


def owners() -> list[Organisation]:
    """Organisations that answer for some capability."""
    return list(Organisation.objects.filter(pk__in=Capability.objects.exclude(owner=None).values("owner")))


def begins(capability: Capability, text: str) -> bool:
    """Does each word begin one of the capability's words? *power* begins *power* and lies inside *manpower*."""
    known = capability.search.split()
    return all(any(word.startswith(wanted) for word in known) for wanted in words_of(text))


def fits(capability: Capability, wanted: CatalogueFilter) -> bool:
    kinds = set(capability.classes)
    if wanted.kind and wanted.kind not in kinds:
        return False
    if wanted.direction == "military-to-civil":
        return CIVIL in kinds
    return not wanted.direction or kinds != {CIVIL}


def with_units(found: Sequence[Capability], actor: Actor) -> list[Capability]:
    """The same capabilities with their effects, and with the units that offer them as far as the actor may see."""
    seen = (
        Offering.objects.filter(unit__in=Unit.objects.visible_to(actor))
        .select_related("unit")
        .order_by("unit__name_nl")
    )
    rows = (
        Capability.objects.filter(pk__in=[c.pk for c in found])
        .select_related("owner")
        .prefetch_related("effects", Prefetch("offerings", seen, to_attr="seen"))
    )
    by_code = {c.pk: c for c in rows}
    return [by_code[c.pk] for c in found]


def effects(wanted: CatalogueFilter, most: int = 12) -> list[Effect]:
    """Effects that fit the text, each with the capabilities that achieve it; none when nothing was looked for."""
    if wanted.effect:
        return list(Effect.objects.filter(pk=wanted.effect))
    if not wanted.text:
        return []
    return list(Effect.objects.search(wanted.text).prefetch_related("capabilities")[:most])


def unit(code: str, actor: Actor) -> Unit:
    """One unit. Raises `Unknown` when it is not there for this actor."""
    rows = Unit.objects.visible_to(actor).select_related("site", "organisation", "entry")
    found = rows.prefetch_related("offerings__capability").filter(code=code).first()
    if found is None:
        raise Unknown("unit", code)
    return found


@dataclass(frozen=True, slots=True)
class Wording:
    """One version of a basis, and whether it holds on the day that was chosen."""

    basis: LegalBasis
    chosen: bool


def wordings(code: str, day: date) -> list[Wording]:
    """Every wording of a basis, latest first. Raises `Unknown`."""
    found = law().versions(code)
    if not found:
        raise Unknown("basis", code)
    return [Wording(b, b.source.holds_on(day)) for b in reversed(found)]


def phases(basis: LegalBasis) -> list[tuple[str, list[list[Gate]]]]:
    """The gates in order: per phase, groups that follow on each other; what stands in one group runs side by side."""
    rank: dict[str, int] = {}
    for gate in basis.gates:
        rank[gate.code] = 1 + max((rank.get(code, 0) for code in gate.after), default=0)
    found = []
    for phase in PHASES:
        gates = [g for g in basis.gates if g.phase == phase]
        groups = [[g for g in gates if rank[g.code] == n] for n in sorted({rank[g.code] for g in gates})]
        if groups:
            found.append((phase, groups))
    return found


def roles(codes: Iterable[str]) -> list[str]:
    """Roles as their authority is called; the code's own word when the law names none."""
    known = law().authorities
    return [words.named(known[c].title) if c in known else words.word("role", c) for c in codes]
