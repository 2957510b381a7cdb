"""A proposal counted for one reader: what is only held counts for whoever may know that it is held, for no other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from copy import copy
from fractions import Fraction
from typing import Any

from steun.rules.policy.indication import indication
from steun.web.decide.commitment.model import ONLY_HELD, Commitment
from steun.web.decide.proposal.model import Proposal, ProposalLine, ProposalLineQuerySet
from steun.web.kernel.actor import Actor

CLASSES = range(1, 6)
COUNTED = ("lines", "asked", "stands", "given", "first_come", "whole", "first_come_whole", "lost")
"""What is counted of a class."""


def lines_for(actor: Actor, rows: ProposalLineQuerySet) -> list[ProposalLine]:
    """The lines that the reader may see; their figures count only what the reader may know. To show, not to save."""
    lines = list(rows.visible_to(actor))
    if not actor.sees_defence:
        held = {key for line in lines for key in line.answer.get("held", ())}
        seen = Commitment.objects.visible_to(actor).filter(pk__in=held) if held else Commitment.objects.none()
        known = {str(pk) for pk in seen.values_list("pk", flat=True)}
        for line in lines:
            withhold(line, known)
            in_classes(line, actor)
    return lines


def in_classes(line: ProposalLine, actor: Actor) -> None:
    """What a line says of what there is, as everybody may know it: how many are left at each step in classes, when
    pieces arrive by the block of the day, and no change that was tried: its minutes and numbers are exact."""
    policy = indication()
    line.answer = {name: fact for name, fact in line.answer.items() if name != "remedies"}
    if "waterfall" in line.answer:
        line.answer["waterfall"] = {step: policy.at_least(n) for step, n in line.answer["waterfall"].items()}
    for piece in getattr(line, "_prefetched_objects_cache", {}).get("pieces", ()):
        if not piece.unit.is_known_to(actor):
            piece.arrives_at = min(policy.later(piece.arrives_at), piece.leaves_at)


def openly(lines: Iterable[ProposalLine]) -> list[ProposalLine]:
    """Copies of the lines as all who divide may know them: the journal has them so."""
    known_lines = [copy(line) for line in lines if not (line.commitment and line.commitment.state == "held")]
    held = {key for line in known_lines for key in line.answer.get("held", ())}
    known = Commitment.objects.filter(pk__in=held).exclude(ONLY_HELD).values_list("pk", flat=True) if held else ()
    return [withhold(line, {str(pk) for pk in known}) for line in known_lines]


def withhold(line: ProposalLine, known: Collection[str] = ()) -> ProposalLine:
    """Without the pieces that are held for a requirement, unless their hold is known. An older proposal without `held`
    does not say how many were: then nothing that stood is counted."""
    if line.commitment_id:
        return line
    held = line.answer.get("held", {"": line.stands})
    hidden = sum(pieces for key, pieces in held.items() if key not in known)
    line.stands -= hidden
    line.given -= hidden
    line.first_come -= hidden
    if hidden and line.reason == "met":
        line.reason = "partly-met"
    return line


def per_class(lines: Iterable[ProposalLine]) -> list[dict[str, int]]:
    """Per priority class: requirements, pieces asked and given, how many are whole, here and by telephone, and the
    pieces that promises lose."""
    rows = {k: dict.fromkeys(COUNTED, 0) for k in CLASSES}
    for line in lines:
        row = rows[line.priority]
        if line.commitment_id:
            row["lost"] += line.stands - line.given
            continue
        row["lines"] += 1
        row["asked"] += line.asked
        row["stands"] += line.stands
        row["given"] += line.given
        row["first_come"] += line.first_come
        row["whole"] += line.given >= line.asked
        row["first_come_whole"] += line.first_come >= line.asked
    return [{"class": k, **row} for k, row in rows.items()]


def per_region(lines: Iterable[ProposalLine]) -> list[dict[str, Any]]:
    """Per priority class: what part of its requirements each region is given, the least served first, after all
    together (region None). A requirement counts alike, large or small; who lies in no region counts as one. `percent`
    is rounded down: a hundred is everything. The lines come with the requester of their request."""
    parts: dict[tuple[int, str], list[ProposalLine]] = defaultdict(list)
    for line in lines:
        if line.commitment_id is None and line.asked:
            requester = line.request.requester
            parts[line.priority, ""].append(line)
            parts[line.priority, requester.region_id or requester.pk].append(line)
    found: list[dict[str, Any]] = [
        {
            "priority": k,
            "region": region or None,
            "lines": len(its),
            "whole": sum(line.given >= line.asked for line in its),
            "percent": int(100 * sum(Fraction(min(line.given, line.asked), line.asked) for line in its) / len(its)),
        }
        for (k, region), its in parts.items()
    ]
    return sorted(found, key=lambda it: (it["priority"], it["region"] is not None, it["percent"], it["region"] or ""))


def summary_for(actor: Actor, it: Proposal, lines: Iterable[ProposalLine] | None = None) -> dict[str, Any]:
    """What was found. Its figures per class are counted from the lines as the reader may know them; without the lines
    they are left out for whoever may not know of every hold, as are the holds of which pieces are gone, and what the
    planner strives for."""
    summary = dict(it.summary)
    if actor.sees_defence:
        return summary
    summary.pop("objective", None)  # minutes of travel from homes, and a worth in which every hold counts
    if "classes" not in summary:
        return summary
    gone = summary.get("unkept", [])
    rows = Commitment.objects.visible_to(actor).filter(pk__in=[row["commitment"] for row in gone])
    known = {str(pk) for pk in rows.values_list("pk", flat=True)}
    summary["unkept"] = [row for row in gone if row["commitment"] in known]
    del summary["classes"]
    return summary if lines is None else {**summary, "classes": per_class(lines)}
