"""What every input is made of, from a form or through the API: text, moments, codes, points, counts.

Whole numbers and degrees are numbers here, never text: a form reads what was typed first (`kernel.input.numbers`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from unicodedata import normalize
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)  # fmt: skip
from pydantic_core import CoreSchema, core_schema

from steun.core.kernel.errors import Unreadable
from steun.core.kernel.text.incoming import CONTROL, clean, telephone
from steun.web.kernel import clock, moments
from steun.web.kernel.input.degrees import LAT, LON, Axis, within

__all__ = ["CONTROL", "clean"]
NUMBER = r"[0-9+(][0-9+() ./-]*"
EXTENSION = r"(?:(?:tst|toestel|ext|extension|x|#)\.? ?[0-9]{1,6} ?)?"
LABEL = r"(?:\([^\W\d_][\w .'-]*\) ?)?"
PHONE = re.compile(f"(?:{NUMBER}{EXTENSION}{LABEL}(?:(?:[,;]|of |or ) ?{NUMBER}{EXTENSION}{LABEL})*)?", re.IGNORECASE)
"""Telephone numbers, each with its extension and whose or what it is: `045-5550123 tst 12, 06-12 (privé)`."""
SHORTEST_NUMBER = 3
"""Digits: 112."""
EMAIL = re.compile(r"[^@\s,;:<>()\[\]\\\"]+@[^\W_]([\w-]*[^\W_])?(\.[^\W_]([\w-]*[^\W_])?)+")
LINE = 254
"""Texts of at most so many characters are one line: a name, a title, a place."""


@dataclass(frozen=True, slots=True)
class Letters:
    """A clean text of so many characters. Counted after cleaning: a browser sends each line end as two characters.

    What is one line stays one: pasted line ends, tabs and hard spaces in it become spaces.
    """

    most: int
    least: int = 0

    def check(self, given: str) -> str:
        text = clean(given)
        if self.most <= LINE:
            text = " ".join(text.split())
        if len(text) < self.least:
            raise Unreadable("required")
        if len(text) > self.most:
            raise Unreadable("text-too-long", {"max_length": self.most, "given": len(text)})
        return text

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "maxLength": self.most, **({"minLength": self.least} if self.least else {})}


@dataclass(frozen=True, slots=True)
class Along:
    """Degrees that exist along an axis."""

    axis: Axis

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(lambda value: within(value, self.axis), handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "minimum": -self.axis.most, "maximum": self.axis.most}


def phone_number(given: str) -> str:
    plain = telephone(given)
    if plain and (not PHONE.fullmatch(plain) or sum(sign.isdigit() for sign in plain) < SHORTEST_NUMBER):
        raise Unreadable("no-telephone-number")
    return plain


def email_address(given: str) -> str:
    """The address with plain letters for wide ones and other look-alikes: it is one person's, however it was typed."""
    if not EMAIL.fullmatch(plain := normalize("NFKC", given)):
        raise Unreadable("no-email-address")
    return plain


def name_of_person(given: str) -> str:
    """A name that can be called has a letter in it."""
    if given and not any(sign.isalpha() for sign in given):
        raise Unreadable("required")
    return given


Text = Annotated[str, Letters(8000)]
Short = Annotated[str, Letters(200)]
Code = Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$|^$")]
Moment = Annotated[AwareDatetime, BeforeValidator(moments.written), AfterValidator(moments.utc)]
"""Any offset comes in; from here on it is UTC."""


def day(given: object) -> object:
    """A day of the calendar as ISO 8601 writes it, in years that can be meant: neither a moment nor a number, which
    could be many days."""
    if isinstance(given, str):
        try:
            given = date.fromisoformat(given.strip())
        except ValueError:
            raise Unreadable("date-parsing") from None
    if type(given) is not date:
        raise Unreadable("date-parsing")
    if not moments.FIRST <= given.year <= moments.LAST:
        raise Unreadable("year-out-of-range")
    return given


Day = Annotated[date, BeforeValidator(day)]
Lon = Annotated[float, Field(strict=True), Along(LON)]
Lat = Annotated[float, Field(strict=True), Along(LAT)]
Whole = Annotated[int, Field(strict=True)]


@dataclass(frozen=True, slots=True)
class Plain:
    """A number that stands in an address, where all is text: in digits as JSON writes them, and nothing cleverer."""

    form: re.Pattern[str]
    code: str

    def check(self, given: object) -> object:
        if isinstance(given, str) and not self.form.fullmatch(given):
            raise Unreadable(self.code)
        return given


Asked = BeforeValidator(Plain(re.compile(r"-?[0-9]{1,19}"), "int-parsing").check)
"""For whole numbers in an address: `1_0` is no ten, and `5.0` no five."""
AskedDegrees = BeforeValidator(Plain(re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,20})?"), "float-parsing").check)
Count = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Position = Annotated[int, Field(strict=True, ge=0, le=2**62)]
"""The place of an entry in the journal of this installation."""
Phone = Annotated[str, Letters(40), AfterValidator(phone_number)]
Email = Annotated[str, Letters(254), AfterValidator(email_address)]
Called = AfterValidator(name_of_person)


def past(moment: datetime) -> datetime:
    """Checked only: the same report sent again is the same, whatever time it is by then. `record` says *now* for it."""
    moments.past(moment, clock.now())
    return moment


Past = Annotated[Moment, AfterValidator(past)]
"""A moment that has been: what was reported happened before now."""


def not_long_ago(moment: datetime) -> datetime:
    if moment < clock.now() - LONGEST_AGO:
        raise Unreadable("lies-too-far-back")
    return moment


LONGEST_AGO = timedelta(days=366)
"""What is put on record happened within a year: another year is likelier a slip of the hand than a late report."""
Happened = Annotated[Past, AfterValidator(not_long_ago)]
"""When an act happened that is put on record."""


class Shape(BaseModel):
    """Strict about what it does not know: a misspelt field is an error, not silence."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ActIn(Shape):
    """What every act may take. `id`: chosen by the sender; sent twice, the act is done once."""

    id: UUID | None = None


class ReasonIn(ActIn):
    """An act with its reason."""

    reason: Text = ""


class UndoIn(ActIn):
    """Undo one's own act of a moment ago. `entry`: its position in the journal."""

    entry: Position


class KnowinglyIn(ActIn):
    """An act that may ask a question first; *knowingly* is the answer yes."""

    knowingly: bool = False
