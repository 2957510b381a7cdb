"""What came out of a recalibration, in words: coverage, what would help, what is proposed, what task one costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from steun.core.agree.recalibration import RECALIBRATION, RecalibrationFacts
from steun.core.kernel.machine import Offer
from steun.rules.load import kinds_of_defence, roles
from steun.web.agree.agreement.model import mandated
from steun.web.agree.recalibration.model import Recalibration
from steun.web.decide.recalibration.question import HISTORY
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.unit.model import Unit

MILLION = 1_000_000
LEAST = MILLION // 1000
"""Of a need per world: what saves less is not told."""
WIDTH, HEIGHT = 600, 160
"""Of the chart, in its own units."""
Figures = dict[str, Any]


def offers(it: Recalibration, actor: Actor) -> list[Offer[RecalibrationFacts]]:
    """Every step that people take from here."""
    found = RECALIBRATION.offers(it.state, actor, RecalibrationFacts(needs=1, units=1, roles=roles()))
    return [offer for offer in found if offer.move.name in {"stop", "cancel", "resume"}]


@dataclass(slots=True)
class Names:
    """Words for the codes of a study, each looked up once."""

    capabilities: dict[str, Capability] = field(default_factory=lambda: {c.pk: c for c in Capability.objects.all()})
    effects: dict[str, Effect] = field(default_factory=lambda: {e.pk: e for e in Effect.objects.all()})
    units: dict[str, Unit] = field(
        default_factory=lambda: {u.code: u for u in Unit.objects.select_related("organisation")}
    )

    def means(self, what: str) -> str:
        kind, _, code = what.rpartition(":")
        known = self.effects.get(code) if kind == "effect" else self.capabilities.get(code)
        return words.in_pieces(known) if isinstance(known, Capability) else words.named(known) if known else code

    def unit(self, code: str) -> str:
        return words.named(self.units[code]) if code in self.units else code


def scenario_name(name: str) -> str:
    return words.word("scenario", HISTORY) if name == HISTORY else name


def coverage(result: Figures, names: Names) -> list[Figures]:
    """By means, region and scenario, what is met least first."""
    found = [
        {
            "means": names.means(row["what"]), "region": words.organisation_name(row["region"]),
            "scenario": scenario_name(row["scenario"]), "asked": row["asked"], "met": row["met"], "worst": row["worst"],
            "war_met": row["war"]["met"], "unmet": row["unmet"], "why": why(row["why"]),
        }
        for row in result["rows"] if row["asked"]
    ]  # fmt: skip
    return sorted(found, key=lambda row: (-row["unmet"], row["met"], row["means"], row["region"], row["scenario"]))


def why(parts: dict[str, int]) -> list[tuple[str, int]]:
    """Reasons of what is short, the weightiest first, with their share in percent."""
    return [
        (words.word("why-short", code), share) for code, share in sorted(parts.items(), key=lambda it: -it[1]) if share
    ]


def regions(result: Figures) -> list[Figures]:
    """What the first main task costs the third, region by region: needs a world, unmet as usual and then."""
    found = [
        {"region": words.organisation_name(code), "needs": needs / 1000, "unmet": usual / MILLION, "war": war / MILLION,
         "cost": (war - usual) / MILLION}
        for code, (needs, usual, _, war) in result["regions"].items()
    ]  # fmt: skip
    return sorted(found, key=lambda row: (-row["cost"], row["region"]))


def helps(result: Figures, names: Names, most: int = 8) -> Figures:
    """What one more of something would save, the best first: a piece in a unit, a piece in a region, an hour."""

    def best(rows: Iterable[tuple[str, int]]) -> list[tuple[str, float]]:
        most_first = sorted((row for row in rows if row[1] >= LEAST), key=lambda it: (-it[1], it[0]))
        return [(name, saved / MILLION) for name, saved in most_first[:most]]

    there: dict[str, int] = {}
    for row in result["rows"]:
        name = f"{names.means(row['what'])}, {words.organisation_name(row['region'])}"
        there[name] = there.get(name, 0) + row["more"]
    scenarios = len({row["scenario"] for row in result["rows"]}) or 1
    return {
        "unit": best((names.unit(code), saved) for code, saved in result["more"].items()),
        "region": best((name, saved // scenarios) for name, saved in there.items()),
        "hour": best((names.means(code), saved) for code, saved in result["faster"].items()),
    }


def curve(result: Figures) -> Figures:
    """Budget against what is not met, as rows and as points of a line."""
    rows = [
        {"budget": it["budget"], "spent": it["spent"], "unmet": it["loss"] / MILLION, "bound": it["bound"] / MILLION,
         "share": it["share"]}
        for it in result["budgets"]
    ]  # fmt: skip
    most, dearest = max(row["unmet"] for row in rows) or 1, max(row["budget"] for row in rows) or 1
    points = [(WIDTH * row["budget"] // dearest, round(HEIGHT * (1 - row["unmet"] / most))) for row in rows]
    return {
        "rows": rows,
        "points": " ".join(f"{x},{y}" for x, y in points),
        "dots": points,
        "width": WIDTH,
        "height": HEIGHT,
    }


@dataclass(slots=True)
class Advised:
    """One agreement that is advised. query: with what the form of an agreement begins."""

    provider: str
    means: str
    pieces: int
    units: str
    answers: int
    query: str


def advised(result: Figures, names: Names) -> list[Advised]:
    """The best set within the budget, by who would give: most pieces first."""
    chosen: Figures = next((it for it in result["budgets"] if it["share"] == 100), {})
    binding = mandated()
    groups: dict[tuple[str, str], list[Any]] = {}
    for pool, capability, pieces, asks in chosen.get("advised", ()):
        unit = names.units.get(pool)
        if unit is not None:
            groups.setdefault((party(unit, binding), capability), []).append((unit, pieces, asks))
    found = []
    for (provider, capability), rows in groups.items():
        asks = {ask["id"]: ask for _, _, some in rows for ask in some}
        pieces = sum(pieces for _, pieces, _ in rows)
        theirs = sorted({ask["organisation"] for ask in asks.values()} & binding - {provider})
        needs = [
            key for key, ask in sorted(asks.items()) if not key.startswith("past:") and ask["organisation"] in theirs
        ]
        query = [("capability", capability), ("provider", provider), ("quantity", pieces)]
        query += [("reaction_minutes", min(ask["minutes"] for ask in asks.values()))] if asks else []
        query += [("beneficiaries", code) for code in theirs] + [("answers", key) for key in needs]
        units = ", ".join(dict.fromkeys(words.named(unit) for unit, _, _ in rows))
        found.append(
            Advised(
                words.organisation_name(provider), names.means(capability), pieces, units, len(asks), urlencode(query)
            )
        )
    return sorted(found, key=lambda it: (-it.pieces, it.means, it.provider))


def party(unit: Unit, binding: frozenset[str]) -> str:
    """Who would bind for this unit: its organisation, who gives in the name of all of Defence, or the nearest above it
    that can."""
    whole = Organisation.objects.filter(pk__in=binding, kind__in=kinds_of_defence()).order_by("pk").first()
    if unit.side == "defence" and unit.organisation_id not in binding and whole is not None:
        return whole.pk
    above: Organisation | None = unit.organisation
    while above is not None:
        if above.pk in binding:
            return above.pk
        above = above.parent
    return unit.organisation_id
