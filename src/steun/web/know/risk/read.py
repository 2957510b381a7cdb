"""Risks as they stand for an actor: the steps of one, what is due, and who must be involved, with organisations."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from babel.numbers import format_decimal
from django.db.models import Q
from django.utils.translation import gettext as _

from steun.core.kernel.machine import Offer
from steun.core.know.risks.involvement import Reason, Threat, involved
from steun.core.know.risks.risk import RISK, staters
from steun.rules.knowing.risks import Class, risk_rules
from steun.rules.load import law, roles
from steun.web.kernel import clock, moments, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.numbers import language
from steun.web.kernel.life.pages import Waiting
from steun.web.kernel.people.models import Mandate, Organisation
from steun.web.know.designation.model import Designation
from steun.web.know.risk.model import Risk, latest, regions_of

AS_FILLED_IN = "…"
NAMED = 4
"""Organisations of one role that a page names; the rest is a number."""


def offers(it: Risk, actor: Actor) -> list[Offer[Any]]:
    """As if reasons and days were filled in, and a revision said something else."""
    facts = replace(it.facts(changes=True, reason=AS_FILLED_IN), valid_until=latest())
    return list(RISK.offers(it.state, actor, facts))


def waiting_for(actor: Actor) -> Iterable[Waiting]:
    """What one's own organisation should confirm."""
    if actor.role not in staters(roles()):
        return
    mine = Risk.objects.filter(organisation=actor.organisation, state="stated").order_by("valid_until", "pk")
    for it in mine:
        if it.is_due:
            yield Waiting("reconfirm-risk", it, moments.midnight(it.valid_until))


@dataclass(frozen=True)
class Who:
    """A role that must be involved, why, and the organisations where it is held that are touched. none: nobody knows
    which (no place is named, or the rules do not say where such an organisation works)."""

    role: str
    reasons: tuple[Reason, ...]
    bodies: tuple[Organisation, ...]

    @property
    def named(self) -> tuple[Organisation, ...]:
        return self.bodies if len(self.bodies) <= NAMED + 1 else self.bodies[:NAMED]

    @property
    def more(self) -> int:
        return len(self.bodies) - len(self.named)


def who(threat: Threat, places: list[str], actor: Actor) -> list[Who]:
    """Whom the rules of the country would have involved, each role once; of critical entities those of which this actor
    may know."""
    found = involved(risk_rules().lines, threat)
    touched = Touched.of(places)
    held = seats_held({it.role for it in found})
    critical = {it.role for it in found if all(reason.line.critical for reason in it.reasons)}
    rows = Designation.objects.visible_to(actor).within(touched.regions).select_related("entity") if critical else ()
    entities = tuple(sorted({it.entity for it in rows}, key=words.named))
    return [
        Who(it.role, it.reasons, entities if it.role in critical else touched.bodies(it.role, held)) for it in found
    ]


def seats_held(wanted: Collection[str]) -> dict[str, list[Organisation]]:
    """By role that is held for one organisation of the country, that organisation."""
    local = set(law().country.local_kinds)
    single = [role for role in wanted if not local & set(law().authorities[role].organisation_kinds)]
    rows = Mandate.objects.valid_at(clock.now()).filter(role__in=single).select_related("organisation")
    found: dict[str, dict[str, Organisation]] = {}
    for it in rows.order_by("organisation"):
        found.setdefault(it.role, {})[it.organisation_id] = it.organisation
    return {role: list(bodies.values()) for role, bodies in found.items()}


@dataclass(frozen=True)
class Touched:
    """The organisations whose place is touched: regions, their municipalities (those that are named, if any are),
    provinces, police units, and who else works there."""

    rows: tuple[Organisation, ...]
    regions: frozenset[str]

    @classmethod
    def of(cls, places: list[str]) -> Touched:
        by = regions_of(places)
        named = {place for place, region in by.items() if place != region}
        regions = list(Organisation.objects.filter(pk__in=set(by.values())))
        around = {code for it in regions for code in (it.parent_id, it.police_unit_id) if code}
        near = Q(pk__in=[*(it.pk for it in regions), *around]) | Q(region__in=regions)
        rows = Organisation.objects.filter(near) if regions else Organisation.objects.none()
        found = [it for it in rows if it.kind != "municipality" or not named or it.pk in named]
        return cls(tuple(sorted(found, key=words.named)), frozenset(by.values()))

    def bodies(self, role: str, held: dict[str, list[Organisation]]) -> tuple[Organisation, ...]:
        """Where this role is held: once in the country, or in each place that is touched."""
        kinds = law().authorities[role].organisation_kinds
        if role in held:
            return tuple(held[role])
        return tuple(it for it in self.rows if it.kind in kinds)


def with_borders(it: Class) -> str:
    """A class with what it stands for: `C: serious (100 to 1,000 deaths, or 500 to 5,000 million euro)`."""
    code = f"{it.code}: " if len(it.code) == 1 else ""
    return f"{code}{words.named(it)} ({borders(it)})"


def borders(it: Class) -> str:
    if it.chance != (0, None):
        return _("%(chance)s in five years") % {"chance": span(it.chance, percent)}
    facts = {"deaths": span(it.deaths, grouped), "millions": span(it.millions, grouped)}
    return _("%(deaths)s deaths, or %(millions)s million euro") % facts


def span(between: tuple[int, int | None], written: Any) -> str:
    least, most = between
    if most is None:
        return _("more than %(least)s") % {"least": written(least)}
    if not least:
        return _("less than %(most)s") % {"most": written(most)}
    return _("%(least)s to %(most)s") % {"least": written(least), "most": written(most)}


def percent(n: int) -> str:
    """So many in ten thousand, as percent."""
    return f"{grouped(n / 100)} %"


def grouped(n: float) -> str:
    return str(format_decimal(n, locale=language()))
