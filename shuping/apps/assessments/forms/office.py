"""Forms of the office: opening, groups, visits, deductions at the desk, bonuses, answers, reasons."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuping.apps.assessments.models import Scheme
from shuping.apps.assessments.wording import METHODS, VERDICTS
from shuping.base.forms import DayField, ManyRows, TextArea
from shuping.core.assessments.states import ANSWERS


def points_field(label: Any, *, required: bool = True) -> forms.CharField:
    """Points as they are typed; the core reads them exactly."""
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.CharField(label=label, max_length=10, required=required, widget=widget)


class OpenForm(forms.Form):
    """Open the assessment of a round, or add those who came later."""

    schemes = ManyRows(
        label=_("Indicator schemes"),
        queryset=Scheme.objects.none(),
        widget=forms.CheckboxSelectMultiple(),
        help_text=_(
            "Each unit gets the scheme of its class, else the one for all other units. It is locked by its use."
        ),
    )
    self_due = DayField(label=_("Self score due on"))
    answer_days = forms.IntegerField(
        label=_("Days for the unit's answer"),
        min_value=1,
        max_value=60,
        help_text=_("Suggested value; your own plan prevails."),
    )

    first = forms.BooleanField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, schemes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["schemes"].queryset = schemes  # type: ignore[attr-defined]


class DrawForm(forms.Form):
    """Who checks, in how many groups, by which seed."""

    people = forms.MultipleChoiceField(
        label=_("Who may be drawn"),
        widget=forms.CheckboxSelectMultiple(),
        help_text=_("Own, led, supervised and contact units are left out of the draw for each person."),
    )
    groups = forms.IntegerField(label=_("Number of groups"), min_value=1, max_value=30)
    seed = forms.CharField(
        label=_("Seed of the draw"),
        max_length=60,
        help_text=_("For instance the number drawn from a box. With it anybody can repeat the draw."),
    )

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput())

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(pk), name) for pk, name in people]


class _GroupForm(forms.Form):
    """A form that chooses one of the groups."""

    group = forms.ChoiceField(label=_("Group"))

    def __init__(self, *args: Any, groups: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(one.pk): one for one in groups}
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(pk, _label(one)) for pk, one in self.groups.items()]

    def clean_group(self) -> Any:
        """The group chosen."""
        return self.groups[self.cleaned_data["group"]]


def _label(group: Any) -> str:
    return f"{group.number}（{'、'.join(str(member.user) for member in group.members.all())}）"


class VisitForm(_GroupForm):
    """The day and the group of a visit."""

    planned_on = DayField(label=_("Day of the visit"), required=False)
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput())


class AgainForm(VisitForm):
    """A visit planned by hand; a second one needs its reason."""

    seen = None  # type: ignore[assignment]  # nothing stands yet that somebody else might change

    covers_annual = forms.BooleanField(label=_("Annual assessment"), required=False, initial=True)
    covers_check = forms.BooleanField(label=_("Pre-review check"), required=False, initial=True)
    again_reason = forms.CharField(
        label=_("Why a second visit"),
        max_length=300,
        required=False,
        help_text=_("Needed only where the unit has a visit already; otherwise both checks share one visit."),
    )


class ReasonForm(forms.Form):
    """A reason, and nothing else."""

    reason = forms.CharField(label=_("Reason"), widget=TextArea(2), max_length=300)


class DeductionForm(forms.Form):
    """A deduction entered at the desk, with its ground."""

    item = forms.ChoiceField(label=_("Indicator"))
    points = points_field(_("Points deducted"))
    fact = forms.CharField(label=_("What was found"), widget=TextArea(3), max_length=2000)
    happened_on = DayField(label=_("Date"))
    place = forms.CharField(label=_("Place or evidence"), max_length=200)
    method = forms.ChoiceField(label=_("Method"), choices=[("", "—"), *METHODS.items()], required=False)

    def __init__(self, *args: Any, items: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(items)


class BonusForm(forms.Form):
    """A bonus with ground and document."""

    item = forms.ChoiceField(label=_("Ground of bonus"))
    points = points_field(_("Points added"))
    ground = forms.CharField(label=_("What for"), widget=TextArea(3), max_length=1000)
    document_number = forms.CharField(label=_("Document number"), max_length=60, required=False)

    def __init__(self, *args: Any, items: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(items)


class ObjectionForm(forms.Form):
    """The office's answer to an objection."""

    verdict = forms.ChoiceField(
        label=_("Decision on the deduction"), choices=[(code.value, VERDICTS[code.value]) for code in ANSWERS]
    )
    points = points_field(_("Points after lowering"), required=False)
    words = forms.CharField(label=_("Answer to the unit"), widget=TextArea(3), max_length=1000)


class OutlineForm(forms.Form):
    """Which facts go into the comment outline."""

    facts = forms.MultipleChoiceField(label=_("Facts found"), widget=forms.CheckboxSelectMultiple())

    def __init__(self, *args: Any, facts: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["facts"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(facts)
