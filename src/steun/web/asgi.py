"""The ASGI entry point: `uvicorn steun.web.asgi:application`."""

import os
from typing import cast

import django
from django.conf import settings

from steun.web.kernel.server.body_limits import Application, BodyLimits
from steun.web.kernel.server.handler import Handler, Threads
from steun.web.kernel.server.headers import Headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steun.web.settings")
django.setup(set_prefix=False)
from steun.web.kernel.live.application import Streams  # noqa: E402  # it reads the journal: models are there only now
from steun.web.people.person.shown import proven  # noqa: E402  # models are read after Django is set up

django_handler = Handler(Threads())
handler = cast(Application, django_handler)  # its type names the kinds of message; ours is that of the standard
within_limits = BodyLimits(
    handler,
    cookie=settings.SESSION_COOKIE_NAME,
    form=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    upload=settings.BODY_MAX_UPLOAD,
    stranger=settings.BODY_MAX_STRANGER,
    heard=settings.BODY_MAX_HEARD,
    idle=settings.BODY_SECONDS_IDLE,
    whole=settings.BODY_SECONDS,
)
within_limits.proven = proven
application = Headers(Streams(within_limits), https=settings.HTTPS)
