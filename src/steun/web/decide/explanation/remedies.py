"""What would help a line that goes short, as sentences: each change was tried by the planner. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from steun.web.decide.explanation.names import Names
from steun.web.decide.proposal.model import ProposalLine
from steun.web.kernel import words
from steun.web.templatetags.steun import minutes


def remedy(given: Mapping[str, Any], line: ProposalLine, names: Names) -> str:
    """One change that was tried, as a sentence."""
    details = dict(given["facts"])
    facts: dict[str, object] = {name: value for name, value in details.items() if isinstance(value, str | int)}
    facts |= {"met": given["met"] + (0 if line.commitment_id else line.stands), "asked": line.asked}
    facts["minimum"] = line.minimum
    if "hours" in details or "minutes" in details:
        facts["time"] = minutes(60 * details["hours"] if "hours" in details else details["minutes"])
    if "unit" in details:
        unit = names.units.get(details["unit"])
        facts["unit"] = words.named(unit) if unit else _("one unit")
    if isinstance(details.get("lines"), Mapping):
        facts["lines"] = _(" and ").join(gives_up(key, loss, names) for key, loss in details["lines"].items())
    return words.sentence("remedy", given["code"], facts)


def gives_up(key: str, loss: Any, names: Names) -> str:
    """What another line would lose; who must agree when it was promised. Older answers hold a bare number."""
    it = names.lines.get(key)
    facts = {
        "request": (it.request.number or "") if it else _("another request"),
        "lost": int(loss["lost"] if isinstance(loss, Mapping) else loss),
        "class": words.word("priority", it.priority if it else loss["class"] if isinstance(loss, Mapping) else ""),
        "who": names.agree.get(key, ""),
    }
    if facts["who"]:
        return _("%(request)s gives up %(lost)s (%(class)s; must agree: %(who)s)") % facts
    return _("%(request)s gives up %(lost)s (%(class)s)") % facts
