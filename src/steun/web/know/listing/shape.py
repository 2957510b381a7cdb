"""What is said in a listing, from a form or through the API."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from steun.web.kernel.input.shape import ActIn, Code, Day, Letters, Shape

Name = Annotated[str, Letters(160, least=1)]
Line = Annotated[str, Letters(200)]
Words = Annotated[str, Letters(1000)]
Kind = Literal["standing", "guaranteed", "unique", "ad-hoc", "civil"]
Minutes = Annotated[int, Field(strict=True, ge=0, le=525_600)]
Month = Annotated[int, Field(strict=True, ge=1, le=12)]


class TermsIn(Shape):
    """`owner`: who answers for the capability. `effects`: codes of what it achieves. `reaction_formal`: minutes. Texts
    in Dutch (`_nl`) and English (`_en`; empty = as the Dutch): how many, in what they are counted, how fast in words,
    where, under which condition, for what not, what must be there first, who is alarmed directly, what it costs.
    `season_from`, `season_until`: months; none = all year. `source`, its `year`, and `evidence`: S seen in it, K
    general knowledge, I inferred. `valid_until`: the last day until which this holds without being confirmed."""

    name_nl: Name
    name_en: Annotated[str, Letters(160)] = ""
    owner: Code
    effects: Annotated[list[Code], Field(max_length=100)] = []
    classes: Annotated[list[Kind], Field(max_length=5)] = []
    reaction_formal: Minutes | None = None
    quantity_nl: Line = ""
    quantity_en: Line = ""
    counted_nl: Annotated[str, Letters(60)] = ""
    counted_en: Annotated[str, Letters(60)] = ""
    reaction_nl: Line = ""
    reaction_en: Line = ""
    place_nl: Line = ""
    place_en: Line = ""
    constraint_nl: Words = ""
    constraint_en: Words = ""
    exclusions_nl: Words = ""
    exclusions_en: Words = ""
    prerequisites_nl: Words = ""
    prerequisites_en: Words = ""
    alarm_line_nl: Line = ""
    alarm_line_en: Line = ""
    cost_nl: Line = ""
    cost_en: Line = ""
    season_from: Month | None = None
    season_until: Month | None = None
    source: Annotated[str, Letters(200, least=1)]
    year: Annotated[str, Letters(20)] = ""
    evidence: Literal["S", "K", "I"] = "S"
    valid_until: Day


class ListingIn(TermsIn):
    """`code`: of a capability in the catalogue = a change to it; another = a new one by that code; "" = a new one."""

    code: Code = ""


class ProposeIn(ActIn, ListingIn):
    """Propose it: who reviews it is told. Nothing changes in the catalogue until it is published."""


class ReviseIn(ActIn, TermsIn):
    """Say it anew, before it is reviewed or after it was sent back."""


class ReconfirmIn(ActIn):
    """It still holds, until another day."""

    valid_until: Day
