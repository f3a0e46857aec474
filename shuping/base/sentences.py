"""Sentences for the failures of rooms that no single app owns."""

from django.utils.functional import Promise

SENTENCES: dict[str, str | Promise] = {}
