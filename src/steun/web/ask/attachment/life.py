"""The life of an attachment, declared."""

from steun.core.ask.attachment import ATTACHMENT
from steun.web.ask.attachment.model import Attachment
from steun.web.kernel.lives import Life

LIFE = Life(ATTACHMENT, Attachment, recorded=("media_type", "size", "sha256"))
