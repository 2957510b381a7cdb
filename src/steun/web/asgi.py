"""The ASGI entry point: `uvicorn steun.web.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steun.web.settings")
application = get_asgi_application()
