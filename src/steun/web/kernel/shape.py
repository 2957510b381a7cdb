"""What every input is made of, from a form or through the API: text, moments, codes, points, counts."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from steun.web.kernel import moments

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean(text: str) -> str:
    """No control characters; line ends as one character; no spaces around."""
    if CONTROL.search(text):
        raise ValueError("control-character")
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


Text = Annotated[str, Field(max_length=8000), AfterValidator(clean)]
Short = Annotated[str, Field(max_length=200), AfterValidator(clean)]
Code = Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$|^$")]
Moment = Annotated[AwareDatetime, BeforeValidator(moments.written), AfterValidator(moments.utc)]
"""Any offset comes in; from here on it is UTC."""
Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]


class Shape(BaseModel):
    """Strict about what it does not know: a misspelt field is an error, not silence."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
