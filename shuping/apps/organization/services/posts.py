"""People, their posts over time, the leadership relation, and elections."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from shuping.apps.audit import api as audit_api
from shuping.apps.organization.models import Election, Leadership, Organization, Person, Term
from shuping.apps.organization.services.tree import locked
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.organization.dated import Span, check_no_clash, check_span, day_before
from shuping.core.organization.terms import HEADS, NewTerm, Post

PERSON_FIELDS = (
    "name",
    "gender",
    "staff_number",
    "organization",
    "duty",
    "office_phone",
    "mobile",
    "office_order",
    "delegate_kinds",
    "active",
)
# Kinds of which an organisation has one leader at a time; several may supervise parts of one unit.
_SINGLE_KINDS = frozenset({"contact", "leading"})


@transaction.atomic
def create_person(*, organization: Organization, name: str, by: Actor, at: datetime, **values: object) -> Person:
    """A person of the register at an organisation; `values` are further fields of PERSON_FIELDS.

    Raises RuleError organization.staff_number_taken.
    """
    _check_staff_number(values.get("staff_number"), None)
    kept = {field: value for field, value in values.items() if field in PERSON_FIELDS}
    person = Person.objects.create(organization=organization, name=name, **kept)
    audit_api.record("organization.person.created", by=by, at=at, about=person, organization_id=organization.pk)
    return person


@transaction.atomic
def edit_person(*, person: Person, values: Mapping[str, object], revision: int, by: Actor, at: datetime) -> Person:
    """Change a person's facts. The audit names the fields, never the telephone numbers.

    Raises RuleError: organization.changed_meanwhile, .staff_number_taken.
    """
    row = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if row.revision != revision:
        raise RuleError("organization.changed_meanwhile", name=row.name)
    _check_staff_number(values.get("staff_number"), row)
    changed = [field for field in PERSON_FIELDS if field in values and getattr(row, field) != values[field]]
    if not changed:
        return row
    for field in changed:
        setattr(row, field, values[field])
    row.revision += 1
    row.save()
    audit_api.record(
        "organization.person.edited",
        by=by,
        at=at,
        about=row,
        organization_id=row.organization_id,
        details={"fields": changed},
    )
    return row


def _check_staff_number(number: object, own: Person | None) -> None:
    if number:
        same = Person.objects.filter(staff_number=number).exclude(pk=own.pk if own else 0).first()
        if same is not None:
            raise RuleError("organization.staff_number_taken", name=same.name)


def _span(term: Term) -> Span:
    return Span(term.started_on, term.ended_on)


def begin_term(row: Organization, person: Person, new: NewTerm) -> Term:
    """Check and write one term; the caller holds the organisation's lock and writes the audit row.

    Raises RuleError `organization.already_closed`.
    """
    _check_free(row, person, new)
    return Term.objects.create(
        organization=row,
        person=person,
        post=new.post,
        title=new.title,
        acting=new.acting,
        started_on=new.started_on,
        ended_on=new.ended_on,
    )


def _check_free(row: Organization, person: Person, new: NewTerm, besides: int = 0) -> None:
    """Whether the post is free for `person`, the term `besides` aside; a present head gives way to a successor."""
    check_span(new.started_on, new.ended_on)
    if row.closed_on is not None and (new.ended_on is None or new.ended_on >= row.closed_on):
        raise RuleError("organization.already_closed", name=row.name)
    others = Term.objects.filter(organization=row).exclude(pk=besides)
    mine = [_span(term) for term in others.filter(person=person, post=new.post)]
    check_no_clash(mine, new.started_on, new.ended_on)
    if Post(new.post) in HEADS and not new.acting:
        heads = others.filter(post__in=[one.value for one in HEADS], acting=False)
        for held in heads.select_related("person"):
            _give_way(held, new)


def _give_way(held: Term, new: NewTerm) -> None:
    if new.succeeds and held.ended_on is None and held.started_on < new.started_on:
        held.ended_on = day_before(new.started_on)
        held.save(update_fields=["ended_on"])
        return
    try:
        check_no_clash([_span(held)], new.started_on, new.ended_on)
    except RuleError as error:
        raise RuleError("organization.office_taken", name=held.person.name, since=held.started_on) from error


@transaction.atomic
def set_term(
    *, organization: Organization, person: Person, new: NewTerm, reason: str = "", by: Actor, at: datetime
) -> Term:
    """任职: `person` takes a post (ORG-03).

    Raises RuleError: organization.office_taken, .overlaps, .ends_before_it_begins, .already_closed.
    """
    row = locked(organization.pk)
    term = begin_term(row, person, new)
    _record_begun(term, {}, reason=reason, by=by, at=at)
    return term


def _record_begun(term: Term, more: Mapping[str, object], *, reason: str, by: Actor, at: datetime) -> None:
    details = {"post": term.post, "acting": term.acting, "from": term.started_on, "to": term.ended_on}
    audit_api.record(
        "organization.term.begun",
        by=by,
        at=at,
        about=term,
        organization_id=term.organization_id,
        reason=reason,
        details={**details, "person": term.person_id, **more},
    )


@transaction.atomic
def appoint(
    *,
    organization: Organization,
    person: Person | None,
    new_name: str,
    new: NewTerm,
    moves_here: bool = False,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Term:
    """`set_term` for somebody of the register, or (person None) for somebody new of the name `new_name`.

    A new person is entered with the term or not at all. `moves_here`: somebody transferred is registered at this
    organisation from now on, with the title of the post as duty. Raises RuleError as `set_term` does.
    """
    row = locked(organization.pk)
    someone = person or Person.objects.create(organization=row, name=new_name, duty=new.title)
    term = begin_term(row, someone, new)
    more: dict[str, object] = {"new_person": person is None}
    if moves_here and someone.organization_id != row.pk:
        more["before"] = str(someone.organization)
        _register_at(row, someone, new.title)
    _record_begun(term, more, reason=reason, by=by, at=at)
    return term


def _register_at(row: Organization, person: Person, title: str) -> None:
    moved = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    moved.organization, moved.duty = row, title or moved.duty
    moved.revision += 1
    moved.save()


@transaction.atomic
def end_term(*, term: Term, on: date, reason: str, by: Actor, at: datetime) -> Term:
    """免职: `on` is the last day in the post. A term that has ended already is refused by name of its day.

    Raises RuleError: organization.term_ended, .ends_before_it_begins.
    """
    row = Term.objects.select_for_update(of=("self",)).get(pk=term.pk)
    if row.ended_on is not None:
        raise RuleError("organization.term_ended", name=row.person.name, day=row.ended_on)
    check_span(row.started_on, on)
    row.ended_on, row.end_reason = on, reason
    row.save(update_fields=["ended_on", "end_reason"])
    audit_api.record(
        "organization.term.ended",
        by=by,
        at=at,
        about=row,
        organization_id=row.organization_id,
        reason=reason,
        details={"to": on, "person": row.person_id},
    )
    return row


def seen(term: Term) -> str:
    """What a correction was based on: it is refused if somebody changed the term since."""
    return f"{term.post}|{term.title}|{term.acting}|{term.started_on}|{term.ended_on or ''}"


@transaction.atomic
def correct_term(
    *, term: Term, new: NewTerm, strike: bool, based_on: str, reason: str, by: Actor, at: datetime
) -> Term | None:
    """Put right what was typed wrongly: post, title, days; or (`strike`) take out a term entered by mistake.

    The reason is kept in the audit together with what stood there. What rounds printed does not change. Raises
    RuleError: organization.changed_meanwhile, .office_taken, .overlaps, .ends_before_it_begins, .already_closed.
    """
    organization = locked(term.organization_id)
    row = Term.objects.select_for_update(of=("self",)).filter(pk=term.pk).first()
    if row is None or seen(row) != based_on:
        raise RuleError("organization.changed_meanwhile", name=str(term))
    before = {"post": row.post, "title": row.title, "acting": row.acting, "from": row.started_on, "to": row.ended_on}
    if not strike:
        _check_free(organization, row.person, new, besides=row.pk)
        row.post, row.title, row.acting = new.post, new.title, new.acting
        row.started_on, row.ended_on = new.started_on, new.ended_on
        row.save(update_fields=["post", "title", "acting", "started_on", "ended_on"])
    audit_api.record(
        "organization.term.struck_out" if strike else "organization.term.corrected",
        by=by,
        at=at,
        about=row,
        organization_id=organization.pk,
        reason=reason,
        details={"person": row.person_id, "before": before},
    )
    if strike:
        row.delete()
        return None
    return row


def begin_leadership(row: Organization, leader: Person, kind: str, valid_from: date) -> Leadership:
    """Write one relation, ending the present leader of the same kind; the caller holds the lock.

    Raises RuleError `organization.relation_taken`.
    """
    same = Leadership.objects.filter(organization=row, kind=kind)
    check_no_clash([Span(one.valid_from, one.valid_to) for one in same.filter(leader=leader)], valid_from, None)
    if kind in _SINGLE_KINDS:
        for held in same.filter(valid_to=None).select_related("leader"):
            if held.valid_from >= valid_from:
                raise RuleError("organization.relation_taken", name=held.leader.name, since=held.valid_from)
            held.valid_to = day_before(valid_from)
            held.save(update_fields=["valid_to"])
    return Leadership.objects.create(organization=row, leader=leader, kind=kind, valid_from=valid_from)


@transaction.atomic
def set_leadership(
    *, organization: Organization, leader: Person, kind: str, valid_from: date, by: Actor, at: datetime
) -> Leadership:
    """领导/分管/联系点: `leader` answers for the unit from a day (ORG-14). A new 联系点 or 领导 ends the former one.

    Raises RuleError: organization.overlaps, .relation_taken, .already_closed.
    """
    row = locked(organization.pk)
    if row.closed_on is not None:
        raise RuleError("organization.already_closed", name=row.name)
    made = begin_leadership(row, leader, kind, valid_from)
    audit_api.record(
        "organization.leadership.begun",
        by=by,
        at=at,
        about=made,
        organization_id=row.pk,
        details={"kind": kind, "from": valid_from, "person": leader.pk},
    )
    return made


@transaction.atomic
def end_leadership(*, leadership: Leadership, on: date, by: Actor, at: datetime) -> Leadership:
    """The relation's last day is `on`. Raises RuleError: organization.relation_ended, .ends_before_it_begins."""
    row = Leadership.objects.select_for_update(of=("self",)).get(pk=leadership.pk)
    if row.valid_to is not None:
        raise RuleError("organization.relation_ended", name=row.leader.name, day=row.valid_to)
    check_span(row.valid_from, on)
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    audit_api.record(
        "organization.leadership.ended",
        by=by,
        at=at,
        about=row,
        organization_id=row.organization_id,
        details={"kind": row.kind, "to": on, "person": row.leader_id},
    )
    return row


@transaction.atomic
def record_election(
    *, organization: Organization, held_on: date, term_years: int, note: str, by: Actor, at: datetime
) -> Election:
    """换届: the body was elected on `held_on` for `term_years` (ORG-02).

    Raises RuleError: organization.election_recorded, .not_a_term.
    """
    row = locked(organization.pk)
    if not 1 <= term_years <= 10:
        raise RuleError("organization.not_a_term", years=term_years)
    if row.elections.filter(held_on=held_on).exists():
        raise RuleError("organization.election_recorded", day=held_on)
    made = Election.objects.create(organization=row, held_on=held_on, term_years=term_years, note=note)
    audit_api.record(
        "organization.election.recorded",
        by=by,
        at=at,
        about=made,
        organization_id=row.pk,
        details={"on": held_on, "years": term_years},
    )
    return made
