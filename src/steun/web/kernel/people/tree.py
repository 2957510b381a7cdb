"""Organisations and their parts, and who looks after accounts."""

from __future__ import annotations

from steun.web.kernel.people.models import Organisation

ADMINISTRATOR = "administrator"
HOUSE = "STEUN"
"""The organisation that runs this installation; its administrators reach everybody."""
DEPTH = 8  # levels of organisations; a ring of parents ends here too


def below(code: str) -> set[str]:
    """The codes of an organisation and of its parts."""
    found, layer = {code}, {code}
    for _ in range(DEPTH):
        layer = set(Organisation.objects.filter(parent__in=layer).values_list("pk", flat=True)) - found
        if not layer:
            break
        found |= layer
    return found
