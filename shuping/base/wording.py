"""Codes become sentences here: each app's `wording.SENTENCES` maps a code of RuleError to a lazy text.

A sentence says what, where and what to do. Parameters stand as %(name)s. A code without a sentence is a
defect that the house test finds; until then its code is shown, so that nothing fails silently.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.utils.functional import Promise

from shuping.core.errors import RuleError


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


def sentence(error: RuleError) -> str:
    """The sentence for an expected failure, with its parameters filled in."""
    text = sentences().get(error.code)
    if text is None:
        return str(error)
    try:
        return str(text) % dict(error.params)
    except (KeyError, TypeError):
        return str(error)
