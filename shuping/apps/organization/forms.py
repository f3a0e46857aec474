"""Forms of the register. They read; the rules are judged by the services."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shuping.base.forms import PARTY_FOUNDED, DayField, ManyRows, TextArea
from shuping.base.lookup import LookupField
from shuping.core.organization.columns import ALIASES

from .models import Organization, Person
from .services.tree import NewOrganization
from .wording import CLASS_NAMES, FIELD_NAMES, KIND_NAMES, LEVEL_NAMES, POST_NAMES


def _choices(names: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list(names.items())


_GENDERS = [("", "—"), ("m", _("male")), ("f", _("female"))]


class Superior(forms.ModelChoiceField):
    """A superior: any open organisation that may have others below it, indented by its depth."""

    def __init__(self, **options: Any) -> None:
        rows = Organization.objects.filter(closed_on=None).exclude(level="branch").order_by("path")
        super().__init__(queryset=rows, **options)

    def label_from_instance(self, row: Any) -> str:
        return f"{'　' * (row.depth - 1)}{row.name}"


class FactsForm(forms.Form):
    """Undated facts of an organisation."""

    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    code = forms.CharField(
        label=_("Organisation code"), max_length=40, help_text=_("The office's own number of the organisation.")
    )
    level = forms.ChoiceField(label=_("Organisation level"), choices=_choices(LEVEL_NAMES))
    unit_class = forms.ChoiceField(
        label=_("Class of unit"),
        choices=_choices(CLASS_NAMES),
        help_text=_("Classes may have different rules in the plan of a round."),
    )
    group_tag = forms.CharField(label=_("Assessment group"), max_length=40, required=False)
    business_field = forms.CharField(label=_("Field of business"), max_length=200, required=False)
    office_order = forms.IntegerField(
        label=_("Office order"),
        min_value=0,
        max_value=999_999,
        initial=0,
        help_text=_("Place among its neighbours wherever names are listed; 0: after the placed ones, by code."),
    )
    members_count = forms.IntegerField(label=_("Party members"), min_value=0, max_value=1_000_000, initial=0)
    founded_on = DayField(label=_("Founded on"), required=False, earliest=PARTY_FOUNDED)
    local_committee = forms.CharField(
        label=_("Belongs to local committee"),
        max_length=120,
        required=False,
        help_text=_("Only where the organisation belongs to a local Party committee instead of ours."),
    )


class EditForm(FactsForm):
    """Change facts; the revision shows whether somebody else was faster."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class CreateForm(FactsForm):
    """A new organisation."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=120)
    on = DayField(label=_("Exists from"), earliest=PARTY_FOUNDED)
    field_order = ("name", "short_name", "code", "level", "unit_class", "on")

    def new(self) -> NewOrganization:
        """What the service takes."""
        kept = {"name", "code", "level", "on"}
        values = {key: value for key, value in self.cleaned_data.items() if key not in kept and value is not None}
        return NewOrganization(self.cleaned_data["name"], self.cleaned_data["code"], self.cleaned_data["level"], values)


class DatedForm(forms.Form):
    """An act that holds from a day, with its reason."""

    on = DayField(label=_("Holds from"))
    reason = forms.CharField(label=_("Reason"), widget=TextArea(2), max_length=500)


class RenameForm(DatedForm):
    """A new name from a day on."""

    name = forms.CharField(label=_("New name"), max_length=120)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    field_order = ("name", "short_name", "on", "reason")


class MoveForm(DatedForm):
    """A new superior from a day on."""

    parent = Superior(label=_("New superior"))
    field_order = ("parent", "on", "reason")


class CloseForm(DatedForm):
    """The end of an organisation: `on` is the first day it exists no more."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].label = _("Dissolved from")


