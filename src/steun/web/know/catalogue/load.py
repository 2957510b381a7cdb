"""The catalogue and the units from files (demo/*.toml, or an installation's own)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from steun.core.kernel.text.folding import folded
from steun.rules.load import law, roles
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.record import record
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.people.tree import ADMINISTRATOR
from steun.web.know.catalogue.model import TEXTS, Capability, Effect
from steun.web.know.unit.model import Absence, Offering, Site, Unit

Rows = Iterable[Mapping[str, Any]]


def both(row: Mapping[str, Any], name: str) -> dict[str, str] | None:
    """A text in both languages, or None when the file has none."""
    nl, en = row.get(f"{name}_nl", ""), row.get(f"{name}_en", "")
    return {"nl": nl or en, "en": en or nl} if nl or en else None


def words_of(row: Mapping[str, Any]) -> str:
    """All words by which a row can be found, in both languages."""
    keys = (*row.get("keywords_nl", ()), *row.get("keywords_en", ()))
    return folded(" ".join([row["nl"], row["en"], row.get("place_nl", ""), *keys]))


def effects(rows: Rows) -> None:
    made = [Effect(code=r["code"], name_nl=r["nl"], name_en=r["en"], search=words_of(r)) for r in rows]
    Effect.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["code"], update_fields=["name_nl", "name_en", "search"]
    )


def capabilities(rows: Rows) -> None:
    """Capabilities with the effects that they achieve; a capability is also found by the words of its effects. One that
    has an owner is his to change: a file does not."""
    owned = set(Capability.objects.exclude(owner=None).values_list("pk", flat=True))
    rows = [row for row in rows if row["code"] not in owned]
    known = Effect.objects.in_bulk()
    for row in rows:
        achieved = [known[code] for code in row["effects"]]
        capability, _ = Capability.objects.update_or_create(
            code=row["code"],
            defaults={
                "number": row["number"],
                "name_nl": row["nl"],
                "name_en": row["en"],
                "classes": list(row["class"]),
                "class_inferred": row.get("class_inferred", False),
                "reaction_formal": row.get("reaction_formal_minutes"),
                "reaction_observed": row.get("reaction_observed_minutes"),
                "texts": {name: text for name in TEXTS if (text := both(row, name))},
                "source": row["source"],
                "year": str(row["year"]),
                "evidence": row["evidence"],
                "historic": row.get("historic", False),
                "illustrative": row.get("illustrative", False),
                "search": " ".join([words_of(row), *(e.search for e in achieved)]),
            },
        )
        capability.effects.set(achieved)


def sites(rows: Rows) -> None:
    made = [Site(code=r["code"], name=r["name"], town=r["town"], lon=r["lon"], lat=r["lat"]) for r in rows]
    Site.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["code"], update_fields=["name", "town", "lon", "lat"]
    )


def units(rows: Rows, now: datetime) -> None:
    """Units with offers and absences; absences are given in hours from now."""
    kinds = dict(Organisation.objects.values_list("code", "kind"))
    of_defence = {kind for role in roles().unit_commanders for kind in law().authorities[role].organisation_kinds}
    for row in rows:
        unit = Unit.objects.create(
            code=row["code"],
            name_nl=row["nl"],
            name_en=row["en"],
            organisation_id=row["organisation"],
            side="defence" if kinds.get(row["organisation"]) in of_defence else "civil",
            site_id=row["site"],
            capacity=row["capacity"],
            counted_nl=row["counted_nl"],
            counted_en=row["counted_en"],
            divisible=row["divisible"],
            notice=row["notice_minutes"],
            rest=row["rest_minutes"],
            speed_kmh=row["speed_kmh"],
            airborne=row["airborne"],
            illustrative=row.get("illustrative", False),
            search=folded(f"{row['nl']} {row['en']} {row['organisation']}"),
        )
        Offering.objects.bulk_create(
            [Offering(unit=unit, capability_id=o["capability"], quantity=o["quantity"]) for o in row["offers"]]
        )
        for absence in row.get("absences", ()):
            away(unit, absence, now)


@transaction.atomic
def away(unit: Unit, row: Mapping[str, Any], now: datetime) -> None:
    """An absence that came with its unit: on record as any other, so that none can be slipped in."""
    absence = Absence(
        unit=unit,
        quantity=row["quantity"],
        starts_at=now + timedelta(hours=row["from_hours"]),
        ends_at=now + timedelta(hours=row["until_hours"]),
        reason=row["nl"],
    )
    console = Actor.console(ADMINISTRATOR, unit.organisation_id)
    window = {"starts_at": absence.starts_at.isoformat(), "ends_at": absence.ends_at.isoformat()}
    absence.entry = record(
        "absence.plan", subject=absence.key, by=console, reason=absence.reason, audience=unit.audience,
        data={"to": absence.state, "unit": unit.code, "quantity": absence.quantity, **window},
    )  # fmt: skip
    absence.save(force_insert=True)
