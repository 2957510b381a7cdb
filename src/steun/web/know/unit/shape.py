"""What an installation's own file says of sites and units, row by row."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from steun.web.kernel.input.degrees import LAT, LON
from steun.web.kernel.input.shape import Along, Code, Count, Letters, Shape, Short

YEAR = 366 * 1440
Key = Annotated[Code, Field(min_length=1)]
Span = Annotated[int, Field(strict=True, ge=0, le=YEAR)]
"""Minutes."""
Hours = Annotated[int, Field(strict=True, ge=-87_600, le=87_600)]
Yes = Annotated[bool, Field(strict=True)]
Name = Annotated[str, Letters(160, least=1)]
Counted = Annotated[str, Letters(60, least=1)]


class SiteRow(Shape):
    """`abroad`: that the point lies outside the Kingdom is meant so."""

    code: Annotated[Key, Field(max_length=40)]
    name: Annotated[str, Letters(120, least=1)]
    town: Annotated[str, Letters(80, least=1)]
    lon: Annotated[float, Field(strict=True), Along(LON)]
    lat: Annotated[float, Field(strict=True), Along(LAT)]
    abroad: Yes = False
    evidence: Code = ""


class OfferRow(Shape):
    capability: Key
    quantity: Count


class AbsenceRow(Shape):
    """Hours from the moment of loading; negative when it began before."""

    quantity: Count
    from_hours: Hours
    until_hours: Hours
    nl: Short
    en: Short = ""


class UnitRow(Shape):
    code: Key
    nl: Name
    en: Name
    organisation: Key
    site: Key
    capacity: Count
    counted_nl: Counted
    counted_en: Counted
    divisible: Yes
    notice_minutes: Span
    rest_minutes: Span
    speed_kmh: Annotated[int, Field(strict=True, ge=1, le=1_500)]
    airborne: Yes
    illustrative: Yes = False
    offers: Annotated[list[OfferRow], Field(min_length=1)]
    absences: list[AbsenceRow] = []
