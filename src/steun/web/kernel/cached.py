"""What all processes of an installation remember together for a while: limits on log-in, codes that were used.

The table of Django's database cache, as a model, so that the migrations make it. Names that hardly change are kept per
process (`caches["names"]`).
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Cached(models.Model):
    """One thing remembered until `expires`."""

    cache_key = models.CharField(primary_key=True, max_length=255)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "steun_cached"


def forget_expired() -> int:
    """Take away what nobody remembers any more. Called by `steun tick`."""
    return Cached.objects.filter(expires__lt=timezone.now()).delete()[0]
