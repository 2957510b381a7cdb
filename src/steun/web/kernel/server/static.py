"""Names of static files that carry a hash of their content, so that a browser asks for each of them once.

`make setup` collects the files of pages to `served/`, hashed and compressed (Django's manifest, WhiteNoise). Whoever
changes a file and does not collect anew gets plain names, for which browsers ask again: no old file hides a new one.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STAMP = "made-from"
KINDS = frozenset({".css", ".js", ".svg", ".woff2"})


def made_from() -> str:
    """A hash of all files of ours that pages use."""
    found = hashlib.sha256()
    for folder in map(Path, settings.STATICFILES_DIRS):
        for path in sorted(p for p in folder.rglob("*") if p.suffix in KINDS):
            found.update(str(path.relative_to(folder)).encode())
            found.update(path.read_bytes())
    return found.hexdigest()


class HashedWhenCurrent(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    """Hashed names as long as what was collected was made from the files of now."""

    @cached_property
    def urls(self) -> dict[tuple[str | None, bool], str]:
        """The addresses that were asked for: a page has some thirty, and all pages the same."""
        return {}

    def url(self, name: str | None, force: bool = False) -> str:
        found = self.urls.get((name, force))
        if found is None:
            found = str(super().url(name, force) if self.hashed_files else StaticFilesStorage.url(self, name))
            self.urls[name, force] = found
        return found

    def load_manifest(self) -> tuple[dict[str, str], str]:
        if self.location is None or not self.manifest_storage.exists(STAMP):
            return {}, ""
        with self.manifest_storage.open(STAMP) as noted:
            current = noted.read().decode() == made_from()
        return super().load_manifest() if current else ({}, "")

    def save_manifest(self) -> None:
        super().save_manifest()
        if self.manifest_storage.exists(STAMP):
            self.manifest_storage.delete(STAMP)
        self.manifest_storage.save(STAMP, ContentFile(made_from().encode()))
