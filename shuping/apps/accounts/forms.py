"""Forms of the accounts pages. What may not be is decided by the services; forms only read what was typed."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuping.base.actor import Actor
from shuping.base.forms import DateInput, TextArea
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
            "log-in name, none of your last %(history)s passwords."
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


class AccountForm(forms.Form):
    """A new account that belongs to nobody of the register, or to somebody without an account."""

    username = forms.CharField(label=_("Log-in name"), max_length=64)
    display_name = forms.CharField(label=_("Name as shown"), max_length=100, required=False)
    person = forms.ModelChoiceField(
        label=_("Person of the register"), queryset=queries.Person.objects.none(), required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["person"]
        field.queryset = queries.people_without_account()  # type: ignore[attr-defined]
        field.label_from_instance = person_label  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody must be named."""
        cleaned = super().clean() or {}
        if not cleaned.get("display_name") and not cleaned.get("person"):
            self.add_error("display_name", _("Type the name, or choose a person of the register."))
        return cleaned


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=TextArea(2))


class ResetForm(forms.Form):
    """A reset, perhaps with the second factor."""

    second_factor = forms.BooleanField(label=_("Also forget the second factor (telephone lost)"), required=False)


def person_label(person: Any) -> str:
    """A person with the organisation, as offered in a choice."""
    return f"{person.name}（{person.organization}）"


def account_label(user: User) -> str:
    """An account as offered in a choice."""
    place = f"，{user.person.organization}" if user.person is not None else ""
    return f"{user}（{user.username}{place}）"


def organization_label(place: Any) -> str:
    """An organisation, indented by its depth."""
    return "　" * (place.depth - 1) + str(place)


class GrantForm(forms.Form):
    """A role for an account, or standing in for somebody."""

    user = forms.ModelChoiceField(label=_("Account"), queryset=User.objects.none())
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", "---------"), *((role.value, ROLE_NAMES[role]) for role in Role)]
    )
    organization = forms.ModelChoiceField(label=_("At the organisation"), queryset=queries.Organization.objects.none())
    valid_from = forms.DateField(label=_("First day"), widget=DateInput())
    valid_to = forms.DateField(
        label=_("Last day"), widget=DateInput(), required=False, help_text=_("Empty: until further notice.")
    )
    stands_in_for = forms.ModelChoiceField(
        label=_("Stands in for"),
        queryset=queries.Person.objects.none(),
        required=False,
        help_text=_("The audit log shows every act as done for this person. Needs a last day."),
    )
    reason = forms.CharField(label=_("Reason or document"), max_length=500, widget=TextArea(2), required=False)

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        users = self.fields["user"]
        users.queryset = User.objects.filter(is_active=True).select_related("person__organization")  # type: ignore[attr-defined]
        users.label_from_instance = account_label  # type: ignore[attr-defined]
        places = self.fields["organization"]
        open_places = Q(closed_on=None) | Q(closed_on__gt=on)
        places.queryset = queries.Organization.objects.filter(open_places).order_by("path")  # type: ignore[attr-defined]
        places.label_from_instance = organization_label  # type: ignore[attr-defined]
        people = self.fields["stands_in_for"]
        holders = User.objects.filter(assignments__isnull=False, person__isnull=False).values("person")
        people.queryset = queries.Person.objects.filter(pk__in=holders).select_related("organization")  # type: ignore[attr-defined]
        people.label_from_instance = person_label  # type: ignore[attr-defined]


class EndForm(ReasonForm):
    """The last day of a role."""

    last_day = forms.DateField(label=_("Last day"), widget=DateInput())
    field_order = ["last_day", "reason"]


class HandOverForm(forms.Form):
    """Who hands over to whom, from which day on."""

    giver = forms.ModelChoiceField(label=_("Who hands over"), queryset=User.objects.none())
    receiver = forms.ModelChoiceField(label=_("Who takes over"), queryset=User.objects.none())
    on = forms.DateField(label=_("From this day on"), widget=DateInput())
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

    organization = forms.ModelChoiceField(
        label=_("Organisation"), queryset=queries.Organization.objects.none(), required=False
    )
    about = forms.ModelChoiceField(
        label=_("Or a person in office"), queryset=queries.Person.objects.none(), required=False
    )
    ground = forms.CharField(label=pgettext_lazy("account", "Ground"), max_length=500, widget=TextArea(2))

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        places = self.fields["organization"]
        open_places = Q(closed_on=None) | Q(closed_on__gt=on)
        places.queryset = queries.Organization.objects.filter(open_places).order_by("path")  # type: ignore[attr-defined]
        places.label_from_instance = organization_label  # type: ignore[attr-defined]
        people = self.fields["about"]
        people.queryset = queries.people_in_office(on=on)  # type: ignore[attr-defined]
        people.label_from_instance = person_label  # type: ignore[attr-defined]
