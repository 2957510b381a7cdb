"""Messages that are shown once on the next page. Its cookie has a name per world and the marks of our other cookies."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class MessageCookies(CookieStorage):
    cookie_name = settings.MESSAGES_COOKIE_NAME
