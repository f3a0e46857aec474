"""People, their posts, leaders of units, elections, the contact book."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuping.apps.organization import access, api, forms, queries
from shuping.apps.organization.models import Organization, Person
from shuping.apps.organization.views.parts import act, address_of, context_of
from shuping.apps.organization.wording import KIND_NAMES, LEVEL_NAMES, POST_NAMES
from shuping.base import clock
from shuping.base.doors import actor_of, door, within
from shuping.base.listing import Column, Listing
from shuping.core.organization.levels import TERM_YEARS, Level
from shuping.core.organization.order import stroke_key
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

KEEP = Permission.ORGANIZATION_KEEP


@dataclass(frozen=True)
class Line:
    """One line of the contact book."""

    row: Organization
    unit: str
    level: str
    secretary: queries.Holder | None
    liaison: queries.Holder | None


@door(Permission.CONTACTS_READ)
def contacts(request: HttpRequest) -> HttpResponse:
    """The contact book: who answers for each organisation and whom to call, in office order (ORG-15)."""
    on = clock.today()
    reach = access.organizations(actor_of(request), Permission.CONTACTS_READ).filter(closed_on=None)
    rows = list(reach)
    secretaries, liaisons = queries.holders_on(reach, on), queries.liaison_holders_on(reach, on)
    levels = {key: str(words) for key, words in LEVEL_NAMES.items()}
    units = {row.path: str(row) for row in rows if row.depth <= 2}
    step = Organization.steplen
    lines = [
        Line(
            row,
            units.get(row.path[: 2 * step], ""),
            levels[row.level],
            secretaries.get(row.pk),
            liaisons.get(row.pk),
        )
        for row in rows
    ]
    listing = Listing(
        _("Contact book"),
        [
            Column("unit", _("Unit"), lambda one: one.unit, filter=True),
            Column("name", _("Organisation"), lambda one: one.row.name, link=lambda one: address_of(one.row)),
            Column("level", _("Organisation level"), lambda one: one.level, filter=True, kind="short"),
            Column("secretary", _("Secretary"), lambda one: _of(one.secretary, "name"), sort_key=_strokes),
            Column("office_phone", _("Office phone"), lambda one: _of(one.secretary, "office_phone"), kind="short"),
            Column("mobile", _("Mobile"), lambda one: _of(one.secretary, "mobile"), kind="short"),
            Column("liaison", _("Liaison"), lambda one: _of(one.liaison, "name"), sort_key=_strokes),
            Column(
                "liaison_office",
                _("Liaison's office phone"),
                lambda one: _of(one.liaison, "office_phone"),
                kind="short",
            ),
            Column("liaison_mobile", _("Liaison's mobile"), lambda one: _of(one.liaison, "mobile"), kind="short"),
        ],
        lines,
        landscape=True,
    )
    return listing.answer(request, "organization/list.html", {"heading": listing.title})


def _of(person: queries.Holder | None, name: str) -> str:
    return getattr(person, name) if person is not None else ""


def _strokes(name: object) -> str:
    return stroke_key(str(name))


@door(Permission.ORGANIZATION_READ)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody of the register in reach, by strokes of the surname."""
    rows = within(
        Person.objects.select_related("organization").order_by("stroke_key", "id"),
        actor_of(request),
        Permission.ORGANIZATION_READ,
    )
    listing = Listing(
        _("People of the register"),
        [
            Column(
                "name",
                _("Person's name"),
                lambda one: one.name,
                link=lambda one: reverse("organization:person", args=[one.pk]),
                sort_key=_strokes,
            ),
            Column("organization", _("Organisation"), lambda one: one.organization.name),
            Column("duty", _("Duty"), lambda one: one.duty),
            Column("active", _("Serves here"), lambda one: one.active, filter=True, kind="short"),
        ],
        rows,
    )
    return listing.answer(request, "organization/list.html", {"heading": listing.title, "strokes": True})


