"""The one family of expected failures: a code and its parameters, no wording."""

from collections.abc import Mapping
from types import MappingProxyType


class RuleError(Exception):
    """An act the rules do not allow, or an input they cannot use.

    `code` is stable and dotted (`reports.too_long`); `params` hold the figures and names that the
    sentence needs. Apps turn the code into a sentence through their `wording`; the core never words.
    """

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params: Mapping[str, object] = MappingProxyType(dict(params))
        super().__init__(f"{code} {dict(params)}" if params else code)


class InputError(RuleError):
    """Input that cannot be read at all (wrong key, wrong type, impossible number). Offline: exit code 2."""
