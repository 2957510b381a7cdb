"""What stands in an edition: read at one moment, in codes and whole numbers, with names in both languages.

Need to know (decision 52): of readiness agreements only figures, summed by capability and who holds ready; never for
whom, where, at what price or on which conditions. Of needs only sums by region and means. Of units nothing but on whose
side they are, and of civil ones whose. Whoever is a party reads the rest where it stands.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, Sum

from steun.core.agree.edition import DEFENCE, changed
from steun.core.kernel.law import LegalBasis
from steun.core.know.need import SHARED
from steun.rules.load import law
from steun.web.agree.agreement.model import Agreement
from steun.web.agree.edition.model import Edition
from steun.web.kernel import moments
from steun.web.kernel.journal.record import heads
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.need.model import Need
from steun.web.know.need.read import grouped
from steun.web.know.unit.model import Offering

Rows = list[dict[str, Any]]
DEFENCE_AS_A_WHOLE = {"code": DEFENCE}
PLAIN = (
    "number", "classes", "class_inferred", "reaction_formal", "reaction_observed", "texts", "source", "year",
    "evidence", "historic", "illustrative", "season_from", "season_until",
)  # fmt: skip
"""Fields of the catalogue, as they stand."""


def collected(now: datetime, last: Edition | None) -> dict[str, Any]:
    """The content as it is now. `last`: the edition before, to say what changed since."""
    day = moments.day_of(now)
    agreed = agreements(day)
    chapters = {"capabilities": capabilities(agreed), "agreements": agreed, "needs": needs()}
    return {
        "at": moments.machine(now),
        "effects": effects(),
        **chapters,
        "asking": asking(day),
        "sources": {"journal": [head.as_dict() for head in heads()], "last": last.number if last else None},
        "changes": changed(last.content, chapters) if last else None,
    }


def names(row: Any) -> dict[str, str]:
    return {"code": row.pk, "nl": row.name_nl, "en": row.name_en or row.name_nl}


def day_of(day: date | None) -> str | None:
    return day.isoformat() if day else None


def effects() -> Rows:
    """Effects that something achieves, by name."""
    rows = Effect.objects.filter(capabilities__in=Capability.objects.current()).distinct().order_by("name_nl", "pk")
    return [names(it) for it in rows]


def capabilities(agreed: Rows) -> Rows:
    """The catalogue, by its numbers: what it says, who answers for it and who has it, and how many are held ready by
    agreement. What was withdrawn from it is no part of it."""
    held: dict[str, int] = defaultdict(int)
    for row in agreed:
        held[row["capability"]] += row["quantity"]
    whose, rows = owners(), Capability.objects.current().select_related("owner").prefetch_related("effects")
    return [
        {
            "id": it.pk, **names(it), **{name: getattr(it, name) for name in PLAIN},
            "effects": sorted(effect.pk for effect in it.effects.all()), "owners": whose.get(it.pk, []),
            "held_ready": held.get(it.pk, 0), "owner": names(it.owner) if it.owner else None,
            "reconfirmed_on": day_of(it.reconfirmed_on), "valid_until": day_of(it.valid_until), "stale": it.is_stale,
        }
        for it in rows.order_by("number", "pk")
    ]  # fmt: skip


def owners() -> dict[str, Rows]:
    """By capability: Defence as a whole, and the civil organisations that have it."""
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    rows = Offering.objects.select_related("unit__organisation").order_by("unit__organisation__name_nl")
    for it in rows.only("capability", "unit__side", "unit__organisation"):
        whose = DEFENCE_AS_A_WHOLE if it.unit.side == DEFENCE else names(it.unit.organisation)
        found[it.capability_id][whose["code"]] = whose
    return {code: sorted(them.values(), key=lambda it: it["code"] != DEFENCE) for code, them in found.items()}


def agreements(day: date) -> Rows:
    """What agreements that count on this day hold ready, summed by capability and who holds ready."""
    groups = Agreement.objects.on(day).order_by("capability__number", "provider").values("capability", "provider")
    found = groups.annotate(
        agreements=Count("pk"), pieces=Sum("quantity"),
        fastest=Min("reaction_minutes"), slowest=Max("reaction_minutes"),
        sustained=Min("sustained_hours"), until=Min("ends_on"), tested=Count("pk", filter=Q(tested_on__isnull=False)),
    )  # fmt: skip
    rows = list(found)
    means = Capability.objects.in_bulk({row["capability"] for row in rows})
    givers = Organisation.objects.in_bulk({row["provider"] for row in rows})
    return [
        {
            "id": f"{row['capability']} {row['provider']}", "capability": row["capability"],
            "nl": f"{means[row['capability']].name_nl}, {givers[row['provider']].name_nl}",
            "en": f"{means[row['capability']].name_en}, {givers[row['provider']].name_en}",
            "means": names(means[row["capability"]]), "provider": names(givers[row["provider"]]),
            "quantity": row["pieces"], "until": row["until"].isoformat(),
            **{name: row[name] for name in ("agreements", "fastest", "slowest", "sustained", "tested")},
        }
        for row in rows
    ]  # fmt: skip


def needs() -> Rows:
    """What is needed by region and means, and how much of it agreements hold ready."""
    found = list(grouped(Need.objects.filter(state__in=SHARED)))
    regions = Organisation.objects.in_bulk({row["of"] for row in found})
    means = Capability.objects.in_bulk({row["capability"] for row in found} - {None})
    aims = Effect.objects.in_bulk({row["effect"] for row in found} - {None})
    rows = []
    for row in found:
        of, it = regions[row["of"]], means.get(row["capability"]) or aims[row["effect"]]
        rows.append({
            "id": f"{of.pk} {it.pk}", "nl": f"{of.name_nl}: {it.name_nl}", "en": f"{of.name_en}: {it.name_en}",
            "region": names(of), "means": names(it), "capability": row["capability"], "effect": row["effect"],
            "needs": row["many"], "quantity": row["pieces"], "covered": row["held"],
        })  # fmt: skip
    return sorted(rows, key=lambda row: (row["region"]["nl"], row["means"]["nl"], row["id"]))


def asking(day: date) -> Rows:
    """Who asks whom on which ground: the legal bases that hold on this day."""
    return [asked(it) for it in law().bases if open_on(it, day)]


def open_on(it: LegalBasis, day: date) -> bool:
    return it.source.holds_on(day) and it.source.in_force and not it.dormant and not it.overseas


def asked(it: LegalBasis) -> dict[str, Any]:
    return {
        "id": it.code, "nl": it.title["nl"], "en": it.title["en"], "source": it.source.title,
        "direction": it.direction, "asks": list(it.requesters), "to": it.addressee, "decides": list(it.deciders),
        "agrees": list(it.agree), "evidence": it.source.evidence,
    }  # fmt: skip
