"""The terms of law and procedure that pages explain, by the room where one meets them. Their texts stand in `locale/`.

Each has a name (context *term*) and an explanation (context *explained*); what each kind of gate is for stands there as
`gate-` and the kind.
"""

from __future__ import annotations

TERMS: dict[str, tuple[str, ...]] = {
    "ask": (
        "effect", "capability", "legal-basis", "gezag", "gate", "signature", "said-on-the-phone", "last-resort",
        "lives-first", "direct-alarm", "grip", "outline",
    ),
    "know": ("reaction-time", "evidence", "dormant-law"),
    "agree": ("readiness-agreement", "need", "best-effort"),
    "decide": (
        "timeliness", "too-late-after", "hold", "commitment", "promise", "proposal", "displace", "reserve-price",
        "partly-granted",
    ),
    "deliver": ("deployment", "order", "command"),
    "learn": ("evaluation", "journal", "situation-report"),
    "people": (
        "mandate", "deputy", "coordination-centre", "operations-directorate", "operations-centre", "military-advice",
    ),
}  # fmt: skip
