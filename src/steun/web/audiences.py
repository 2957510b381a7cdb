"""Whose is what: every field that holds words or names, and who may read it, in one place.

`visible_to` and `outlined_for` say which *rows* an actor reads, `EntryQuerySet.visible_to` of which entries; this table
says of each *field* for whom it is. The taint test (`tests/web/test_taint.py`) plants a mark in every field, fetches
every address in every role, and holds the product to this table; a field that is not in it fails that test.
"""

from __future__ import annotations

from steun.web.lives import LIVES

AUDIENCES = {
    "everybody": "whoever works here under a mandate",
    "region": "regions of an incident, their provinces, who opened it, whoever takes part in a case of it, who divides",
    "outline": "parties, who divides, and the rest of the region once it is sent, if its kind of task concerns it",
    "parties": "organisations that take part in the case; once it is sent also who divides",
    "sides": "whose case it is (the parties of an agreement, ...), and who divides once it is shared",
    "defence": "of a case that one sees: Defence, LOCC, who audits",
    "unit": "of Defence: Defence, LOCC, who audits; of a civil body: also its region and the national desks",
    "keepers": "who may know all of a unit: Defence, LOCC, who audits, and its own people",
    "dividers": "who sees the needs of all regions: national, Defence, who audits",
    "planners": "Defence, LOCC, who audits",
    "account": "the person, and who administers the organisation",
    "seat": "the organisation to which a message was sent",
    "maker": "the same role in the same organisation as made it",
    "nobody": "no answer ever: for the machine alone",
}
"""Each audience, in words. *Who divides* is whoever sees all cases that were sent (`Actor.sees_all_cases`)."""

FIELDS: dict[str, dict[str, str]] = {
    "Organisation": {"name_nl": "everybody", "name_en": "everybody"},
    "Person": {"name": "everybody", "email": "account", "phone": "everybody", "password": "nobody"},
    "Notice": {"facts": "seat", "last_error": "nobody"},
    "Token": {"name": "account", "digest": "nobody"},
    "Access": {"address": "account", "agent": "account"},
    "SavedFilter": {"name": "account", "query": "account"},
    "Cached": {"value": "nobody"},
    "Effect": {"name_nl": "everybody", "name_en": "everybody", "search": "everybody"},
    "Capability": {
        "name_nl": "everybody", "name_en": "everybody", "texts": "everybody", "source": "everybody", "search": "nobody",
    },
    "Request": {
        "title": "outline", "place": "outline", "reason": "parties", "task": "parties", "last_resort": "parties",
        "special_case": "parties", "assembly_point": "parties", "lodging": "parties", "meals": "parties",
        "contact": "parties", "granted_note": "parties", "search": "nobody", "search_parties": "nobody",
    },
    "Line": {"note": "parties"},
    "Gate": {"phoned_person": "parties", "reason": "parties"},
    "Addition": {"judgement": "parties"},
    "Attachment": {"name": "parties"},
    "Incident": {"name": "region", "description": "region", "place": "region", "search": "nobody"},
    "Site": {"name": "unit", "town": "unit"},
    "Unit": {"name_nl": "unit", "name_en": "unit", "counted_nl": "unit", "counted_en": "unit", "search": "nobody"},
    "Absence": {"reason": "keepers"},
    "SituationReport": {"content": "maker"},
    "PriceList": {"name": "everybody", "prices": "nobody"},
    "Proposal": {
        "best": "dividers", "problem": "planners", "plan": "planners", "summary": "dividers", "failure": "dividers",
    },
    "ProposalLine": {"answer": "dividers"},
    "Deployment": {"orders": "parties"},
    "Entry": {"reason": "parties", "data": "parties"},
    "Evaluation": {"explanation": "parties"},
    "LessonLine": {"text": "parties", "points_at": "parties"},
    **{model: dict(fields) for life in LIVES.values() for model, fields in life.audiences.items()},
}  # fmt: skip
"""By model and field; a life with pages of its own declares it itself. A gate or an entry may have a narrower audience
of its own (`audience`): the reasons of Defence's own tests, and holds, are for *defence*; entries of no case are for
whom `kernel/journal/audience.py` says."""

CODES: dict[str, tuple[str, ...]] = {
    "Organisation": ("code", "kind"),
    "Person": ("language",),
    "Mandate": ("role", "limits", "one_click"),
    "Access": ("kind",),
    "Cached": ("cache_key",),
    "SavedFilter": ("path",),
    "Notice": ("kind", "role", "organisation", "path"),
    "Effect": ("code",),
    "Capability": ("code", "classes", "year", "evidence"),
    "Request": ("number", "direction", "task_kind", "situation", "extent", "state"),
    "Party": ("why",),
    "Part": ("basis", "outcome"),
    "Gate": ("code", "kind", "phase", "roles", "audience", "state", "done_role", "attested_role", "verdict"),
    "Series": ("prefix",),
    "Attachment": ("media_type", "sha256", "state"),
    "Incident": ("kind", "grip", "state"),
    "Site": ("code",),
    "Unit": ("code", "side"),
    "Commitment": ("state",),
    "Absence": ("state",),
    "Addition": ("judged_role", "state"),
    "AllocationPolicy": ("displace", "hold"),
    "Proposal": ("number", "policy", "locked", "left_out", "state"),
    "ProposalLine": ("key", "mark", "reason", "outcome"),
    "Deployment": ("state",),
    "Entry": (
        "node", "actor", "role", "organisation", "on_behalf_of", "action", "subject", "basis", "audience", "previous",
        "hash",
    ),
    "SituationReport": ("number", "role", "sha256"),
    "Done": ("act", "person", "content", "answer"),
    "Edited": ("subject", "person", "page", "was"),
    "Evaluation": ("effect_reached", "in_time", "promise_kept", "state"),
    **{model: fields for life in LIVES.values() for model, fields in life.codes.items()},
}  # fmt: skip
"""Fields that hold codes, keys and digests: no words of people, so no mark can be planted in them. They go with their
row."""
