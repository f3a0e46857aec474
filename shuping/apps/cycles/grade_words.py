"""The names of the grades as this reader reads them; papers always have them as the rule set sets them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuping.core.grading.steps import NAMES

GRADE_NAMES: Mapping[str, str | Promise] = {
    "good": _("Good"),
    "fairly_good": _("Fairly good"),
    "average": _("Fair"),
    "poor": _("Poor"),
    "abstain": _("No opinion"),
}


def grade_names(names: Mapping[str, str]) -> dict[str, str]:
    """The grade names of a rule set (code to name) for this reader.

    A standard name (好, 较好, 一般, 差, 不了解) stands in the reader's language, a name of the rule set's own as it is.
    """
    return {code: str(GRADE_NAMES[code]) if name == NAMES.get(code) else name for code, name in names.items()}
