"""Codes become sentences here: each app's `wording.SENTENCES` maps a code of RuleError to a lazy text.

A sentence says what, where and what to do. Parameters stand as %(name)s. A code without a sentence is a
defect that the house test finds; until then its code is shown, so that nothing fails silently.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language

from shuping.core.errors import RuleError

_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])$")


@cache
def sentences() -> Mapping[str, str | Promise]:
    """All sentences of all apps by code. Raises ValueError if two apps word the same code."""
    found: dict[str, str | Promise] = {}
    for name in ["base", *settings.APPS]:
        module = "shuping.base.sentences" if name == "base" else f"shuping.apps.{name}.wording"
        if find_spec(module) is None:
            continue
        for code, text in getattr(import_module(module), "SENTENCES", {}).items():
            if code in found:
                raise ValueError(f"{code} is worded twice")
            found[code] = text
    return found


def day_in_words(day: date) -> str:
    """A day as a sentence says it: 2022年1月12日, in English 2022-01-12. Tables and forms always write the latter."""
    if (get_language() or "").startswith("zh"):
        return f"{day.year}年{day.month}月{day.day}日"
    return day.isoformat()


def _said(value: object) -> object:
    if isinstance(value, str) and _DAY.match(value):
        return day_in_words(date.fromisoformat(value))
    return value


def sentence(error: RuleError) -> str:
    """The sentence for an expected failure, with its parameters filled in."""
    text = sentences().get(error.code)
    if text is None:
        return str(error)
    try:
        return str(text) % {name: _said(value) for name, value in error.params.items()}
    except (KeyError, TypeError):
        return str(error)
