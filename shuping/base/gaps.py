"""One thing that is missing or odd in the data before a step, and where it is mended (DSH-09).

Every app that keeps data gives its gaps through its `api.gaps`; the portal lists them. A gap is no broken invariant
(those are `damage`, found by `shuping verify`): the data may stand like this, the next step goes better without.
"""

from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise


class Gap(NamedTuple):
    """`code` is stable (`organization.no_phone`), `label` its words, `about` whom it concerns; `url` mends it.

    A register has thousands of gaps and a page shows fifty: the address is made only of what is shown, from the name
    of the page, the key of its object and what is `asked` of it.
    """

    code: str
    label: str | Promise
    about: str
    page: str
    key: int
    detail: str = ""
    asked: str = ""

    @property
    def url(self) -> str:
        """The page that mends it."""
        return reverse(self.page, args=[self.key]) + self.asked