class MergeForm(DatedForm):
    """Others are merged into this organisation."""

    predecessors = ManyRows(
        queryset=Organization.objects.none(),
        label=_("Merged into it"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They end on that day; what stands below them moves here. Their past stays readable."),
    )
    document_number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    field_order = ("predecessors", "on", "document_number", "reason")

    def __init__(self, *args: Any, organization: Organization, **options: Any) -> None:
        super().__init__(*args, **options)
        depth = organization.depth
        rows = Organization.objects.filter(closed_on=None, depth=depth).exclude(pk=organization.pk)
        parent = organization.path[: -Organization.steplen]
        self.fields["predecessors"].queryset = rows.filter(path__startswith=parent).order_by("path")  # type: ignore[attr-defined]


class SplitForm(DatedForm):
    """New organisations beside this one; each line of `into` is code and name."""

    into = forms.CharField(
        label=_("New organisations"),
        widget=TextArea(4),
        help_text=_("One a line: code, a space, name. They get the level, class and superior of the old one."),
    )
    goes_on = forms.BooleanField(label=_("The old organisation goes on"), required=False)
    document_number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    field_order = ("into", "goes_on", "on", "document_number", "reason")

    def __init__(self, *args: Any, organization: Organization, children: Sequence[Organization], **options: Any):
        super().__init__(*args, **options)
        self.organization, self.children = organization, children
        for child in children:
            self.fields[f"child_{child.pk}"] = forms.CharField(
                label=child.name,
                max_length=40,
                required=False,
                help_text=_("Code of its new superior."),
            )

    def clean_into(self) -> list[NewOrganization]:
        """Read the lines. Raises ValidationError for a line without a name."""
        found = []
        for line in self.cleaned_data["into"].splitlines():
            if not line.strip():
                continue
            code, _gap, name = line.strip().partition(" ")
            if not name.strip() or len(code) > 40 or len(name) > 120:
                raise ValidationError(_("“%(line)s” is not code, space, name."), params={"line": line.strip()[:40]})
            values = {"unit_class": self.organization.unit_class, "group_tag": self.organization.group_tag}
            found.append(NewOrganization(name.strip(), code, self.organization.level, values))
        if len({one.code for one in found}) != len(found):
            raise ValidationError(_("A code stands in two lines."))
        return found

    def places(self) -> dict[int, str]:
        """{child id: code of the new superior} for the children that move."""
        found = {child.pk: self.cleaned_data.get(f"child_{child.pk}", "") for child in self.children}
        return {key: code for key, code in found.items() if code}


class PersonForm(forms.Form):
    """A person of the register."""

    name = forms.CharField(label=_("Person's name"), max_length=60)
    gender = forms.ChoiceField(label=_("Gender"), choices=_GENDERS, required=False)
    staff_number = forms.CharField(label=_("Staff number"), max_length=40, required=False)
    duty = forms.CharField(label=_("Duty"), max_length=100, required=False, help_text=_("As printed on rosters."))
    office_phone = forms.CharField(label=_("Office phone"), max_length=40, required=False)
    mobile = forms.CharField(label=_("Mobile"), max_length=40, required=False)
    office_order = forms.IntegerField(label=_("Office order"), min_value=0, max_value=999_999, initial=0)
    delegate_kinds = forms.CharField(
        label=_("Delegate as"),
        max_length=100,
        required=False,
        help_text=_("Such as 党代表; several with commas."),
    )
    active = forms.BooleanField(label=_("Serves here"), required=False, initial=True)
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0, required=False)

    def clean_delegate_kinds(self) -> list[str]:
        """The kinds one by one."""
        text = self.cleaned_data["delegate_kinds"].replace("、", ",").replace("，", ",")
        return [one.strip() for one in text.split(",") if one.strip()]

    def clean_staff_number(self) -> str | None:
        """No number is no number, not an empty one that two people would share."""
        return self.cleaned_data["staff_number"].strip() or None

    def values(self) -> dict[str, Any]:
        """What the services take."""
        return {key: value for key, value in self.cleaned_data.items() if key != "revision"}


def _written(row: Organization) -> str:
    return f"{row.name}（{row.code}）"


class PersonEditForm(PersonForm):
    """Facts of a person who is in the register, and where the person is registered."""

    organization = LookupField(
        label=_("Registered at"),
        by=("name", "short_name", "code"),
        show=_written,
        help_text=_("Name or code. For somebody transferred: the new organisation; posts are entered there."),
    )
    field_order = ("name", "gender", "staff_number", "organization")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["organization"]
        field.rows = Organization.objects.filter(closed_on=None).order_by("path")


class PersonChoice(forms.Form):
    """Somebody of the register by name or staff number; a new person only where that is said."""

    person = forms.CharField(label=_("Person"), max_length=60, help_text=_("Name or staff number."))
    new_person = forms.BooleanField(
        label=_("Enter as a new person"),
        required=False,
        help_text=_("Only somebody whom the register does not know."),
    )

    def __init__(self, *args: Any, organization: Organization, **options: Any) -> None:
        super().__init__(*args, **options)
        self.organization = organization

    def clean(self) -> dict[str, Any]:
        """Find the person: staff number, then a name of this organisation, then a name that only one bears."""
        data = super().clean() or {}
        words = "".join(str(data.get("person", "")).split())
        if not words or data.get("new_person"):
            data["found"] = None
            return data
        rows = list(
            Person.objects.filter(active=True, name=words).select_related("organization")
            or Person.objects.filter(staff_number=words)
        )
        near = [one for one in rows if one.organization_id == self.organization.pk]
        if len(near) == 1 or len(rows) == 1:
            data["found"] = (near or rows)[0]
        elif rows:
            self.add_error("person", _("Several persons bear this name. Give the staff number."))
        else:
            self.add_error("person", _("The register knows nobody of this name. Mark “new person” to enter one."))
        return data


