"""Rows of every table as plain JSON values and back, through the models as they stood at given migrations.

Working from the migrations in force, not from today's models, lets `migrate` save the tables before it changes them,
and lets an older backup be restored by a newer program.
"""

import base64
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.utils.duration import duration_iso_string

from shuping.commands.archive import Row
from shuping.commands.house import Node, leaves

# Log-ins in progress are nobody's data, and a way in for whoever reads the file.
LEFT_OUT = {"django_session"}
CHUNK = 2000
Model = type[models.Model]


def models_at(nodes: Iterable[Node], loader: MigrationLoader) -> list[Model]:
    """The models of all tables after these migrations, in the order of their tables' names."""
    state = loader.project_state(leaves(nodes, loader))
    found = {}
    for model in state.apps.get_models(include_auto_created=True):
        options = model._meta
        if options.managed and not options.proxy and options.db_table not in LEFT_OUT:
            found[options.db_table] = model
    return [found[table] for table in sorted(found)]


def columns(model: Model) -> list[str]:
    """The attribute names of a model's own columns."""
    return [field.attname for field in model._meta.concrete_fields]


def rows(model: Model) -> Iterator[Row]:
    """All rows by primary key, as plain JSON values in the order of `columns`."""
    query = model._base_manager.order_by("pk").values_list(*columns(model))
    for values in query.iterator(chunk_size=CHUNK):
        yield [_plain(value) for value in values]


def _plain(value: Any) -> Any:
    match value:
        case Decimal() | UUID():
            return str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return duration_iso_string(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
        case _:
            return value


def load(model: Model, lines: Iterator[Row]) -> int:
    """Put rows (in the order of `columns`) into a table exactly as they were; gives back how many."""
    fields = list(model._meta.concrete_fields)
    for field in fields:
        if isinstance(field, models.DateField | models.TimeField):
            field.auto_now = field.auto_now_add = False  # moments are restored, not taken anew; this model is a copy
    count = 0
    while batch := [_instance(model, fields, line) for line in islice(lines, CHUNK)]:
        model._base_manager.bulk_create(batch)
        count += len(batch)
    return count


def _instance(model: Model, fields: "list[models.Field[Any, Any]]", line: Row) -> models.Model:
    values = {}
    for field, value in zip(fields, line, strict=True):
        # A foreign key converts like the key it points at; JSON stays as it is.
        plain = isinstance(field, models.JSONField) or value is None
        values[field.attname] = value if plain else field.to_python(value)
    return model(**values)


def clear(table: str) -> None:
    """Remove every row of a table."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def filled(tables: Iterable[str]) -> list[str]:
    """Those of the tables that exist and hold at least one row."""
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        return [table for table in sorted(set(tables) & existing) if _holds(cursor, table)]


def _holds(cursor: Any, table: str) -> bool:
    cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")
    return cursor.fetchone() is not None


def next_numbers(restored: list[Model]) -> None:
    """Let the database go on numbering after the restored rows."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), restored):
            cursor.execute(statement)
