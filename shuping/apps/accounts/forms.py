"""Forms of the accounts pages. What may not be is decided by the services; forms only read what was typed."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuping.base.actor import Actor
from shuping.base.forms import DayField, TextArea
from shuping.base.lookup import LookupField
from shuping.base.roles import ROLE_NAMES
from shuping.core.roles.catalog import Role
from shuping.core.roles.permissions import Permission
from shuping.core.roles.terms import HANDED_OVER

from . import access, queries
from .models import User


class LogInForm(forms.Form):
    """Log-in name and password."""

    username = forms.CharField(
        label=_("Log-in name"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """A code of the second factor, or a recovery code."""

    code = forms.CharField(
        label=_("Verification code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
        help_text=_("The six digits of your telephone, or one of your printed recovery codes."),
    )


class NewPassword(forms.Form):
    """A new password, typed twice."""

    new = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password once more"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rules = queries.profile()
        self.fields["new"].help_text = _(
            "At least %(length)s characters, with %(kinds)s of: small letters, capitals, digits, other signs. Not your "
            "log-in name, none of your last %(history)s passwords, no runs such as 1234 or qwer."
        ) % {"length": rules.length, "kinds": rules.kinds, "history": rules.history}

    def clean(self) -> dict[str, Any]:
        """The two must agree."""
        cleaned = super().clean() or {}
        if cleaned.get("new") and cleaned.get("again") and cleaned["new"] != cleaned["again"]:
            self.add_error("again", _("The two new passwords differ."))
        return cleaned


class PasswordForm(NewPassword):
    """One's own new password."""

    old = forms.CharField(
        label=_("Present password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ["old", "new", "again"]


class FirstPasswordForm(NewPassword):
    """A first password with a one-time code."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Sixteen letters and digits from the slip; hyphens do not matter."),
    )
    field_order = ["code", "new", "again"]


class PreferencesForm(forms.Form):
    """Language and large text."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    large_text = forms.BooleanField(label=_("Large text"), required=False)


def person_label(person: Any) -> str:
    """A person as a form names him or her: with the organisation, and the staff number or duty if there is one."""
    parts = [str(person.organization), person.staff_number or person.duty]
    return f"{person.name}（{'，'.join(part for part in parts if part)}）"


def account_label(user: User) -> str:
    """An account as a form names it: with log-in name and organisation."""
    place = f"，{user.person.organization}" if user.person is not None else ""
    return f"{user}（{user.username}{place}）"


def organization_label(place: Any) -> str:
    """An organisation as a form names it: with its code."""
    return f"{place.name}（{place.code}）"


class PersonField(LookupField):
    """Somebody of the register, by name or staff number."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Name or staff number."))
        super().__init__(by=("name", "staff_number"), show=person_label, **options)


class AccountField(LookupField):
    """An account, by log-in name or name."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Log-in name or name."))
        super().__init__(by=("username", "display_name"), show=account_label, **options)


class OrganizationField(LookupField):
    """An organisation, by name, short name or code."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Name, short name or organisation code."))
        super().__init__(by=("name", "short_name", "code"), show=organization_label, **options)


def lookup(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Say among which rows a field looks; a key that the form starts with becomes its row."""
    field = form.fields[name]
    if not isinstance(field, LookupField):
        raise TypeError(name)
    field.rows = rows
    form.initial[name] = field.row_of(form.initial.get(name))


class AccountForm(forms.Form):
    """A new account that belongs to nobody of the register, or to somebody without an account."""

    username = forms.CharField(label=_("Log-in name"), max_length=64)
    display_name = forms.CharField(label=_("Name as shown"), max_length=100, required=False)
    person = PersonField(label=_("Person of the register"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        lookup(self, "person", queries.people_without_account())

    def clean(self) -> dict[str, Any]:
        """Somebody must be named."""
        cleaned = super().clean() or {}
        if not cleaned.get("display_name") and not cleaned.get("person") and "person" not in self.errors:
            self.add_error("display_name", _("Type the name, or name a person of the register."))
        return cleaned


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=TextArea(2))


class ResetForm(forms.Form):
    """A reset, perhaps with the second factor."""

    second_factor = forms.BooleanField(label=_("Also forget the second factor (telephone lost)"), required=False)


class GrantForm(forms.Form):
    """A role for an account, or standing in for somebody."""

    user = AccountField(label=_("Account"))
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", "---------"), *((role.value, ROLE_NAMES[role]) for role in Role)]
    )
    organization = OrganizationField(label=_("At the organisation"))
    valid_from = DayField(label=_("First day"))
    valid_to = DayField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))
    stands_in_for = PersonField(
        label=_("Stands in for"),
        required=False,
        help_text=_("Name or staff number. The audit log shows every act as done for this person. Needs a last day."),
    )
    reason = forms.CharField(label=_("Reason or document"), max_length=500, widget=TextArea(2), required=False)

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        lookup(self, "user", User.objects.filter(is_active=True).select_related("person__organization"))
        lookup(self, "organization", queries.open_organizations(on=on))
        holders = User.objects.filter(assignments__isnull=False, person__isnull=False).values("person")
        lookup(self, "stands_in_for", queries.Person.objects.filter(pk__in=holders).select_related("organization"))


class EndForm(ReasonForm):
    """The last day of a role."""

    last_day = DayField(label=_("Last day"))
    field_order = ["last_day", "reason"]


class HandOverForm(forms.Form):
    """Who hands over to whom, from which day on."""

    giver = forms.ModelChoiceField(label=_("Who hands over"), queryset=User.objects.none())
    receiver = forms.ModelChoiceField(label=_("Who takes over"), queryset=User.objects.none())
    on = DayField(label=_("From this day on"))
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=TextArea(2), required=False)

    def __init__(self, *args: Any, actor: Actor, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        near = access.accounts_within(actor, Permission.HANDOVER).filter(is_active=True)
        near = near.select_related("person__organization").distinct()
        roles = [role.value for role in HANDED_OVER]
        giving = near.filter(
            queries.held_by(on), assignments__role__in=roles, assignments__organization=actor.organization_id
        )
        self.fields["giver"].queryset = giving  # type: ignore[attr-defined]
        self.fields["receiver"].queryset = near  # type: ignore[attr-defined]
        for name in ("giver", "receiver"):
            self.fields[name].label_from_instance = account_label  # type: ignore[attr-defined]


class ConflictForm(forms.Form):
    """What somebody will not act on, and why."""

    organization = OrganizationField(label=_("Organisation"), required=False)
    about = PersonField(label=_("Or a person in office"), required=False)
    ground = forms.CharField(label=pgettext_lazy("account", "Ground"), max_length=500, widget=TextArea(2))

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        lookup(self, "organization", queries.open_organizations(on=on))
        lookup(self, "about", queries.people_in_office(on=on))
