"""A form fills a shape: the same shape that JSON fills in the API, so both take the same and refuse the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar, get_args, get_origin
from uuid import UUID

from django.http import QueryDict
from pydantic import AwareDatetime, ValidationError
from pydantic.fields import FieldInfo

from steun.core.kernel.errors import Fault
from steun.web.kernel import clock, moments
from steun.web.kernel.failure import problems
from steun.web.kernel.input.degrees import AXES
from steun.web.kernel.input.forms import LARGEST, Posted
from steun.web.kernel.input.points import point
from steun.web.kernel.input.shape import Shape, past

S = TypeVar("S", bound=Shape)
Reader = Callable[[Posted, str], Any]


def filled(shape: type[S], form: Posted) -> S:
    """The shape as a form fills it; a field left empty is as its default. Raises `Malformed` with every fault.

    Where what is absent stays as it is, a text that was sent empty was emptied.
    """
    before = len(form.faults)
    given = {name: reader(about)(form, name) for name, about in shape.model_fields.items() if name not in AXES}
    if set(AXES) <= shape.model_fields.keys():
        found, wrong = point(form.values)
        given, form.faults = {**given, **found}, [*form.faults, *wrong]
    known = shape.model_fields
    given = {n: value for n, value in given.items() if value not in (None, "", []) or emptied(known[n], value)}
    failed = {fault.field for fault in form.faults[before:]}
    for name, about in shape.model_fields.items():
        if about.is_required() and name not in given and name not in failed:
            form.faults.append(Fault(name, "required"))
            failed.add(name)
    try:
        made = shape.model_validate(given)
    except ValidationError as error:
        form.faults += [fault for fault in problems.malformed(error).faults if fault.field.split(".")[0] not in failed]
    form.check()
    return made


def emptied(about: FieldInfo, value: Any) -> bool:
    """Did somebody take away a text of which nothing said means that it stays?"""
    return value == "" and not about.is_required() and about.default is None and str in kinds_of(about.annotation)


def reader(about: FieldInfo) -> Reader:
    """How a field of a form is read: moments and numbers as the Dutch write them, ticks, keys; the rest is text."""
    kinds = kinds_of(about.annotation)
    if list in kinds:
        return many
    if AwareDatetime in kinds or datetime in kinds:
        return before_now if is_past(about) else Posted.moment
    if date in kinds:
        return lambda form, name: moments.typed_day(form.values.get(name, ""))
    if bool in kinds:
        return ticked
    if int in kinds:
        most = max([LARGEST, *(check.le for check in checks_of(about) if hasattr(check, "le"))])
        return lambda form, name: form.number(name, most=most)
    if UUID in kinds:
        return Posted.key
    return lambda form, name: form.values.get(name)


def before_now(form: Posted, name: str) -> datetime | None:
    """A moment that has been: of an hour that came twice, the one that lies behind us."""
    return form.moment(name, until=clock.now())


def many(form: Posted, name: str) -> Any:
    """Every value that is not empty: several fields, or boxes, of one name."""
    values = form.values
    return [v for v in values.getlist(name) if v] if isinstance(values, QueryDict) else values.get(name)


def ticked(form: Posted, name: str) -> bool | None:
    return form.values[name] == "1" if name in form.values else None


def kinds_of(annotation: Any) -> list[Any]:
    """The plain types in an annotation: `Annotated[int, ...] | None` is a number or nothing."""
    found = [get_origin(annotation) or annotation]
    return found + [kind for inner in get_args(annotation) for kind in kinds_of(inner)]


def is_past(about: FieldInfo) -> bool:
    """Is it a moment that has been?"""
    return any(getattr(check, "func", None) is past for check in checks_of(about))


def checks_of(about: FieldInfo) -> list[Any]:
    """What is said of a field beside its type, or inside `... | None`."""
    return [*about.metadata, *(m for one in get_args(about.annotation) for m in getattr(one, "__metadata__", ()))]
