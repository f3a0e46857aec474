"""One row out of thousands, typed instead of chosen: no page carries a list that nobody would scroll through."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from .asked import whole_number

LONGEST = 200
NAMED = 5  # candidates that a refusal names
_LOOKED_AT = 200  # rows of one name among which the words in brackets decide


class LookupField(forms.CharField):
    """A row by its name, its key, or both together as the page writes them: 某某中心（A0101）.

    `rows` may be set later, when the form knows the day and the actor. `by`: the columns that may be typed whole.
    `show(row)`: the row as the page writes it, name first and what tells it apart in full-width brackets. Cleans to
    the row, or None where the field may stay empty. No row or several: a sentence that names up to NAMED of them.
    """

    def __init__(
        self, *, rows: QuerySet[Any] | None = None, by: Sequence[str], show: Callable[[Any], str], **options: Any
    ) -> None:
        super().__init__(max_length=LONGEST, **options)
        self.rows, self.by, self.show = rows, by, show

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What was typed last week is no help; the browser offers nothing."""
        return {**super().widget_attrs(widget), "autocomplete": "off"}

    def row_of(self, key: object) -> Any:
        """The row whose key an address carries, for a form that starts with it; None for any other key."""
        number = whole_number(str(key or ""))
        return None if number is None else self._rows().filter(pk=number).first()

    def prepare_value(self, value: Any) -> Any:
        """A row as words; what was typed stays as it was typed."""
        return self.show(value) if isinstance(value, Model) else value

    def clean(self, value: Any) -> Any:
        """The row that was meant. Raises ValidationError with the candidates."""
        typed = super().clean(value)
        return self._meant(typed) if typed else None

    def _rows(self) -> QuerySet[Any]:
        if self.rows is None:
            raise TypeError("a form with a lookup must say among which rows")
        return self.rows

    def _meant(self, typed: str) -> Any:
        words = _wide(typed)
        found = list(self._rows().filter(self._any("exact", {typed, words}))[: NAMED + 1])
        if not found and words.endswith("）"):
            cut = words.rfind("（")  # the same place in both: a bracket is one sign either way
            alike = self._rows().filter(self._any("exact", {words[:cut].strip(), typed[:cut].strip()} - {""}))
            found = [row for row in alike[:_LOOKED_AT] if _wide(self.show(row)) == words]
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(
                _("Several fit “%(typed)s”: %(rows)s. Type one of them as it stands here."),
                "several",
                {"typed": _short(typed), "rows": self._named(found)},
            )
        near = list(self._rows().filter(self._any("icontains", {typed}))[: NAMED + 1])
        if not near:
            raise ValidationError(_("Nothing fits “%(typed)s”."), "none", {"typed": _short(typed)})
        raise ValidationError(
            _("Nothing is called exactly “%(typed)s”. Perhaps you mean: %(rows)s"),
            "near",
            {"typed": _short(typed), "rows": self._named(near)},
        )

    def _any(self, how: str, texts: set[str]) -> Q:
        wanted = Q(pk__in=[])
        for column in self.by:
            for text in texts:
                wanted |= Q(**{f"{column}__{how}": text})
        return wanted

    def _named(self, rows: list[Any]) -> str:
        words = "、".join(self.show(row) for row in rows[:NAMED])
        return f"{words}……" if len(rows) > NAMED else words


def _wide(text: str) -> str:
    return text.replace("(", "（").replace(")", "）")


def _short(typed: str) -> str:
    return typed if len(typed) <= 40 else f"{typed[:40]}…"
