"""The file with the reserve prices of a herijking: JSON, {unit code: whole number}. Every fault at its place."""

from __future__ import annotations

import json
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from steun.core.kernel.errors import Fault, Malformed
from steun.web.kernel import words
from steun.web.kernel.input.forms import Posted
from steun.web.kernel.input.shape import CONTROL

MEGABYTES = 2
LARGEST = MEGABYTES * 1_000_000
SHOWN = 20
"""Wrong prices named one by one; the rest is counted."""
FIELD = "prices"


def read(file: UploadedFile[bytes] | None, form: Posted) -> dict[str, Any]:
    """The prices in the file; what is wrong with it joins the faults of the form."""
    if file is None:
        form.faults.append(Fault(FIELD, "required"))
        return {}
    if (file.size or 0) > LARGEST:
        form.faults.append(Fault(FIELD, "file-too-large", {"megabytes": MEGABYTES}))
        return {}
    try:
        pairs = json.loads(file.read().decode("utf-8-sig"), object_pairs_hook=Pairs)
    except (ValueError, RecursionError):  # not text, not JSON, a number of thousands of digits, or nested without end
        form.faults.append(Fault(FIELD, "json-invalid"))
        return {}
    if not isinstance(pairs, Pairs):
        form.faults.append(Fault(FIELD, "dict-type"))
        return {}
    found: dict[str, Any] = {}
    for code, price in pairs:
        if CONTROL.search(code):  # the database need not be asked, and cannot be
            form.faults.append(Fault(f"{FIELD}.{code}", "control-character"))
            continue
        if code in found:
            form.faults.append(Fault(f"{FIELD}.{code}", "code-is-there-twice"))
        found[code] = price
    return found


class Pairs(list[tuple[str, Any]]):
    """An object of JSON as it was written, a name that stands there twice included."""


def shortened(error: Malformed) -> tuple[Malformed, list[tuple[str, str]]]:
    """One fault that counts the wrong prices, and the first of them as (unit, what is wrong)."""
    wrong = [fault for fault in error.faults if fault.field.startswith(f"{FIELD}.")]
    rest = [fault for fault in error.faults if not fault.field.startswith(f"{FIELD}.")]
    if wrong:
        rest.append(Fault(FIELD, "prices-are-wrong", {"count": len(wrong)}))
    first = [
        (printable(fault.field.removeprefix(f"{FIELD}.")), words.sentence("fault", fault.code, fault.facts))
        for fault in wrong[:SHOWN]
    ]
    return Malformed(rest), first


def printable(code: str) -> str:
    """What stands in the file, so that one can find it there and no browser stumbles over it."""
    return "".join(c if c.isprintable() else "�" for c in code[:60])
