"""Acts on the tree: create, edit, rename, move, merge, split, close."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuping.apps.organization import access, api, forms, queries
from shuping.apps.organization.models import Organization
from shuping.apps.organization.views.parts import act, address_of, context_of
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.core.organization.levels import BELOW, Level
from shuping.core.roles.permissions import Permission

KEEP = Permission.ORGANIZATION_KEEP


def _create(request: HttpRequest, parent: Organization | None) -> HttpResponse:
    levels = sorted(BELOW[Level(parent.level)]) if parent else [Level.ORGANS_COMMITTEE, Level.GROUP, Level.COMMITTEE]
    start = {
        "on": clock.today(),
        "level": Level.BRANCH if Level.BRANCH in levels else levels[0] if levels else "",
        "unit_class": parent.unit_class if parent else "organs",
    }
    form = forms.CreateForm(request.POST or None, initial=start)
    context: dict[str, object] = {
        "row": parent,
        "heading": _("New Party organisation"),
        "verb": _("Enter"),
        "back": address_of(parent) if parent else reverse("organization:tree"),
    }
    return act(
        request,
        form,
        lambda: api.create_organization(
            parent=parent, new=form.new(), on=form.cleaned_data["on"], by=actor_of(request), at=clock.now()
        ),
        done=_("The organisation is entered."),
        back=lambda made: address_of(made),  # type: ignore[arg-type]
        context=context,
    )


@door(KEEP)
def create_top(request: HttpRequest) -> HttpResponse:
    """A new organisation at the top."""
    return _create(request, None)


@door(KEEP)
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """A new organisation below another."""
    return _create(request, access.find_organization(actor_of(request), pk, KEEP))


@door(KEEP)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Undated facts."""
    row = access.find_organization(actor_of(request), pk, KEEP)
    start = {name: getattr(row, name) for name in (*forms.FactsForm.base_fields, "revision")}
    form = forms.EditForm(request.POST or None, initial=start)
    return act(
        request,
        form,
        lambda: api.edit_organization(
            organization=row,
            values={name: form.cleaned_data[name] for name in forms.FactsForm.base_fields},
            revision=form.cleaned_data["revision"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("Saved."),
        back=address_of(row),
        context=context_of(row, _("Change facts"), _("Save")),
    )


@door(KEEP)
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """A new name from a day on."""
    row = access.find_organization(actor_of(request), pk, KEEP)
    start = {"name": row.name, "short_name": row.short_name, "on": clock.today()}
    form = forms.RenameForm(request.POST or None, initial=start)
    return act(
        request,
        form,
        lambda: api.rename_organization(
            organization=row,
            name=form.cleaned_data["name"],
            short_name=form.cleaned_data["short_name"],
            on=form.cleaned_data["on"],
            reason=form.cleaned_data["reason"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("The new name holds from the day given; earlier papers keep the old one."),
        back=address_of(row),
        context=context_of(row, _("Rename"), _("Rename")),
    )


@door(KEEP)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """A new superior from a day on."""
    row = access.find_organization(actor_of(request), pk, KEEP)
    form = forms.MoveForm(request.POST or None, initial={"on": clock.today()})
    return act(
        request,
        form,
        lambda: api.move_organization(
            organization=row,
            parent=form.cleaned_data["parent"],
            on=form.cleaned_data["on"],
            reason=form.cleaned_data["reason"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("The new superior holds from the day given."),
        back=address_of(row),
        context=context_of(row, _("Change the superior"), _("Change")),
    )


@door(KEEP)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """The end of an organisation."""
    row = access.find_organization(actor_of(request), pk, KEEP)
    form = forms.CloseForm(request.POST or None, initial={"on": clock.today()})
    return act(
        request,
        form,
        lambda: api.close_organization(
            organization=row,
            on=form.cleaned_data["on"],
            reason=form.cleaned_data["reason"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("The organisation is dissolved; its past stays readable."),
        back=address_of(row),
        context=context_of(row, _("Dissolve"), _("Dissolve")),
    )


@door(KEEP)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Others are merged into this organisation."""
    row = access.find_organization(actor_of(request), pk, KEEP)
    form = forms.MergeForm(request.POST or None, initial={"on": clock.today()}, organization=row)
    return act(
        request,
        form,
        lambda: api.merge_organizations(
            predecessors=form.cleaned_data["predecessors"],
            successor=row,
            on=form.cleaned_data["on"],
            document_number=form.cleaned_data["document_number"],
            reason=form.cleaned_data["reason"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("Merged; the old organisations point to this one."),
        back=address_of(row),
        context=context_of(row, _("Merge others into this one"), _("Merge")),
    )


@door(KEEP)
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """New organisations beside this one."""
    row = access.find_organization(actor_of(request), pk, KEEP)
    children = list(queries.children_of(row))
    form = forms.SplitForm(request.POST or None, initial={"on": clock.today()}, organization=row, children=children)
    return act(
        request,
        form,
        lambda: api.split_organization(
            organization=row,
            into=form.cleaned_data["into"],
            goes_on=form.cleaned_data["goes_on"],
            children=form.places(),
            on=form.cleaned_data["on"],
            document_number=form.cleaned_data["document_number"],
            reason=form.cleaned_data["reason"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("Split; the new organisations point back to this one."),
        back=address_of(row),
        context=context_of(row, _("Split"), _("Split")),
    )
