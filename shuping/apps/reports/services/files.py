"""Keeping a file: bytes by their hash on disk, one row per hash."""

from datetime import datetime

from shuping.adapters import documents_in
from shuping.apps.reports.models import StoredFile
from shuping.apps.reports.queries import store


def keep(data: bytes, name: str, *, at: datetime) -> StoredFile:
    """The row of a stored file; equal bytes share one. Raises InputError documents.* for what must not come in.

    The bytes are on disk before the row exists: a broken transaction leaves a file nobody refers to, never a row
    without its file.
    """
    kind = documents_in.kind_of(data, name)
    stored = store().put(data)
    row, _new = StoredFile.objects.get_or_create(
        digest=stored.digest,
        defaults={
            "path": stored.path,
            "name": name[:200],
            "size": stored.size,
            "media_type": documents_in.MEDIA_TYPES[kind],
            "stored_at": at,
        },
    )
    return row
