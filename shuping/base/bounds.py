"""What a column cannot hold is refused in words before any database is asked.

PostgreSQL answers a text longer than its column, a NUL or a number beyond its column with an error, SQLite keeps all of
them. Forms bound what is typed; this is the net behind them, the same on both.
"""

from typing import Any

from django.db import models

from shuping.core.errors import RuleError

NUL = "\x00"


def refuse_what_does_not_fit(sender: type[models.Model], instance: models.Model, raw: bool = False, **_: Any) -> None:
    """Judge a row of the house before it is saved (signal pre_save).

    Raises RuleError base.text_too_long (text, has, most), base.text_unreadable, base.number_too_big (number, most).
    """
    if raw or not sender.__module__.startswith("shuping."):
        return
    for field in sender._meta.concrete_fields:
        value = getattr(instance, field.attname)
        if isinstance(value, str):
            _refuse_text(field, value)
        elif isinstance(value, int) and isinstance(field, models.IntegerField):
            _refuse_number(field, value)


def _refuse_text(field: Any, value: str) -> None:
    most = getattr(field, "max_length", None)
    if most is not None and len(value) > most:
        raise RuleError("base.text_too_long", text=f"{value[:20]}…", has=len(value), most=most)
    if NUL in value:
        raise RuleError("base.text_unreadable")


def _refuse_number(field: Any, value: int) -> None:
    kind = field.get_internal_type()
    bits = 63 if "Big" in kind or "AutoField" in kind else 31
    least, most = 0 if kind.startswith("Positive") else -(2**bits), 2**bits - 1
    if not least <= value <= most:
        raise RuleError("base.number_too_big", number=str(value)[:20], most=most)
