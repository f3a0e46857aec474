"""A paper as plain JSON values and back, and its digest: how a version is kept and how it is known to be unchanged."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from shuping.core.errors import InputError
from shuping.core.rulesets.digest import digest

from . import blocks, values
from .values import Document

_TYPES: dict[str, Any] = {
    name: found
    for module in (blocks, values)
    for name, found in vars(module).items()
    if isinstance(found, type) and found.__module__ == module.__name__
}


def to_plain(value: Any) -> Any:
    """A value of the house of papers as what JSON knows; a dataclass carries its name under "_"."""
    if is_dataclass(value) and not isinstance(value, type):
        found = {one.name: to_plain(getattr(value, one.name)) for one in fields(value)}
        return {"_": type(value).__name__, **found}
    return _simple(value)


def _simple(value: Any) -> Any:
    if isinstance(value, Enum):
        return {"_": type(value).__name__, "value": value.value}
    if isinstance(value, tuple | list):
        return [to_plain(one) for one in value]
    if isinstance(value, frozenset):
        return {"_": "frozenset", "items": sorted(value)}
    if isinstance(value, Decimal):
        return {"_": "Decimal", "value": str(value)}
    if isinstance(value, date):
        return {"_": "date", "value": value.isoformat()}
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(f"{type(value).__name__} cannot stand in a paper")


_READ: dict[str, Any] = {
    "frozenset": lambda plain: frozenset(plain["items"]),
    "Decimal": lambda plain: Decimal(plain["value"]),
    "date": lambda plain: date.fromisoformat(plain["value"]),
}


def from_plain(plain: Any) -> Any:
    """What `to_plain` was given. Raises InputError `documents.unknown_block` for a name that is no block of a paper."""
    if isinstance(plain, list):
        return tuple(from_plain(one) for one in plain)
    if not isinstance(plain, Mapping):
        return plain
    name = str(plain.get("_", ""))
    if name in _READ:
        return _READ[name](plain)
    kind = _TYPES.get(name)
    if kind is None:
        raise InputError("documents.unknown_block", name=name)
    if issubclass(kind, Enum):
        return kind(plain["value"])
    known = {one.name for one in fields(kind)}
    return kind(**{key: from_plain(value) for key, value in plain.items() if key in known})


def document_from(plain: Mapping[str, Any]) -> Document:
    """A stored version as a paper. Raises InputError `documents.unknown_block`."""
    found = from_plain(plain)
    if not isinstance(found, Document):
        raise InputError("documents.unknown_block", name=str(plain.get("_", "")))
    return found


def digest_of(document: Document) -> str:
    """SHA-256 over a paper's plain values, the same on every machine."""
    return digest(to_plain(document))
