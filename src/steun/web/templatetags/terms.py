"""A term of law or procedure on a page, with what it means on hover, tap and keyboard."""

from __future__ import annotations

from typing import Any

from django import template

from steun.web.kernel.words import word

register = template.Library()
PART = "parts/term.html"


@register.inclusion_tag(PART)
def term(code: str, at: str = "") -> dict[str, Any]:
    """`{% term "hold" %}`: the name of the term. `at`: where, when one page explains it twice."""
    return {"id": f"term-{code}-{at}".strip("-"), "name": word("term", code), "says": [word("explained", code)]}


@register.inclusion_tag(PART)
def gate_term(gate: Any, rule: Any, at: str) -> dict[str, Any]:
    """`{% gate_term gate rule row.name %}`: its name, what it is for, and whether it may be refused."""
    says = [word("explained", f"gate-{gate.kind}")]
    if gate.kind != "inform":
        says.append(word("refusal", rule.refusal))
    return {"id": f"term-{at}", "name": word("gate", gate.code), "says": says}
