"""One thing that is missing or odd in the data before a step, and where it is mended (DSH-09).

Every app that keeps data gives its gaps through its `api.gaps`; the portal lists them. A gap is no broken invariant
(those are `damage`, found by `shuping verify`): the data may stand like this, the next step goes better without.
"""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Gap:
    """`code` is stable (`organization.no_phone`), `label` its words, `about` whom it concerns, `url` mends it."""

    code: str
    label: str | Promise
    about: str
    url: str
    detail: str = ""