@door(Permission.ORGANIZATION_READ)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: facts, posts over time, what he or she answers for as a leader."""
    actor = actor_of(request)
    row = access.find_person(actor, pk, Permission.ORGANIZATION_READ)
    reachable = within(Person.objects.all(), actor, Permission.CONTACTS_READ)
    context = {
        "row": row,
        "terms": [(term, POST_NAMES[term.post]) for term in queries.posts_of(row)],
        "leaderships": [
            (one, KIND_NAMES[one.kind])
            for one in row.leaderships.select_related("organization").order_by("-valid_from", "organization__path")
        ],
        "may_call": reachable.filter(pk=row.pk).exists(),
        "may_keep": actor.reach(KEEP) is not Reach.NONE,
    }
    return render(request, "organization/person.html", context)


@door(KEEP)
def person_create(request: HttpRequest, pk: int) -> HttpResponse:
    """A new person at an organisation."""
    row = access.find_organization(actor_of(request), pk, KEEP)
    form = forms.PersonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: api.create_person(organization=row, by=actor_of(request), at=clock.now(), **form.values()),
        done=_("The person is entered."),
        back=address_of(row),
        context=context_of(row, _("New person"), _("Enter")),
    )


@door(KEEP)
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts of a person."""
    row = access.find_person(actor_of(request), pk, KEEP)
    start = {name: getattr(row, name) for name in forms.PersonEditForm.base_fields}
    start["delegate_kinds"] = "、".join(row.delegate_kinds)
    form = forms.PersonEditForm(request.POST or None, initial=start)
    address = reverse("organization:person", args=[row.pk])
    return act(
        request,
        form,
        lambda: api.edit_person(
            person=row,
            values=form.values(),
            revision=form.cleaned_data["revision"] or 0,
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("Saved."),
        back=address,
        context={"row": row.organization, "heading": row.name, "verb": _("Save"), "back": address},
    )


@door(KEEP)
def term_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody takes a post."""
    row = access.find_organization(actor_of(request), pk, KEEP)
    post = "leader" if row.level == Organization.Level.GROUP else "secretary"
    form = forms.TermForm(request.POST or None, initial={"started_on": clock.today(), "post": post}, organization=row)

    def save() -> object:
        data = form.cleaned_data
        names = ("post", "title", "acting", "started_on", "ended_on", "succeeds")
        return api.appoint(
            organization=row,
            person=data["found"],
            new_name=data["person"],
            new=api.NewTerm(**{name: data[name] for name in names}),
            moves_here=data["moves_here"],
            reason=data["reason"],
            by=actor_of(request),
            at=clock.now(),
        )

    return act(
        request,
        form,
        save,
        done=_("The post is entered."),
        back=address_of(row),
        context=context_of(row, _("Enter a post"), _("Enter")),
    )


@door(KEEP)
def term_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody leaves a post."""
    term = access.find_term(actor_of(request), pk, KEEP)
    form = forms.EndForm(request.POST or None, initial={"on": clock.today()})
    return act(
        request,
        form,
        lambda: api.end_term(
            term=term,
            on=form.cleaned_data["on"],
            reason=form.cleaned_data["reason"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("The last day is entered."),
        back=address_of(term.organization),
        context=context_of(term.organization, _("End the term of %(name)s") % {"name": term.person.name}, _("End")),
    )


@door(KEEP)
def term_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """What was typed wrongly about a post."""
    term = access.find_term(actor_of(request), pk, KEEP)
    names = ("post", "title", "acting", "started_on", "ended_on")
    start = {**{name: getattr(term, name) for name in names}, "based_on": api.seen(term)}
    form = forms.TermCorrectForm(request.POST or None, initial=start)
    return act(
        request,
        form,
        lambda: api.correct_term(
            term=term,
            new=api.NewTerm(**{name: form.cleaned_data[name] for name in names}),
            strike=form.cleaned_data["strike"],
            based_on=form.cleaned_data["based_on"],
            reason=form.cleaned_data["reason"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("The register is corrected."),
        back=address_of(term.organization),
        context=context_of(
            term.organization, _("Correct the post of %(name)s") % {"name": term.person.name}, _("Correct")
        ),
    )


@door(KEEP)
def leadership_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Which leader answers for the unit."""
    row = access.find_organization(actor_of(request), pk, KEEP)
    form = forms.LeadershipForm(request.POST or None, initial={"valid_from": clock.today()}, organization=row)
    return act(
        request,
        form,
        lambda: api.set_leadership(
            organization=row,
            leader=form.cleaned_data["found"],
            kind=form.cleaned_data["kind"],
            valid_from=form.cleaned_data["valid_from"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("The relation is entered."),
        back=address_of(row),
        context=context_of(row, _("Enter a leader"), _("Enter")),
    )


@door(KEEP)
def leadership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """A leader no longer answers for the unit."""
    relation = access.find_leadership(actor_of(request), pk, KEEP)
    form = forms.EndForm(request.POST or None, initial={"on": clock.today()})
    del form.fields["reason"]
    return act(
        request,
        form,
        lambda: api.end_leadership(
            leadership=relation, on=form.cleaned_data["on"], by=actor_of(request), at=clock.now()
        ),
        done=_("The last day is entered."),
        back=address_of(relation.organization),
        context=context_of(
            relation.organization, _("End the relation with %(name)s") % {"name": relation.leader.name}, _("End")
        ),
    )


@door(KEEP)
def election_record(request: HttpRequest, pk: int) -> HttpResponse:
    """An election was held."""
    row = access.find_organization(actor_of(request), pk, KEEP)
    start = {"held_on": clock.today(), "term_years": TERM_YEARS[Level(row.level)]}
    form = forms.ElectionForm(request.POST or None, initial=start)
    return act(
        request,
        form,
        lambda: api.record_election(organization=row, by=actor_of(request), at=clock.now(), **form.cleaned_data),
        done=_("The election is recorded."),
        back=address_of(row),
        context=context_of(row, _("Record an election"), _("Record")),
    )
