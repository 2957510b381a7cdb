"""What is done with the files of a request."""

from __future__ import annotations

from pydantic import ConfigDict

from steun.web.ask.attachment.acts import Upload
from steun.web.kernel.input.shape import ActIn, Short


class AttachIn(ActIn):
    """A file, as it was received: read as it comes in, whoever sent it."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    file: Upload


class RemoveIn(ActIn):
    """Why an attachment is taken away: it stands in its place, so no personal data here."""

    reason: Short