class TermForm(PersonChoice):
    """A post from a day on."""

    post = forms.ChoiceField(label=_("Post"), choices=_choices(POST_NAMES))
    title = forms.CharField(label=_("Duty"), max_length=100, required=False, help_text=_("As printed on rosters."))
    acting = forms.BooleanField(
        label=_("In charge (acting)"), required=False, help_text=_("For a deputy in charge of a vacant office.")
    )
    started_on = DayField(label=_("First day"))
    ended_on = DayField(label=_("Last day"), required=False)
    succeeds = forms.BooleanField(
        label=_("Succeeds the present secretary"), required=False, help_text=_("Ends the present term the day before.")
    )
    moves_here = forms.BooleanField(
        label=_("Registered here from now on"),
        required=False,
        help_text=_("For somebody transferred from another unit; not for a second post beside the first."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class TermCorrectForm(forms.Form):
    """What was typed wrongly about a term; or the whole term was a mistake."""

    post = forms.ChoiceField(label=_("Post"), choices=_choices(POST_NAMES))
    title = forms.CharField(label=_("Duty"), max_length=100, required=False, help_text=_("As printed on rosters."))
    acting = forms.BooleanField(label=_("In charge (acting)"), required=False)
    started_on = DayField(label=_("First day"))
    ended_on = DayField(label=_("Last day"), required=False)
    strike = forms.BooleanField(
        label=_("Strike out the whole term"), required=False, help_text=_("Only where it was entered by mistake.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)
    based_on = forms.CharField(widget=forms.HiddenInput, max_length=200)


class EndForm(forms.Form):
    """The last day of a term or a relation."""

    on = DayField(label=_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=100, required=False)


class LeadershipForm(PersonChoice):
    """Which leader answers for the unit from a day on."""

    kind = forms.ChoiceField(label=_("Relation"), choices=_choices(KIND_NAMES))
    valid_from = DayField(label=_("Holds from"))
    field_order = ("person", "kind", "valid_from")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["new_person"]


class ElectionForm(forms.Form):
    """One election."""

    held_on = DayField(label=_("Elected on"))
    term_years = forms.IntegerField(label=_("Years of term"), min_value=1, max_value=10)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class UploadForm(forms.Form):
    """A workbook, or what was copied from one."""

    file = forms.FileField(
        label=_("Workbook"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_(".xlsx or .csv, at most 20 MB and 20,000 rows, without macros and password."),
    )
    sheet = forms.CharField(
        label=_("Sheet"), max_length=60, required=False, help_text=_("Empty: the first sheet with content.")
    )
    pasted = forms.CharField(
        label=_("Or paste the table here"),
        required=False,
        widget=TextArea(8),
        help_text=_("Mark the table with its head in the spreadsheet, copy it, paste it."),
    )
    valid_from = DayField(label=_("Changes hold from"))

    def clean(self) -> dict[str, Any]:
        """One of the two must be there."""
        data = super().clean() or {}
        if not data.get("file") and not str(data.get("pasted") or "").strip() and not self.errors:
            self.add_error("file", _("Choose a workbook or paste a table."))
        return data


class MappingForm(forms.Form):
    """Which column holds which field."""

    default_parent = Superior(
        label=_("Rows without a superior stand under"), required=False, empty_label=_("— (they must be at the top)")
    )
    valid_from = DayField(label=_("Changes hold from"))

    def __init__(self, *args: Any, columns: Sequence[str], mapping: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        heads = [("", "—"), *((head, head) for head in columns)]
        for name in ALIASES:
            self.fields[f"field_{name}"] = forms.ChoiceField(
                label=str(FIELD_NAMES[name]), choices=heads, required=False, initial=mapping.get(name, "")
            )

    def mapping(self) -> dict[str, str]:
        """{field: head} as chosen."""
        chosen = {name: self.cleaned_data.get(f"field_{name}", "") for name in ALIASES}
        return {name: head for name, head in chosen.items() if head}


class OnForm(forms.Form):
    """The day as of which a page reads."""

    on = DayField(required=False, earliest=PARTY_FOUNDED)

    def day(self, default: date) -> date:
        """The day asked for, else `default`."""
        return self.cleaned_data.get("on") or default if self.is_valid() else default
