"""A request that straddles a change of the law: sent under one wording, decided under another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from steun.core.kernel.law import Law, LegalBasis

TRANSITIONAL_LAW = "?"
"""The evidence mark of what happens to requests that ran when the law changed: no such text was read."""


@dataclass(frozen=True, slots=True)
class ChangeOfLaw:
    """One basis of a running request, in the wording of the day of sending and in that of the day of deciding."""

    code: str
    sent: LegalBasis
    now: LegalBasis | None  # None: it no longer exists on that day
    evidence: str = TRANSITIONAL_LAW


def changes_of_law(codes: Iterable[str], sent: date, decided: date, law: Law) -> tuple[ChangeOfLaw, ...]:
    """The bases whose wording is another one on the day of deciding than on the day of sending.

    The rules of the day of sending are followed; whether the new text governs a request that already ran is
    transitional law, which nobody read, and which a lawyer is asked. Source: policy of Steun.
    """
    then, later = law.on(sent), law.on(decided)
    return tuple(
        ChangeOfLaw(code, then[code], later.get(code))
        for code in dict.fromkeys(codes)
        if code in then and (code not in later or later[code].source.valid_from != then[code].source.valid_from)
    )
