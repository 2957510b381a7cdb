"""What the forms of this room share: shapes from what was typed, and what a form shows at itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseRedirect
from django.urls import reverse
from pydantic import BaseModel, ValidationError

from steun.core.kernel.errors import Malformed, NotYours, Refused
from steun.web.kernel.failure import problems
from steun.web.kernel.input.forms import see_other

FORM_ERRORS = (Malformed, Refused, NotYours)
"""What a form shows at itself, with what was typed; the rest is a page of its own."""


def there(name: str, *args: Any) -> HttpResponseRedirect:
    """After an act: to the page that shows it."""
    return see_other(reverse(name, args=args))


def shape(kind: type[BaseModel], **values: Any) -> Any:
    """A shape from what was typed. Raises `Malformed` with every fault."""
    try:
        return kind(**values)
    except ValidationError as error:
        raise problems.malformed(error) from error
